using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Capture.Replay;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.TestKit;
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

    [Fact]
    public void Read_FramesThatComeTooSoon_AreCountedAndNeverDecoded()
    {
        using var folder = new TempDirectory();
        // Ten a second of thirty: of three pictures in a row only the first is looked at, and the others need not be any.
        for (var i = 0; i < 9; i++)
            File.WriteAllBytes(folder[$"{i}.jpg"], i % 3 == 0 ? Picture() : [0xFF, 0xD8, 0xFF]);
        var source = new ReplaySource(new ReplayOptions { Path = folder.Path }, new FramePool(), new ThirtiethsOfASecond());
        using var reader = new FrameReader(source, new PrivacyMask([]), new FrameCadence(10), (count, _) => _told.Add(count));
        reader.Open();

        Assert.Equal([0, 3, 6], Enumerable.Range(0, 3).Select(_ => ReadNumber(reader)));
        Assert.Empty(_told);
        Assert.Equal((7, 4, 0, 0), (reader.FramesRead, reader.FramesSkipped, reader.FramesUndecodable, reader.FramesLost));
    }

    [Fact]
    public void Read_SourceThatDoesNotAsk_GivesFramesAtTheWantedRate()
    {
        using var reader = new FrameReader(new SteadySource(), new PrivacyMask([]), new FrameCadence(10));
        reader.Open();

        Assert.Equal([0, 3, 6], Enumerable.Range(0, 3).Select(_ => ReadNumber(reader)));
        Assert.Equal((7, 4), (reader.FramesRead, reader.FramesSkipped));
    }

    [Fact]
    public void Read_FrameThatWasDueIsDamaged_TheNextOneTakesItsPlace()
    {
        using var reader = new FrameReader(new SteadySource(damaged: 3), new PrivacyMask([]), new FrameCadence(10));
        reader.Open();

        Assert.Equal([0, 4, 7], Enumerable.Range(0, 3).Select(_ => ReadNumber(reader)));
    }

    private static long ReadNumber(FrameReader reader)
    {
        using var frame = reader.Read(TestContext.Current.CancellationToken)!;
        return frame.SequenceNumber;
    }

    private static byte[] Picture()
    {
        using var frame = new FramePool().Rent(PixelFormat.Rgb24, 16, 16);
        return JpegEncoder.Encode(frame);
    }

    private FrameReader Reader(int damaged) => new(new DamagedSource(damaged), new PrivacyMask([]), damaged: (count, _) => _told.Add(count));

    /// <summary>A clock that goes on by a thirtieth of a second whenever it is read, as for each frame it is once.</summary>
    private sealed class ThirtiethsOfASecond : TimeProvider
    {
        private int _read;

        public override long TimestampFrequency => 30;

        public override long GetTimestamp() => _read++;
    }

    /// <summary>Thirty frames a second by their time stamps, of which one may be damaged.</summary>
    private sealed class SteadySource(long damaged = -1) : IFrameSource
    {
        private readonly FramePool _pool = new();
        private long _next;

        public string Description => "source";

        public void Open()
        {
        }

        public Frame? Read(CancellationToken cancellation)
        {
            var number = _next++;
            if (number == damaged)
                throw new FrameDecodeException("It is damaged.");
            var frame = _pool.Rent(PixelFormat.Gray8, 2, 2);
            (frame.SequenceNumber, frame.Timestamp) = (number, TimeSpan.FromSeconds(number / 30.0));
            return frame;
        }

        public void Dispose()
        {
        }
    }

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
