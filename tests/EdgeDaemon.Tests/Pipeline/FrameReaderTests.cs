using EdgeDaemon.Capture;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>What every reader of a source does about damaged frames.</summary>
public sealed class FrameReaderTests
{
    private readonly List<long> _told = [];

    [Fact]
    public void Read_DamagedFramesBeforeAGoodOne_AreLeftOutToldAndCounted()
    {
        using var reader = Reader(damaged: 3);

        using var frame = reader.Read(CancellationToken.None);

        Assert.NotNull(frame);
        Assert.Equal([1, 2, 3], _told);
        Assert.Equal((1, 3), (reader.FramesRead, reader.FramesUndecodable));
    }

    [Fact]
    public void Read_NothingButDamagedFrames_IsAFailureOfTheSource()
    {
        using var reader = Reader(damaged: int.MaxValue);

        var failure = Assert.Throws<FrameSourceException>(() => reader.Read(CancellationToken.None));

        Assert.Contains("100 damaged frames in a row", failure.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 4, 5, 100], _told);
    }

    private FrameReader Reader(int damaged) => new(new DamagedSource(damaged), new PrivacyMask([]), damaged: (count, _) => _told.Add(count));

    private sealed class DamagedSource(int damaged) : IFrameSource
    {
        private readonly FramePool _pool = new();
        private int _read;

        public string Description => "source";

        public void Open()
        {
        }

        public Frame? Read(CancellationToken cancellation) =>
            _read++ < damaged ? throw new FrameDecodeException("It is damaged.") : _pool.Rent(PixelFormat.Gray8, 2, 2);

        public void Dispose()
        {
        }
    }
}
