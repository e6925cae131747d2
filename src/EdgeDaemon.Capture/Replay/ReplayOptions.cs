using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Capture.Replay;

/// <summary>Which pictures are played, and how.</summary>
public sealed record ReplayOptions
{
    /// <summary>
    /// A folder, whose <c>.jpg</c>, <c>.jpeg</c> and <c>.png</c> files are played in ordinal order of their names (case of the ending does not
    /// matter, folders below are left out); or a text file with one picture path per line, relative to that file, blank lines
    /// and lines that start with <c>#</c> ignored.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>Frames per second, above 0; null: each read returns at once.</summary>
    public double? FramesPerSecond { get; init; }

    /// <summary>Start again after the last picture? Otherwise the source ends there.</summary>
    public bool Loop { get; init; }

    /// <summary>Model inputs the frames are for: JPEGs are decoded just large enough for all of them. Empty: full size.</summary>
    public ImmutableArray<InputSpec> Inputs { get; init; } = [];
}
