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
    private readonly FramePool _pool;
    private readonly TimeProvider _time;
    private RawVideo? _video;
    private FramePacer? _pacer;

    /// <summary>Makes a source; nothing is started yet.</summary>
    /// <param name="options">What to read.</param>
    /// <param name="pool">Lends the frames.</param>
    /// <param name="time">Paces the frames of a file and stamps them.</param>
    public FfmpegSource(FfmpegOptions options, FramePool pool, TimeProvider time)
    {
        (_options, _pool, _time) = (options, pool, time);
        var input = options.Input switch
        {
            VideoFile file => $"video '{file.Path}'",
            NetworkCamera camera => $"network camera {camera.Address}",
            _ => throw new ArgumentException($"No source is known for {options.Input.GetType().Name}.", nameof(options)),
        };
        Description = $"{input} as {options.Width}×{options.Height}";
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
        _video = new RawVideo(
            Description, child, _options.Width, _options.Height, _pool, new FramePatience(_options.FirstFrameTimeout, _options.StallTimeout));
        _pacer = new FramePacer(_time, _options.Input is VideoFile ? _options.FramesPerSecond : null);
    }

    /// <inheritdoc/>
    public Frame? Read(CancellationToken cancellation)
    {
        if (_video is null || _pacer is null)
            throw new FrameSourceException($"The {Description} is not open.");
        _pacer.Wait(cancellation);
        try
        {
            if (_video.Read(cancellation) is not { } frame)
                return End(_video);
            frame.Timestamp = _time.GetElapsedTime(0);
            return frame;
        }
        catch (FrameSourceException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Ends the program; <see cref="Open"/> starts it again.</summary>
    public void Dispose()
    {
        _pacer?.Dispose();
        _video?.Dispose();
        (_pacer, _video) = (null, null);
    }

    /// <summary>A file has an end; a camera that ends its stream has failed.</summary>
    private Frame? End(RawVideo video)
    {
        if (_options.Input is NetworkCamera)
            throw new FrameSourceException($"The {Description} ended its stream after {video.Count} frames. It is opened again.");
        return video.Count > 0 ? null : throw new FrameSourceException($"The {Description}: there is not a single frame in it.");
    }
}
