using EdgeDaemon.Capture.Iot.Video;

namespace EdgeDaemon.Capture.Tests.Iot.Video;

public sealed class SameBufferWatchTests
{
    private readonly SameBufferWatch _watch = new(TimeSpan.FromSeconds(2));

    [Fact]
    public void Note_FramesThatDiffer_AreLiveHoweverFast()
    {
        for (var i = 0; i < 10_000; i++)
            Assert.Equal(SameBuffer.Live, _watch.Note(isSame: false, TimeSpan.Zero));
    }

    [Fact]
    public void Note_SameAtTheRateOfACamera_IsAStallAfterTheTimeOfOne()
    {
        _watch.Note(isSame: false, TimeSpan.Zero);
        for (var i = 1; i < 60; i++)
            Assert.Equal(SameBuffer.Live, _watch.Note(isSame: true, TimeSpan.FromSeconds(i / 30.0)));

        Assert.Equal(SameBuffer.Stalled, _watch.Note(isSame: true, TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Note_SameFasterThanAnyCamera_IsAFloodAfterARun()
    {
        _watch.Note(isSame: false, TimeSpan.Zero);
        for (var i = 1; i < SameBufferWatch.Run; i++)
            Assert.Equal(SameBuffer.Live, _watch.Note(isSame: true, TimeSpan.FromMicroseconds(i)));

        Assert.Equal(SameBuffer.Flood, _watch.Note(isSame: true, TimeSpan.FromMicroseconds(SameBufferWatch.Run)));
    }

    [Fact]
    public void Note_OneThatDiffers_BeginsAnew()
    {
        _watch.Note(isSame: false, TimeSpan.Zero);
        _watch.Note(isSame: true, TimeSpan.FromSeconds(1));
        _watch.Note(isSame: false, TimeSpan.FromSeconds(1.5));

        Assert.Equal(SameBuffer.Live, _watch.Note(isSame: true, TimeSpan.FromSeconds(3)));
    }
}
