using System.ComponentModel.DataAnnotations;

namespace EdgeDaemon.Contracts.Payloads;

/// <summary>How a device does. What could not be learned is absent.</summary>
public sealed record StatusPayload
{
    /// <summary>Slug of the device.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string Device { get; init; }

    /// <summary>Version of the publisher.</summary>
    public required string Version { get; init; }

    /// <summary>Newest boot epoch of the vision process; 0: it never ran.</summary>
    public required uint Boot { get; init; }

    /// <summary>When this was written; RFC 3339, UTC, milliseconds.</summary>
    [RegularExpression(PayloadPatterns.Time)]
    public required string Time { get; init; }

    /// <summary>Is the device's clock synchronised?</summary>
    public required bool ClockSynced { get; init; }

    /// <summary>Seconds since the publisher started.</summary>
    public required long UptimeS { get; init; }

    /// <summary>Hottest sensor of the device, °C, one decimal.</summary>
    public double? TemperatureC { get; init; }

    /// <summary>
    /// What the device suffers now: <c>under_voltage</c>, <c>frequency_capped</c>, <c>throttled</c>, <c>soft_temperature_limit</c>. Empty: nothing;
    /// absent: the machine does not say.
    /// </summary>
    public string[]? Throttling { get; init; }

    /// <summary>The journal, as the publisher sees it.</summary>
    public required JournalStatusPayload Journal { get; init; }

    /// <summary>The connection to the broker.</summary>
    public required PublishingStatusPayload Publishing { get; init; }

    /// <summary>The cameras, by slug.</summary>
    public required SortedDictionary<string, CameraStatusPayload> Cameras { get; init; }
}
