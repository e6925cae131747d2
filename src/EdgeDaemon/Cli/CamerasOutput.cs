using EdgeDaemon.Capture.V4l2;

namespace EdgeDaemon.Cli;

/// <summary>What <c>cameras --json</c> prints.</summary>
/// <param name="Cameras">Every camera.</param>
/// <param name="Unusable">The other video nodes, each with the reason.</param>
internal sealed record CamerasOutput(IReadOnlyList<CameraOutput> Cameras, IReadOnlyList<string> Unusable);

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

    /// <summary>The camera's <c>source</c>, as YAML on one line; absent when nothing that it offers is read.</summary>
    public string? Source { get; init; }
}
