using System.Buffers;
using EdgeDaemon.Capture.Iot.Video;

namespace EdgeDaemon.Capture.Tests.Iot.Video;

/// <summary>
/// A camera as the package's loop shows it: it delivers arrays of the shared pool, blocking, and sees a cancellation only after a
/// frame. It makes a frame whenever the reader is about to wait, or, with a rate, when that much time has passed; or it runs wild.
/// </summary>
internal sealed class FakeVideoLoop : IVideoLoop
{
    private readonly SemaphoreSlim _due = new(0);
    private ITimer? _timer;
    private volatile bool _isOff;
    private uint _sequence;

    /// <summary>Size of the mapped memory.</summary>
    public int BufferBytes { get; init; }

    /// <summary>Fills a buffer.</summary>
    public Action<uint, Span<byte>> Fill { get; init; } = (_, buffer) => buffer.Clear();

    /// <summary>Frames come by this clock at this rate; null: whenever they are waited for.</summary>
    public (TimeProvider Time, double FramesPerSecond)? Pace { get; init; }

    /// <summary>All calls fail, unseen: the same memory again, as fast as it can.</summary>
    public bool IsWild { get; init; }

    /// <summary>No frame comes.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Not even switching its stream off ends a wait, until this is let go.</summary>
    public ManualResetEventSlim? Hold { get; init; }

    /// <summary>What is wrong from outside.</summary>
    public string? IsWrong { get; set; }

    public double? Rate { get; init; }

    /// <summary>Buffers that were delivered.</summary>
    public int Delivered { get; private set; }

    public bool HasEnded { get; private set; }

    public bool IsDisposed { get; private set; }

    public double? Start()
    {
        if (Pace is not { } pace)
            return Rate;
        var period = TimeSpan.FromSeconds(1 / pace.FramesPerSecond);
        _due.Release();
        _timer = pace.Time.CreateTimer(_ => _due.Release(), null, period, period);
        return Rate;
    }

    public void Run(Action<byte[], int> receive, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (!IsWild)
                _due.Wait(CancellationToken.None);
            if (_isOff)
                break;
            var memory = BufferBytes == 0 ? [] : ArrayPool<byte>.Shared.Rent(BufferBytes);
            Fill(_sequence++, memory.AsSpan(0, BufferBytes));
            Delivered++;
            receive(memory, BufferBytes);
        }

        Hold?.Wait(CancellationToken.None);
        HasEnded = true;
    }

    public string? Fault()
    {
        if (Pace is null && !IsSilent)
            _due.Release();
        return IsWrong;
    }

    public void Interrupt()
    {
        _isOff = true;
        _due.Release();
    }

    public void Dispose()
    {
        _timer?.Dispose();
        IsDisposed = true;
    }
}
