using EdgeDaemon.Capture.Iot.Video;
using EdgeDaemon.Capture.V4l2;

namespace EdgeDaemon.Cli;

/// <summary>What <c>cameras --json</c> prints.</summary>
/// <param name="Cameras">Every camera of the kernel's V4L2 interface.</param>
/// <param name="CsiCameras">Every CSI camera that Raspberry Pi's camera program lists.</param>
/// <param name="Unusable">The other video nodes, each with the reason; and why the camera program has no list.</param>
internal sealed record CamerasOutput(IReadOnlyList<CameraOutput> Cameras, IReadOnlyList<CsiCameraOutput> CsiCameras, IReadOnlyList<string> Unusable);

/// <summary>A CSI camera, and what the configuration for it would be.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its sensor.</param>
/// <param name="Resolution">Largest size and sensor format.</param>
/// <param name="Path">Where it is plugged in.</param>
/// <param name="Source">The camera's <c>source</c>, as YAML on one line.</param>
internal sealed record CsiCameraOutput(int Number, string Name, string Resolution, string Path, string Source);

/// <summary>A camera, what it offers, and what the configuration for it would be.</summary>
internal sealed record CameraOutput
{
    /// <summary>Its node.</summary>
    public required string Path { get; init; }

    /// <summary>Paths that keep leading to it when the node's number changes.</summary>
    public required IReadOnlyList<string> Links { get; init; }

    /// <summary>Name of the product.</summary>
    public required string Card { get; init; }

    /// <summary>Kernel module.</summary>
    public required string Driver { get; init; }

    /// <summary>Where it is plugged in.</summary>
    public required string Bus { get; init; }

    /// <summary>What it offers; formats without a name are not read.</summary>
    public required IReadOnlyList<CameraFormatInfo> Formats { get; init; }

    /// <summary>What can be adjusted at it.</summary>
    public required IReadOnlyList<VideoControl> Controls { get; init; }

    /// <summary>Why controls are missing; absent when they are not.</summary>
    public string? Failure { get; init; }

    /// <summary>The camera's <c>source</c>, as YAML on one line; absent when nothing that it offers is read.</summary>
    public string? Source { get; init; }
}
