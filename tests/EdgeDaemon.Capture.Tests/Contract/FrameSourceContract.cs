using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Contract;

/// <summary>What any <see cref="IFrameSource"/> must do. Each adapter derives a class that makes its source.</summary>
public abstract class FrameSourceContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly FramePool _pool = new();
    private readonly ManualTimeProvider _time = new();

    /// <summary>Lends the frames.</summary>
    protected FramePool Pool => _pool;

    /// <summary>
    /// Makes a source that is not open. By a clock that the test moves, a source with a rate delivers its first frame at once and
    /// each further one when its time has come.
    /// </summary>
    protected abstract IFrameSource Create(FramePool pool, TimeProvider time, double? framesPerSecond, bool loop);

    [Fact]
    public void Description_SaysWhatItIs()
    {
        using var source = Create(_pool, _time, null, loop: false);
        Assert.False(string.IsNullOrWhiteSpace(source.Description));
    }

    [Fact]
    public void Read_NotOpen_Fails()
    {
        using var source = Create(_pool, _time, null, loop: false);
        Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));
    }

    [Fact]
    public void Read_Loop_GoesOnCounting()
    {
        using var source = Opened(null, loop: true);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), Enumerable.Range(0, 10).Select(_ => ReadNumber(source)));
    }

    /// <summary>A source that saves nothing by asking gives all.</summary>
    [Fact]
    public void Read_SourceThatAsks_GivesWhatIsWanted()
    {
        using var source = Create(_pool, _time, null, loop: true);
        var asked = new List<long>();
        source.Wanted = (number, _) =>
        {
            asked.Add(number);
            return number == 2;
        };
        source.Open();

        var number = ReadNumber(source);

        Assert.Equal(asked.Count == 0 ? 0 : 2, number);
        Assert.True(asked is [] or [0, 1, 2]);
    }

    [Fact]
    public void Read_Frame_BelongsToTheCallerUntilDisposed()
    {
        using var source = Opened(null, loop: true);
        var first = source.Read(CancellationToken.None)!;
        var second = source.Read(CancellationToken.None)!;
        Assert.Equal(2, _pool.Outstanding);
        Assert.NotSame(first, second);
        Assert.NotEmpty(first.Bytes.ToArray());
        first.Dispose();
        second.Dispose();
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Read_Frame_StaysValidWhenTheSourceIsClosed()
    {
        var source = Opened(null, loop: true);
        using var frame = source.Read(CancellationToken.None)!;
        source.Dispose();
        Assert.NotEmpty(frame.Bytes.ToArray());
    }

    [Fact]
    public void Open_WhileOpen_StartsAgain()
    {
        using var source = Opened(null, loop: true);
        Assert.Equal(0, ReadNumber(source));
        Assert.Equal(1, ReadNumber(source));
        source.Open();
        Assert.Equal(0, ReadNumber(source));
    }

    [Fact]
    public void Open_AfterDispose_Works()
    {
        var source = Opened(null, loop: false);
        source.Dispose();
        source.Dispose();
        Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));
        source.Open();
        Assert.Equal(0, ReadNumber(source));
        source.Dispose();
    }

    [Fact]
    public void Read_CancelledBefore_DeliversNothing()
    {
        using var source = Opened(null, loop: true);
        Assert.ThrowsAny<OperationCanceledException>(() => source.Read(new CancellationToken(canceled: true)));
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task Read_CancelledWhileWaiting_WakesAndCanGoOn()
    {
        using var source = Opened(framesPerSecond: 10, loop: true);
        Assert.Equal(0, ReadNumber(source));
        using var cancellation = new CancellationTokenSource();
        var waiting = Task.Run(() => source.Read(cancellation.Token));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1, ReadNumber(source));
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task Read_AtARate_WaitsUntilTheFrameIsDue()
    {
        using var source = Opened(framesPerSecond: 10, loop: true);
        var origin = ReadTimestamp(source);
        for (var i = 1; i <= 3; i++)
        {
            var waiting = Task.Run(() => ReadTimestamp(source));
            while (!waiting.IsCompleted)
            {
                _time.Advance(TimeSpan.FromMilliseconds(1));
                await Task.Yield();
            }

            Assert.InRange((await waiting) - origin, TimeSpan.FromMilliseconds(100 * i), TimeSpan.MaxValue);
        }
    }

    [Fact]
    public void Read_SteadyState_AllocatesNothing()
    {
        using var source = Create(_pool, TimeProvider.System, framesPerSecond: 2_000, loop: true);
        source.Open();
        Assert.Equal(0, Allocations.InSteadyState(() => source.Read(CancellationToken.None)!.Dispose()));
    }

    protected IFrameSource Opened(double? framesPerSecond, bool loop)
    {
        var source = Create(_pool, _time, framesPerSecond, loop);
        source.Open();
        return source;
    }

    private static long ReadNumber(IFrameSource source)
    {
        using var frame = source.Read(CancellationToken.None)!;
        return frame.SequenceNumber;
    }

    private static TimeSpan ReadTimestamp(IFrameSource source)
    {
        using var frame = source.Read(CancellationToken.None)!;
        return frame.Timestamp;
    }
}
