using System.Reflection;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Format;
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

    /// <summary>Segments that a hostile writer left without a record: each look goes on a little, so that the reader's thread stays its own.</summary>
    [Fact]
    public void TryRead_ManySegmentsWithoutARecord_GoesOnAFewAtATime()
    {
        const uint Empty = 500;
        var options = Journals.Options(segments: 1000);
        using (var writer = Open(options))
            writer.AppendCount(1);
        for (var i = 0u; i < Empty; i++)
        {
            using var file = _disk.Create($"{options.Directory}/{i + 2:D8}.seg");
            new SegmentHeader(i + 2, 8192, 1000 + i, 1, default).Write(file);
        }

        var files = DispatchProxy.Create<IJournalFileSystem, WatchedFiles>();
        var watched = (WatchedFiles)files;
        watched.Inner = _disk;
        using var reader = JournalReader.Open(options, files);
        Assert.True(reader.TryRead(out _));
        Assert.True(reader.TryRead(out _));

        var most = 0;
        watched.Opened.Clear();
        for (var look = 0; look < Empty && !watched.Opened.Contains($"{options.Directory}/{Empty + 1:D8}.seg"); look++)
        {
            watched.Opened.Clear();
            Assert.False(reader.TryRead(out _));
            most = Math.Max(most, watched.Opened.Count);
        }

        Assert.Contains($"{options.Directory}/{Empty + 1:D8}.seg", watched.Opened);
        Assert.InRange(most, 1, 50);
    }

    /// <summary>Notes which files are opened.</summary>
    public class WatchedFiles : DispatchProxy
    {
        public List<string> Opened { get; } = [];

        public IJournalFileSystem? Inner { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IJournalFileSystem.TryOpenRead))
                Opened.Add((string)args![0]!);
            return targetMethod.Invoke(Inner, args);
        }
    }

    private JournalWriter Open(JournalOptions options) => JournalWriter.Open(options, _disk, _time, 0);
}
