using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Tests.Simulation;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests;

public class JournalReaderTests
{
    private readonly SimulatedDisk _disk = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void TryRead_BeforeAnyWriter_IsEmptyThenFollows()
    {
        using var reader = JournalReader.Open(Journals.Options(), _disk);
        Assert.False(reader.TryRead(out _));
        using var writer = Open(Journals.Options());
        writer.AppendCount(5);
        Assert.Equal([5u], Journals.Values(Journals.ReadAll(reader)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryRead_AfterEachAppend_SeesItAcrossSegmentsAndRestarts(bool hot)
    {
        var options = Journals.Options(segments: 3, hot: hot);
        using var reader = JournalReader.Open(options, _disk);
        var value = 0u;
        for (var life = 0; life < 6; life++)
        {
            var writer = Open(options);
            for (var i = 0; i < 70; i++)
            {
                writer.AppendCount(++value);
                Assert.Equal([value], Journals.Values(Journals.ReadAll(reader)));
            }

            if (life % 2 == 0)
                writer.Dispose();
            else
                _disk.Kill();
        }

        Assert.Equal(0, reader.DamagedRecords);
        Assert.Equal(0, reader.Overruns);
    }

    [Fact]
    public void Seek_EachRecord_ContinuesBehindIt()
    {
        var options = Journals.Options(segments: 8);
        using (var writer = Open(options))
        {
            for (var i = 1u; i <= 300; i++)
                writer.AppendCount(i);
        }

        var all = Journals.ReadAll(options, _disk);
        using var reader = JournalReader.Open(options, _disk);
        for (var i = 0; i < all.Count - 1; i++)
        {
            reader.Seek(all[i].Id);
            Assert.True(reader.TryRead(out var next));
            Assert.Equal(all[i + 1].Id, next.Id);
        }

        reader.Seek(all[^1].Id);
        Assert.False(reader.TryRead(out _));
        reader.Seek(default);
        Assert.True(reader.TryRead(out var first));
        Assert.Equal(all[0].Id, first.Id);
    }

    [Fact]
    public void TryRead_Overtaken_GoesOnAtTheOldestAndMeetsTheGap()
    {
        var options = Journals.Options(segments: 3);
        using var writer = Open(options);
        using var reader = JournalReader.Open(options, _disk);
        for (var i = 1u; i <= 10; i++)
            writer.AppendCount(i);
        Assert.True(reader.TryRead(out _)); // stands in the first segment
        for (var i = 11u; i <= 400; i++)
            writer.AppendCount(i);

        var rest = Journals.ReadAll(reader);

        Assert.Equal(1, reader.Overruns);
        Assert.Equal(0, reader.DamagedRecords);
        Assert.Equal(Journals.Range(1, 10), Journals.Values(rest).TakeWhile(value => value <= 10)); // read with the first, in one page
        var values = Journals.Values(rest)[10..];
        Assert.True(values[0] > 11);
        Assert.Equal(400u, values[^1]);
        Assert.Contains(rest, record => record.Kind == LabelRecordKind.Gap);
        Assert.Equal(Journals.Range(values[0], 400 - values[0] + 1), values);
    }

    [Fact]
    public void TryRead_FlippedBitAtTheLiveTail_IsSteppedOverAtOnce()
    {
        var options = Journals.Options();
        using var writer = Open(options);
        for (var i = 1u; i <= 5; i++)
            writer.AppendCount(i);
        _disk.Corrupt("/flash/journal/00000001.seg", 4096 + (3 * 64) + 10, 0x04);
        using var reader = JournalReader.Open(options, _disk);
        Assert.Equal([1u, 2u, 4u, 5u], Journals.Values(Journals.ReadAll(reader)));
        Assert.Equal(1, reader.DamagedRecords);
    }

    [Fact]
    public void WaitForMore_RealFiles_AnotherThreadSeesEveryRecordInOrder()
    {
        using var folder = new TempDirectory();
        var options = new JournalOptions
        {
            Directory = folder["journal"],
            HotDirectory = folder["hot"],
            CursorDirectory = folder["cursor"],
            SegmentBytes = 16384,
            SizeBytes = 1 << 20,
        };
        var files = new JournalFileSystem();
        using var reader = JournalReader.Open(options, files);
        var read = new List<LabelRecord>();
        var tail = new Thread(() =>
        {
            while ((read.Count == 0 || read[^1].Value != 2000) && reader.WaitForMore(TimeSpan.FromSeconds(30), CancellationToken.None))
            {
                while (reader.TryRead(out var record))
                    read.Add(record);
            }
        });
        tail.Start();
        using (var writer = JournalWriter.Open(options, files, TimeProvider.System, 0))
        {
            for (var i = 1u; i <= 2000; i++)
                writer.AppendCount(i);
            Assert.True(tail.Join(TimeSpan.FromSeconds(60)));
        }

        Assert.Equal(Journals.Range(1, 2000), Journals.Values(read));
        Assert.Equal(0, reader.DamagedRecords);
    }

    [Fact]
    public void WaitForMore_Cancelled_ReturnsFalse()
    {
        using var reader = JournalReader.Open(Journals.Options(), _disk);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.False(reader.WaitForMore(TimeSpan.FromHours(1), cancelled.Token));
    }

    [Fact]
    public void WaitForMore_SomethingThere_DoesNotConsumeIt()
    {
        using var writer = Open(Journals.Options());
        using var reader = JournalReader.Open(Journals.Options(), _disk);
        Assert.True(reader.WaitForMore(TimeSpan.Zero, CancellationToken.None));
        Assert.True(reader.WaitForMore(TimeSpan.Zero, CancellationToken.None));
        Assert.True(reader.TryRead(out var boot));
        Assert.Equal(LabelRecordKind.Boot, boot.Kind);
        Assert.False(reader.WaitForMore(TimeSpan.Zero, CancellationToken.None));
    }

    private JournalWriter Open(JournalOptions options) => JournalWriter.Open(options, _disk, _time, 0);
}
