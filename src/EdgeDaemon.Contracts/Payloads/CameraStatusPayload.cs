using System.ComponentModel.DataAnnotations;

namespace EdgeDaemon.Contracts.Payloads;

/// <summary>How a camera does. Figures are absent until the vision process has measured them, ten seconds after it began.</summary>
public sealed record CameraStatusPayload
{
    /// <summary>Most changes that are told of a camera.</summary>
    public const int MostChanges = 20;

    /// <summary><c>starting</c>, <c>live</c>, <c>offline</c> or <c>stopped</c>.</summary>
    [AllowedValues("starting", "live", "offline", "stopped", "private", "unknown")]
    public required string State { get; init; }

    /// <summary>As on the health topic.</summary>
    [AllowedValues("unknown", "ok", "dark", "overexposed", "blurred", "covered", "frozen", "moved", "offline")]
    public required string Health { get; init; }

    /// <summary>Name of the model, or null.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public string? Model { get; init; }

    /// <summary>Which version of the model runs: the start of the SHA-256 of its <c>SHA256SUMS</c>.</summary>
    [RegularExpression(PayloadPatterns.ModelVersion)]
    public string? ModelVersion { get; init; }

    /// <summary>Why one of its models runs in an older version than was installed; absent: none does.</summary>
    [AllowedValues("unusable", "golden", "crashed", "failed", "slow", "disagrees")]
    public string? ModelReturned { get; init; }

    /// <summary>Privacy level in force.</summary>
    [AllowedValues("presence", "count", "zone", "track", "box")]
    public string? Privacy { get; init; }

    /// <summary>Who decided the level; <c>safeguard</c>: what had been decided could not be read, so the strictest holds.</summary>
    [AllowedValues("configuration", "operator", "network", "safeguard")]
    public string? PrivacyBy { get; init; }

    /// <summary>Who has paused it, if anybody has.</summary>
    [AllowedValues("configuration", "operator", "network", "safeguard")]
    public string? PausedBy { get; init; }

    /// <summary>
    /// What was another on the last whole day than on the same weekdays before: <c>LABEL rate</c> (how many appeared), <c>LABEL scores</c> (how sure the model was; where the
    /// privacy level tells scores), <c>blind</c> (how long it could not see). Empty: nothing; absent: the usual is not known yet, which takes 14 days.
    /// </summary>
    [ItemCount(0, MostChanges)]
    public string[]? Changed { get; init; }

    /// <summary>The greatest population stability index of a label's scores on that day, three decimals; absent below the level <c>track</c>, and with fewer than 50 events.</summary>
    [Range(0.0, 100.0)]
    public double? StabilityIndex { get; init; }

    /// <summary>Frames decided per second, two decimals.</summary>
    [Range(0.0, 10_000.0)]
    public double? Fps { get; init; }

    /// <summary>Share of the configured frame rate that is kept at most, so that the device does not overheat; absent while all of it is.</summary>
    [Range(0.0, 1.0)]
    public double? RateShare { get; init; }

    /// <summary>Why it is not all.</summary>
    [AllowedValues("temperature", "throttling", "pressure")]
    public string? RateLimitedBy { get; init; }

    /// <summary>Median time from capture to decision, milliseconds, one decimal; absent when no frame was decided.</summary>
    [Range(0.0, 10_000.0)]
    public double? LatencyP50Ms { get; init; }

    /// <summary>99th percentile of that time.</summary>
    [Range(0.0, 10_000.0)]
    public double? LatencyP99Ms { get; init; }

    /// <summary>Frames that the source delivered since the vision process started.</summary>
    public long? FramesIn { get; init; }

    /// <summary>Frames left out: sooner than the configured rate, replaced by newer ones, damaged, or while the camera is paused, off or blind.</summary>
    public long? FramesSkipped { get; init; }

    /// <summary>Frames that a model looked at.</summary>
    public long? FramesInferred { get; init; }

    /// <summary>Frames that were held back, because nothing moved or the trigger was silent.</summary>
    public long? FramesGated { get; init; }

    /// <summary>When the figures were taken.</summary>
    [RegularExpression(PayloadPatterns.Time)]
    public string? MeasuredAt { get; init; }
}
