using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.Tests.V4l2;

/// <summary>One opening of a simulated camera: its format, its buffers and where they are.</summary>
internal sealed unsafe class SimulatedOpenDevice(SimulatedCamera camera, int descriptor)
{
    private const long OffsetStep = 1 << 24;

    private readonly Lock _lock = new();
    private readonly Queue<int> _empty = new();
    private readonly Queue<(int Index, int Bytes, uint Sequence, TimeSpan? Time, bool Damaged)> _full = new();
    private byte[][] _buffers = [];
    private uint _sizeImage;
    private uint _sequence = camera.FirstSequence;
    private bool _streams;
    private ITimer? _timer;

    public SimulatedCamera Camera => camera;

    public int SetFormat(v4l2_format* format)
    {
        var fourcc = format->pixelformat;
        if (camera.Formats.All(f => f.Fourcc != fourcc))
            format->pixelformat = camera.Formats[0].Fourcc;
        if (camera.Insists is { } size)
            (format->width, format->height) = ((uint)size.Width, (uint)size.Height);
        var isJpeg = format->pixelformat == V4l2Constants.Mjpeg;
        var packed = format->pixelformat == V4l2Constants.Yuyv ? format->width * 2 : format->width;
        format->bytesperline = isJpeg ? 0 : packed + (uint)camera.RowPadding;
        _sizeImage = format->pixelformat switch
        {
            V4l2Constants.Mjpeg => format->width * format->height * 2,
            V4l2Constants.Nv12 or V4l2Constants.Yu12 => format->bytesperline * format->height * 3 / 2,
            _ => format->bytesperline * format->height,
        };
        format->sizeimage = _sizeImage;
        format->colorspace = camera.ColorSpace;
        format->quantization = camera.Quantization;
        format->priv = V4l2Abi.V4L2_PIX_FMT_PRIV_MAGIC;
        return 0;
    }

    public int SetRate(v4l2_streamparm* parameters)
    {
        var asked = (double)parameters->timeperframe.denominator / parameters->timeperframe.numerator;
        var nearest = camera.Formats[0].Rates.MinBy(r => Math.Abs(r - asked));
        parameters->timeperframe = new v4l2_fract { numerator = 1000, denominator = (uint)(nearest * 1000) };
        return 0;
    }

    public int RequestBuffers(v4l2_requestbuffers* request)
    {
        _buffers = [.. Enumerable.Range(0, (int)request->count).Select(_ => GC.AllocateArray<byte>((int)_sizeImage, pinned: true))];
        return 0;
    }

    public int QueryBuffer(v4l2_buffer* buffer)
    {
        buffer->length = (uint)_buffers[buffer->index].Length;
        buffer->offset = (uint)(buffer->index * OffsetStep);
        return 0;
    }

    public byte[] BufferAt(long offset) => _buffers[offset / OffsetStep];

    public int Enqueue(v4l2_buffer* buffer)
    {
        lock (_lock)
            _empty.Enqueue((int)buffer->index);
        return 0;
    }

    public int Dequeue(v4l2_buffer* buffer)
    {
        lock (_lock)
        {
            if (!_full.TryDequeue(out var full))
                return -Libc.EAGAIN;
            ulong one;
            RequireWhole(Libc.read(descriptor, (byte*)&one, sizeof(ulong)));
            buffer->index = (uint)full.Index;
            buffer->bytesused = (uint)full.Bytes;
            buffer->sequence = full.Sequence;
            buffer->flags = full.Damaged ? V4l2Abi.V4L2_BUF_FLAG_ERROR : 0;
            if (full.Time is { } time)
            {
                buffer->flags |= V4l2Abi.V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
                (buffer->timestamp_seconds, buffer->timestamp_microseconds) = (time.Ticks / TimeSpan.TicksPerSecond, time.Ticks % TimeSpan.TicksPerSecond / 10);
            }

            return 0;
        }
    }

    public int Start()
    {
        _streams = true;
        if (camera.Pace is not { } pace)
            return 0;
        // The first is there at once, as sources that play something have it.
        var period = TimeSpan.FromSeconds(1 / pace.FramesPerSecond);
        Produce();
        _timer = pace.Time.CreateTimer(_ => Produce(), null, period, period);
        return 0;
    }

    public int Stop()
    {
        _timer?.Dispose();
        lock (_lock)
            _streams = false;
        return 0;
    }

    /// <summary>Makes as many frames as the camera does at once, if it is able to.</summary>
    public void Produce()
    {
        lock (_lock)
        {
            if (!_streams || camera.IsStalled || !camera.IsPlugged || (_full.Count > 0 && camera.Pace is null))
                return;
            for (var i = 0; i < camera.Burst; i++)
                ProduceOne();
        }
    }

    private void ProduceOne()
    {
        _sequence += camera.Skips;
        var sequence = _sequence++;
        // A driver without an empty buffer drops the frame and goes on counting.
        if (!_empty.TryDequeue(out var index))
            return;
        var bytes = camera.Fill(sequence, _buffers[index]);
        _full.Enqueue((index, bytes, sequence, camera.MonotonicClock?.Invoke(), camera.IsDamaging));
        ulong one = 1;
        RequireWhole(Libc.write(descriptor, (byte*)&one, sizeof(ulong)));
    }

    // Asserting equality would allocate, and this runs within what is measured.
    private static void RequireWhole(nint bytes)
    {
        if (bytes != sizeof(ulong))
            throw new InvalidOperationException($"The eventfd took or gave {bytes} bytes.");
    }
}
