namespace EdgeDaemon.Capture.Tests.Contract;

/// <summary>What a source must do in addition that plays something with an end.</summary>
public abstract class EndingSourceContract : FrameSourceContract
{
    /// <summary>Frames that the source delivers when it plays once.</summary>
    protected const int Length = 3;

    [Fact]
    public void Read_Once_CountsFramesFromZeroAndEndsWithNull()
    {
        using var source = Opened(null, loop: false);
        Assert.Equal([0, 1, 2], ReadAll(source));
        Assert.Null(source.Read(CancellationToken.None));
        Assert.Equal(0, Pool.Outstanding);
    }

    [Fact]
    public void Open_AtItsEnd_StartsAgain()
    {
        using var source = Opened(null, loop: false);
        Assert.Equal([0, 1, 2], ReadAll(source));
        source.Open();
        Assert.Equal([0, 1, 2], ReadAll(source));
    }

    private static List<long> ReadAll(IFrameSource source)
    {
        var numbers = new List<long>();
        while (source.Read(CancellationToken.None) is { } frame)
        {
            numbers.Add(frame.SequenceNumber);
            frame.Dispose();
        }

        return numbers;
    }
}
