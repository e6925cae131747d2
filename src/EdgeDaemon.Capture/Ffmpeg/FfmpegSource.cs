using EdgeDaemon.Capture.Pacing;
using EdgeDaemon.Capture.Processes;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Ffmpeg;

/// <summary>
/// Videos through <c>ffmpeg</c>, a process of its own that decodes and scales: a file, or, in the ingest process, a network camera. Frames
/// are <see cref="PixelFormat.I420"/>, full range, of the size that was asked for. Sequence numbers count what arrived, from 0 at each
/// open; frames are stamped as they are handed over.
/// </summary>
public sealed class FfmpegSource : IFrameSource
{
    private readonly FfmpegOptions _options;
    private readonly TimeProvider _time;
    private readonly RawVideo _video;
    private FramePacer? _pacer;

    /// <summary>Makes a source; nothing is started yet.</summary>
    /// <param name="options">What to read.</param>
    /// <param name="pool">Lends the frames.</param>
    /// <param name="time">Paces the frames of a file and stamps them.</param>
    public FfmpegSource(FfmpegOptions options, FramePool pool, TimeProvider time)
    {
        (_options, _time) = (options, time);
        var input = options.Input switch
        {
            VideoFile file => $"video '{file.Path}'",
            NetworkCamera camera => $"network camera {camera.Address}",
            _ => throw new ArgumentException($"No source is known for {options.Input.GetType().Name}.", nameof(options)),
        };
        Description = $"{input} as {options.Width}×{options.Height}";
        _video = new RawVideo(Description, options.Width, options.Height, pool, time, End);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public void Open()
    {
        Dispose();
        if (_options.Input is VideoFile { Path: var path } && !File.Exists(path))
            throw new FrameSourceException($"Video '{path}' is not there, or not for this user.");
        var program = ProgramFinder.Require("ffmpeg", "ffmpeg");
        Func<string, string> redact = _options.Input is NetworkCamera camera ? camera.Address.Redact : line => line;
        var child = ChildProgram.Start(program, FfmpegCommand.Arguments(_options), FfmpegCommand.Input(_options), redact);
        _video.Start(child, new FramePatience(_options.FirstFrameTimeout, _options.StallTimeout));
        _pacer = new FramePacer(_time, _options.Input is VideoFile ? _options.FramesPerSecond : null);
    }

    /// <inheritdoc/>
    public Frame? Read(CancellationToken cancellation)
    {
        if (_pacer is null)
            throw new FrameSourceException($"The {Description} is not open.");
        _pacer.Wait(cancellation);
        return _video.Read(cancellation);
    }

    /// <summary>Ends the program; <see cref="Open"/> starts it again.</summary>
    public void Dispose()
    {
        _pacer?.Dispose();
        _pacer = null;
        _video.Dispose();
    }

    /// <summary>A file has an end; a camera that ends its stream has failed.</summary>
    private string? End(long frames) => _options.Input is NetworkCamera
        ? $"The {Description} ended its stream after {frames} frames. It is opened again."
        : frames > 0 ? null : $"The {Description}: there is not a single frame in it.";
}
