using EdgeDaemon.Capture.Pacing;
using EdgeDaemon.Linux;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>
/// A camera by the kernel's V4L2 interface: its buffers are mapped, the newest full one is copied once and goes straight back,
/// older ones go back unread. Sequence numbers are the driver's, from 0 at each open, so that what was dropped anywhere is a
/// gap. After a failure the device is closed at once, because a node that is held open keeps its number when the camera
/// comes back.
/// </summary>
public sealed class V4l2Source : IFrameSource
{
    // A driver's time that is further away from now than this is another clock's, whatever it says.
    private static readonly TimeSpan OldestFrame = TimeSpan.FromSeconds(10);

    private readonly V4l2Options _options;
    private readonly FramePool _pool;
    private readonly TimeProvider _time;
    private readonly IVideoKernel _kernel;
    private V4l2Device? _device;
    private V4l2Stream? _stream;
    private V4l2FrameReader? _reader;
    private WakeUp? _wake;
    private SequenceCounter _sequence;
    private NewestBufferWait? _wait;

    /// <summary>Makes a source; nothing is opened yet.</summary>
    /// <param name="options">Which camera, and what to ask of it.</param>
    /// <param name="pool">Lends the frames.</param>
    /// <param name="time">Stamps the frames whose driver does not.</param>
    public V4l2Source(V4l2Options options, FramePool pool, TimeProvider time)
        : this(options, pool, time, LinuxVideoKernel.Instance)
    {
    }

    internal V4l2Source(V4l2Options options, FramePool pool, TimeProvider time, IVideoKernel kernel)
    {
        (_options, _pool, _time, _kernel) = (options, pool, time, kernel);
        Description = $"camera '{options.Device}'";
    }

    /// <summary>The camera; once it was opened, also who it is and what was agreed on.</summary>
    public string Description { get; private set; }

    /// <inheritdoc/>
    public FrameFilter? Wanted { private get; set; }

    /// <inheritdoc/>
    public void Open()
    {
        Dispose();
        try
        {
            _wake = new WakeUp();
            _device = V4l2Finder.Open(_kernel, _options.Device);
            var agreed = V4l2Negotiation.Run(_device, _options);
            _reader = new V4l2FrameReader($"camera '{_device.Path}'", agreed, _options, _pool);
            _stream = new V4l2Stream(_device);
            _wait = new NewestBufferWait(_options, _options.StallTimeoutAt(agreed.FramesPerSecond));
            _sequence = default;
            Description = $"camera '{_device.Path}' ({_device.Card}, {_device.Driver}, {_device.Bus}): {agreed}";
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
        if (_stream is null || _reader is null || _wake is null || _wait is null)
            throw new FrameSourceException($"The {Description} is not open.");
        using var registration = cancellation.UnsafeRegister(static wake => ((WakeUp)wake!).Signal(), _wake);
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var buffer = _wait.For(_stream, _wake, cancellation);
                try
                {
                    if (Deliver(_stream, _reader, buffer) is { } frame)
                        return frame;
                }
                finally
                {
                    _stream.GiveBack(buffer);
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
        _stream?.Dispose();
        _reader?.Dispose();
        _device?.Dispose();
        _wake?.Dispose();
        (_stream, _reader, _device, _wake) = (null, null, null, null);
    }

    /// <summary>The frame; null when it is not wanted.</summary>
    private Frame? Deliver(V4l2Stream stream, V4l2FrameReader reader, in V4l2Buffer buffer)
    {
        var number = _sequence.Next(buffer.Sequence);
        if (buffer.IsDamaged || buffer.Bytes == 0)
            throw new FrameDecodeException($"{_device!.Name} marks frame {number} as damaged ({buffer.Bytes} bytes).");
        var timestamp = Timestamp(buffer);
        if (Wanted?.Invoke(number, timestamp) == false)
            return null;
        var frame = reader.Read(stream.Content(buffer));
        (frame.SequenceNumber, frame.Timestamp) = (number, timestamp);
        return frame;
    }

    /// <summary>The driver's time where it is on our clock: monotonic, from boot, as <see cref="TimeProvider.System"/> counts on Linux.</summary>
    private TimeSpan Timestamp(in V4l2Buffer buffer)
    {
        var now = _time.GetElapsedTime(0);
        return buffer.MonotonicTime is { } taken && taken <= now && taken > now - OldestFrame ? taken : now;
    }
}
