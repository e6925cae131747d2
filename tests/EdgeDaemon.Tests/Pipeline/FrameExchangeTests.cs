using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>Between the capture threads and the inference thread: frames may be dropped, changes of state never.</summary>
public sealed class FrameExchangeTests : IDisposable
{
    private readonly FramePool _pool = new();
    private readonly FrameExchange _exchange = new([false]);

    [Fact]
    public void Post_StatesWhileNobodyTakes_AllComeInOrder()
    {
        Place.Post(SourceState.Delivering);
        Place.Post(Frame(1));
        Place.Post(SourceState.Private);
        Place.Post(SourceState.Delivering);
        Place.Post(Frame(2));

        Assert.Equal(["Delivering", "Private", "Delivering", "frame 2"], Taken());
    }

    [Fact]
    public void Post_FailureBetweenTwoFrames_ComesThoughTheFirstFrameIsReplaced()
    {
        Place.Post(Frame(1));
        Place.Post(SourceState.Failed);
        Place.Post(SourceState.Delivering);
        Place.Post(Frame(2));

        Assert.Equal(["Failed", "Delivering", "frame 2"], Taken());
        Assert.Equal(1, Place.Dropped);
    }

    [Fact]
    public void Post_FrameThenFailureOrEnd_FrameComesFirst()
    {
        Place.Post(SourceState.Delivering);
        Place.Post(Frame(1));
        Place.Post(SourceState.Ended);

        Assert.Equal(["Delivering", "frame 1", "Ended"], Taken());
    }

    [Fact]
    public void Post_SameStateAgain_IsNoChange()
    {
        for (var attempt = 0; attempt < 100; attempt++)
            Place.Post(SourceState.Failed);

        Assert.Equal(["Failed"], Taken());
    }

    public void Dispose() => _exchange.Close();

    private FramePlace Place => _exchange.PlaceOf(0);

    private Frame Frame(long number)
    {
        var frame = _pool.Rent(PixelFormat.Gray8, 2, 2);
        frame.SequenceNumber = number;
        return frame;
    }

    private IEnumerable<string> Taken()
    {
        while (_exchange.TryTake(TimeSpan.Zero, out var item))
        {
            yield return item.Frame is { } frame ? $"frame {frame.SequenceNumber}" : $"{item.State}";
            item.Frame?.Dispose();
        }
    }
}
