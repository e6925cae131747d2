namespace EdgeDaemon.Capture.Ingest;

/// <summary>Where an ingest process hands over its frames, and which frames are taken.</summary>
public sealed record IngestOptions
{
    /// <summary>Name of the camera, for messages.</summary>
    public required string Camera { get; init; }

    /// <summary>Full path of the socket.</summary>
    public required string SocketPath { get; init; }

    /// <summary>The only width that is taken.</summary>
    public required int Width { get; init; }

    /// <summary>The only height that is taken.</summary>
    public required int Height { get; init; }

    /// <summary>The source has failed when nothing came for this long; longer than the ingest process itself takes to give up.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
