using System.Buffers;
using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.Iot.Video;

/// <summary>A buffer that the package delivered; its array goes back to the shared pool after use.</summary>
/// <param name="Memory">The array.</param>
/// <param name="Length">Bytes of mapped memory.</param>
/// <param name="Number">Buffers before it.</param>
/// <param name="Time">When it came.</param>
internal readonly record struct VideoBuffer(byte[] Memory, int Length, long Number, TimeSpan Time);

/// <summary>
/// Runs the package's blocking loop on a thread of its own and holds its newest buffer for the reader. It looks at every buffer for signs that the
/// calls below fail, and ends the loop at the first: a failure costs no more than <see cref="SameBufferWatch.Run"/> buffers.
/// </summary>
internal sealed class VideoPump : INewestBuffer<VideoBuffer>, IDisposable
{
    // How often a loop that does not end is interrupted: it may just have been about to start its stream.
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly IVideoLoop _loop;
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly SameBufferWatch _watch;
    private readonly TimeSpan _patience;
    private readonly WakeUp _arrival = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private VideoBuffer? _newest;
    private byte[]? _last;
    private long _count;
    private string? _failure;

    /// <param name="loop">Started; owned from here on.</param>
    /// <param name="name">The camera, for messages.</param>
    /// <param name="patience">How long a camera may show the very same.</param>
    /// <param name="time">Stamps the buffers.</param>
    internal VideoPump(IVideoLoop loop, string name, TimeSpan patience, TimeProvider time)
    {
        (_loop, _name, _patience, _time) = (loop, name, patience, time);
        _watch = new SameBufferWatch(patience);
        _thread = new Thread(Run) { Name = $"{name} by Iot.Device.Media", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public string Name => _name;

    /// <summary>Is the loop still within a call that does not return?</summary>
    internal bool IsStuck => _thread.IsAlive;

    /// <inheritdoc/>
    public WaitEnd Wait(WakeUp wake, TimeSpan timeout) => DescriptorWait.For(_arrival.Descriptor, Libc.POLLIN, wake.Descriptor, timeout);

    /// <inheritdoc/>
    public string? Fault() => _loop.Fault();

    /// <summary>Takes the newest buffer; whoever takes it returns its array.</summary>
    /// <exception cref="FrameSourceException">The loop was ended, because of what it delivered or by itself.</exception>
    public bool TryTakeNewest(out VideoBuffer buffer)
    {
        lock (_lock)
        {
            _arrival.Clear();
            if (_failure is not null)
                throw new FrameSourceException(_failure);
            buffer = _newest.GetValueOrDefault();
            var found = _newest is not null;
            _newest = null;
            return found;
        }
    }

    /// <summary>Ends the loop and closes the device. A call that does not return even when its stream is switched off keeps both: <see cref="IsStuck"/>.</summary>
    public void Dispose()
    {
        if (!_stop.IsCancellationRequested)
            _stop.Cancel();
        var start = TimeProvider.System.GetTimestamp();
        do
            _loop.Interrupt();
        while (!_thread.Join(Again) && TimeProvider.System.GetElapsedTime(start) < Patience);
        if (_thread.IsAlive)
            return;
        _loop.Dispose();
        DropNewest();
        if (_last is not null)
            ArrayPool<byte>.Shared.Return(_last);
        _last = null;
        _arrival.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            _loop.Run(Receive, _stop.Token);
            End($"{_name}: its capture loop ended by itself. It is opened again.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            End($"{_name}: the capture loop of Iot.Device.Media failed: {e.Message.TrimEnd('.')}. It is opened again.");
        }
    }

    private void Receive(byte[] memory, int length)
    {
        if (_stop.IsCancellationRequested || length <= 0 || length > memory.Length)
        {
            Return(memory);
            if (!_stop.IsCancellationRequested)
                End($"{_name} gives buffers of {length} bytes: its calls fail. Does another program use it, or was it unplugged? It is opened again.");
            return;
        }

        var now = _time.GetElapsedTime(0);
        var isSame = _last is not null && memory.AsSpan(0, length).SequenceEqual(_last.AsSpan(0, Math.Min(length, _last.Length)));
        switch (_watch.Note(isSame, now))
        {
            case SameBuffer.Flood:
                Return(memory);
                End($"{_name} delivers the same buffer again and again, faster than any camera: its calls fail. Was it unplugged? It is opened again.");
                return;
            case SameBuffer.Stalled:
                Return(memory);
                End($"{_name} has delivered nothing but the same buffer for {_patience.TotalSeconds:0.#} s. It is opened again.");
                return;
        }

        if (!isSame)
            Remember(memory, length);
        lock (_lock)
        {
            if (_newest is { } older)
                Return(older.Memory);
            _newest = new VideoBuffer(memory, length, _count++, now);
            _arrival.Signal();
        }
    }

    private void Remember(byte[] memory, int length)
    {
        if (_last is null || _last.Length < length)
        {
            if (_last is not null)
                Return(_last);
            _last = ArrayPool<byte>.Shared.Rent(length);
        }

        memory.AsSpan(0, length).CopyTo(_last);
    }

    private void End(string failure)
    {
        lock (_lock)
        {
            // What ended it first is the reason.
            _failure ??= failure;
            _arrival.Signal();
        }

        if (!_stop.IsCancellationRequested)
            _stop.Cancel();
    }

    private void DropNewest()
    {
        lock (_lock)
        {
            if (_newest is { } buffer)
                Return(buffer.Memory);
            _newest = null;
        }
    }

    private static void Return(byte[] memory)
    {
        // An empty array is nobody's.
        if (memory.Length > 0)
            ArrayPool<byte>.Shared.Return(memory);
    }
}
