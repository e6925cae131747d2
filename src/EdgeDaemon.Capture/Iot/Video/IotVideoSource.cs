using System.Buffers;
using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.Linux;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Iot.Video;

/// <summary>
/// A camera by Iot.Device.Media.VideoDevice, for whoever wants the package's frame path; <see cref="V4l2Source"/> is the default. The package reads no
/// answer of the driver: format, size, stride and rate are agreed on beforehand by our own calls, a stall, an unplugged camera and
/// failing calls are told from outside. Sequence numbers count what the package delivered, from 0 at each open, and frames are stamped as they
/// arrive: it passes neither number, time nor error mark of the driver on. After a failure the device is closed at once.
/// </summary>
public sealed class IotVideoSource : IFrameSource
{
    private readonly V4l2Options _options;
    private readonly FramePool _pool;
    private readonly TimeProvider _time;
    private readonly IVideoKernel _kernel;
    private readonly Func<string, V4l2Agreement, double?, IVideoLoop> _makeLoop;
    private VideoPump? _pump;
    private IVideoLoop? _loop;
    private V4l2FrameReader? _reader;
    private WakeUp? _wake;
    private string _name = "";
    private NewestBufferWait? _wait;
    private bool _isJpeg;

    /// <summary>Makes a source; nothing is opened yet.</summary>
    /// <param name="options">Which camera, and what to ask of it.</param>
    /// <param name="pool">Lends the frames.</param>
    /// <param name="time">Stamps the frames.</param>
    public IotVideoSource(V4l2Options options, FramePool pool, TimeProvider time)
        : this(options, pool, time, LinuxVideoKernel.Instance, (path, agreed, rate) => new VideoDeviceLoop(path, agreed, rate))
    {
    }

    internal IotVideoSource(V4l2Options options, FramePool pool, TimeProvider time, IVideoKernel kernel, Func<string, V4l2Agreement, double?, IVideoLoop> makeLoop)
    {
        (_options, _pool, _time, _kernel, _makeLoop) = (options, pool, time, kernel, makeLoop);
        Description = $"camera '{options.Device}' by Iot.Device.Media";
    }

    /// <summary>The camera; once it was opened, also who it is and what was agreed on.</summary>
    public string Description { get; private set; }

    /// <inheritdoc/>
    public FrameFilter? Wanted { private get; set; }

    /// <inheritdoc/>
    public void Open()
    {
        Dispose();
        if (_pump is not null)
            throw new FrameSourceException($"{_name} is still held by a call of Iot.Device.Media that does not return: unplug it, or restart this program; 'driver: kernel' has no such calls.");
        try
        {
            var (path, who, agreed) = Agree();
            _name = $"Camera '{path}'";
            _loop = _makeLoop(path, agreed, _options.FramesPerSecond);
            agreed = agreed with { FramesPerSecond = _loop.Start() ?? agreed.FramesPerSecond };
            _reader = new V4l2FrameReader($"camera '{path}'", agreed, _options, _pool);
            var stallTimeout = _options.StallTimeoutAt(agreed.FramesPerSecond);
            _wait = new NewestBufferWait(_options, stallTimeout);
            _isJpeg = agreed.Format == CameraFormat.Mjpeg;
            _wake = new WakeUp();
            _pump = new VideoPump(_loop, _name, stallTimeout, _time);
            Description = $"camera '{path}' {who} by Iot.Device.Media: {agreed}";
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Frame? Read(CancellationToken cancellation)
    {
        if (_pump is null || _reader is null || _wake is null || _wait is null)
            throw new FrameSourceException($"The {Description} is not open.");
        using var registration = cancellation.UnsafeRegister(static wake => ((WakeUp)wake!).Signal(), _wake);
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var buffer = _wait.For(_pump, _wake, cancellation);
                try
                {
                    if (Wanted?.Invoke(buffer.Number, buffer.Time) != false)
                        return Deliver(_reader, buffer);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer.Memory);
                }
            }
        }
        catch (FrameSourceException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Closes it; <see cref="Open"/> opens it again.</summary>
    public void Dispose()
    {
        if (_pump is not null)
            _pump.Dispose();
        else
            _loop?.Dispose();
        _reader?.Dispose();
        _wake?.Dispose();
        (_loop, _reader, _wake) = (null, null, null);
        // One that is stuck is kept, so that the next opening knows.
        _pump = _pump is { IsStuck: true } ? _pump : null;
    }

    /// <summary>The device is closed again: it lends its buffers to one opening only.</summary>
    private (string Path, string Who, V4l2Agreement Agreed) Agree()
    {
        using var device = V4l2Finder.Open(_kernel, _options.Device);
        return (LinkTarget.Of(device.Path), $"({device.Card}, {device.Driver}, {device.Bus})", V4l2Negotiation.Run(device, _options));
    }

    private Frame Deliver(V4l2FrameReader reader, in VideoBuffer buffer)
    {
        ReadOnlySpan<byte> content = buffer.Memory.AsSpan(0, buffer.Length);
        // The length is that of the mapped memory: behind a JPEG lies what is left of longer ones.
        if (_isJpeg)
            content = content[..JpegHeader.Read(content, _name).Bytes];
        var frame = reader.Read(content);
        frame.SequenceNumber = buffer.Number;
        frame.Timestamp = buffer.Time;
        return frame;
    }
}
