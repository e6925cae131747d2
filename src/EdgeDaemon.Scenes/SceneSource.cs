using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Pacing;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Scenes;

/// <summary>
/// A camera that sees a drawn scene (<see cref="SceneRenderer"/>), for demonstrations and tests without one. Frames are
/// <see cref="PixelFormat.Rgb24"/>; sequence numbers, script and motion start from 0 at each open.
/// </summary>
public sealed class SceneSource : IFrameSource
{
    private const double DefaultFramesPerSecond = 10;
    private readonly SceneOptions _options;
    private readonly FramePool _pool;
    private readonly TimeProvider _time;
    private readonly SceneScript _script;
    private readonly double _secondsPerFrame;
    private SceneRenderer? _renderer;
    private FramePacer? _pacer;
    private long _next;
    private (long Number, SceneCondition Condition) _shown;

    /// <summary>Makes a source; nothing is drawn yet.</summary>
    /// <param name="options">What to draw.</param>
    /// <param name="pool">Lends the frames.</param>
    /// <param name="time">Paces the frames and stamps them.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public SceneSource(SceneOptions options, FramePool pool, TimeProvider time)
    {
        options.Validate();
        (_options, _pool, _time) = (options, pool, time);
        _script = new SceneScript(options.Script, options.Loop);
        _secondsPerFrame = 1 / (options.FramesPerSecond ?? DefaultFramesPerSecond);
        Description = $"drawn scene {options.Width}×{options.Height}, seed {options.Seed}";
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>What is to be seen in the frame that was read last, farthest first.</summary>
    public ReadOnlySpan<SceneObject> Truth => _renderer is null ? [] : _renderer.Truth;

    /// <inheritdoc/>
    public void Open()
    {
        Dispose();
        _renderer = new SceneRenderer(_options.Seed, _options.Width, _options.Height);
        _pacer = new FramePacer(_time, _options.FramesPerSecond);
        (_next, _shown) = (0, (0, SceneCondition.Ok));
    }

    /// <inheritdoc/>
    public Frame? Read(CancellationToken cancellation)
    {
        if (_renderer is null || _pacer is null)
            throw new FrameSourceException($"The {Description} is not open.");
        if (_script.At(_next) is not { } condition)
            return null;
        _pacer.Wait(cancellation);
        // A frozen camera shows its last frame again: as frames depend on nothing else, drawing it again gives the same bytes.
        if (condition != SceneCondition.Frozen)
            _shown = (_next, condition);
        var frame = _pool.Rent(PixelFormat.Rgb24, _options.Width, _options.Height);
        _renderer.Render(_shown.Number, _shown.Number * _secondsPerFrame, _shown.Condition, frame.Bytes);
        frame.SequenceNumber = _next++;
        frame.Timestamp = _time.GetElapsedTime(0);
        return frame;
    }

    /// <summary>Closes it; <see cref="Open"/> opens it again.</summary>
    public void Dispose()
    {
        _pacer?.Dispose();
        (_pacer, _renderer) = (null, null);
    }
}
