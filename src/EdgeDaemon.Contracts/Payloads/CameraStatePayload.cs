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

    /// <summary>Time of the last record that changed any of this; RFC 3339, UTC, milliseconds.</summary>
    [RegularExpression(PayloadPatterns.Time)]
    public required string Time { get; init; }

    /// <summary>Was the device's clock synchronised then?</summary>
    public required bool ClockSynced { get; init; }
}
