using System.ComponentModel.DataAnnotations;

namespace EdgeDaemon.Contracts.Payloads;

/// <summary>What a camera is doing and sees at one time.</summary>
public sealed record CameraStatePayload
{
    /// <summary>Slug of the camera.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string Camera { get; init; }

    /// <summary><c>starting</c>, <c>live</c>, <c>offline</c>, <c>stopped</c> or <c>private</c>.</summary>
    [AllowedValues("starting", "live", "offline", "stopped", "private", "unknown")]
    public required string State { get; init; }

    /// <summary>As on the health topic.</summary>
    [AllowedValues("unknown", "ok", "dark", "overexposed", "blurred", "covered", "frozen", "moved", "offline")]
    public required string Health { get; init; }

    /// <summary>Labels that are present, with how many of each; null (written out) while the camera is blind or stopped.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)]
    public required SortedDictionary<string, uint>? Labels { get; init; }

    /// <summary>Name of the model, or null.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public string? Model { get; init; }

    /// <summary>Privacy level in force; this and what follows about settings is absent until the vision process has said it.</summary>
    [AllowedValues("presence", "count", "zone", "track", "box")]
    public string? Privacy { get; init; }

    /// <summary>Who decided the level; <c>safeguard</c>: what had been decided could not be read, so the strictest holds.</summary>
    [AllowedValues("configuration", "operator", "network", "safeguard")]
    public string? PrivacyBy { get; init; }

    /// <summary>Who has paused it, if anybody has: of several the one whom the network cannot overrule.</summary>
    [AllowedValues("configuration", "operator", "network", "safeguard")]
    public string? PausedBy { get; init; }

    /// <summary>When the pause ends by itself, as good as the device's clock is; absent: only when it is taken back.</summary>
    [RegularExpression(PayloadPatterns.Time)]
    public string? PausedUntil { get; init; }

    /// <summary>Score in force for labels that have no threshold of their own, 0..1, four decimals; absent when it has no model.</summary>
    [Range(0.0, 1.0)]
    public double? Threshold { get; init; }

    /// <summary>Time of the last record that changed any of this; RFC 3339, UTC, milliseconds.</summary>
    [RegularExpression(PayloadPatterns.Time)]
    public required string Time { get; init; }

    /// <summary>Was the device's clock synchronised then?</summary>
    public required bool ClockSynced { get; init; }
}
