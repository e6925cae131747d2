namespace EdgeDaemon.Contracts.Payloads.Frigate;

/// <summary>How the cameras do, as Frigate publishes it. What is measured of processes and disks there is not told here.</summary>
public sealed record FrigateStatsPayload
{
    /// <summary>Each camera that has delivered, by its slug.</summary>
    public required SortedDictionary<string, FrigateCameraStatsPayload> Cameras { get; init; }

    /// <summary>Frames per second that a model looked at, of all cameras.</summary>
    public required double DetectionFps { get; init; }

    /// <summary>The program.</summary>
    public required FrigateServicePayload Service { get; init; }
}

/// <summary>How one camera did over the last minute.</summary>
public sealed record FrigateCameraStatsPayload
{
    /// <summary>Frames per second that the camera delivered.</summary>
    public required double CameraFps { get; init; }

    /// <summary>Those of them that were decided.</summary>
    public required double ProcessFps { get; init; }

    /// <summary>Those of them that were left out.</summary>
    public required double SkippedFps { get; init; }

    /// <summary>Those of them that a model looked at.</summary>
    public required double DetectionFps { get; init; }

    /// <summary>Is the camera to be watched?</summary>
    public required bool DetectionEnabled { get; init; }
}

/// <summary>The program behind the statistics.</summary>
public sealed record FrigateServicePayload
{
    /// <summary>Seconds since its start.</summary>
    public required long Uptime { get; init; }

    /// <summary>EdgeDaemon's version.</summary>
    public required string Version { get; init; }

    /// <summary>Unix time in seconds.</summary>
    public required long LastUpdated { get; init; }
}
