using System.Globalization;
using EdgeDaemon.Capture.Iot.Camera;
using EdgeDaemon.Capture.Processes;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Rpicam;

/// <summary>
/// A CSI camera through <c>rpicam-vid</c>, a process of its own: on a Raspberry Pi these cameras give raw sensor data by V4L2, which
/// libcamera turns into frames. Frames are <see cref="PixelFormat.I420"/>, full range. Sequence numbers count what arrived, from 0 at each
/// open; frames are stamped as they arrive.
/// </summary>
public sealed class RpicamSource : IFrameSource
{
    private const double FramesUntilStalled = 4;

    private readonly RpicamOptions _options;
    private readonly RawVideo _video;

    /// <summary>Makes a source; nothing is started yet.</summary>
    /// <param name="options">Which camera, and what to ask of it.</param>
    /// <param name="pool">Lends the frames.</param>
    /// <param name="time">Stamps the frames.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public RpicamSource(RpicamOptions options, FramePool pool, TimeProvider time)
    {
        options.Validate();
        _options = options;
        Description = string.Create(
            CultureInfo.InvariantCulture, $"CSI camera {options.Camera}: {options.Width}×{options.Height} yu12, full range, {options.FramesPerSecond:0.##} fps");
        _video = new RawVideo(
            Description, options.Width, options.Height, pool, time,
            frames => $"The {Description}: the program ended by itself after {frames} frames. It is started again.");
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>For tests, in place of the program on the path.</summary>
    internal string? StandIn { get; init; }

    /// <inheritdoc/>
    public void Open()
    {
        Dispose();
        var program = StandIn ?? ProgramFinder.Require(CsiCommand.Package, CsiCommand.Programs);
        var slow = TimeSpan.FromSeconds(FramesUntilStalled / _options.FramesPerSecond);
        var patience = new FramePatience(_options.FirstFrameTimeout, slow > _options.StallTimeout ? slow : _options.StallTimeout);
        _video.Start(ChildProgram.Start(program, CsiCommand.Capture(_options), input: "", redact: line => line), patience);
    }

    /// <inheritdoc/>
    public Frame? Read(CancellationToken cancellation) => _video.Read(cancellation);

    /// <summary>Ends the program; <see cref="Open"/> starts it again.</summary>
    public void Dispose() => _video.Dispose();
}
