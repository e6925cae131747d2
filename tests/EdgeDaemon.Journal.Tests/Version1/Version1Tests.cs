using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Format;
using EdgeDaemon.Journal.Tests.Simulation;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests.Version1;

/// <summary>
/// A journal that the last build of version 1 wrote, and that was killed: a segment with a raw and a sealed page, one of which 7 records are on
/// flash, and the copy in memory of it that holds all 14.
/// </summary>
public sealed class Version1Tests : IDisposable
{
    private const uint Epoch = 1_764_576_000;
    private const int OnFlash = 135;
    private const int Records = 141;
    private static readonly LabelRecordKind[] Kinds =
    [
        LabelRecordKind.EventStart, LabelRecordKind.EventUpdate, LabelRecordKind.EventEnd, LabelRecordKind.State, LabelRecordKind.Count, LabelRecordKind.Health,
        LabelRecordKind.Gap, LabelRecordKind.ModelChange, LabelRecordKind.ConfigChange, LabelRecordKind.Command, LabelRecordKind.Metrics,
    ];

    private readonly TempDirectory _folder = new();
    private readonly JournalFileSystem _files = new();
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    public Version1Tests()
    {
        var fixture = Path.Combine(Assets.RepositoryRoot, "tests", "EdgeDaemon.Journal.Tests", "Version1", "fixture");
        foreach (var file in Directory.GetFiles(fixture, "*", SearchOption.AllDirectories))
        {
            var copy = _folder[Path.GetRelativePath(fixture, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private JournalOptions Options => new()
    {
        Directory = _folder["journal"],
        HotDirectory = _folder["hot"],
        CursorDirectory = _folder["cursor"],
        SegmentBytes = 12288,
        SizeBytes = 8 * 12288,
    };

    [Fact]
    public void Read_EveryKind_SaysWhatWasWritten()
    {
        var read = ReadAll();

        Assert.Equal(Records, read.Count);
        Assert.Equal(LabelRecordKind.Boot, read[0].Kind);
        for (var i = 0; i < Records - 1; i++)
            AssertWritten(i, read[i + 1]);
        Assert.Equal(Kinds.Length + 1, read.Select(record => record.Kind).Distinct().Count());
    }

    [Fact]
    public void Audit_WholeJournal_IsIntactAndShowsTheSame()
    {
        var seen = new List<LabelRecord>();

        var report = JournalAudit.Run(Options, _files, seen.Add);

        Assert.True(report.IsIntact, string.Join(' ', report.EndFindings));
        Assert.Equal(new RecordId(Epoch, 20), report.Acknowledged);
        Assert.Equal(ReadAll(), seen);
    }

    [Theory]
    [InlineData(true, Records)]
    [InlineData(false, OnFlash)]
    public void Open_AfterTheUpgrade_BeginsASegmentAndKeepsWhatWasThere(bool hasMemory, int kept)
    {
        if (!hasMemory)
            Directory.Delete(Options.HotDirectory!, recursive: true);
        var before = ReadAll();
        var first = File.ReadAllBytes(_folder["journal/00000001.seg"]);
        using var running = JournalReader.Open(Options, _files);
        while (running.TryRead(out _))
        {
        }

        using (var writer = JournalWriter.Open(Options, _files, _time, 0))
        {
            writer.AppendEvent(200);
            Assert.True(running.TryRead(out var next));
            Assert.Equal((LabelRecordKind.Boot, (ulong)kept + 1), (next.Kind, next.Sequence));
        }

        var read = ReadAll();
        Assert.Equal(before, read[..kept]);
        Assert.Equal([LabelRecordKind.Boot, LabelRecordKind.EventStart], read[kept..].Select(record => record.Kind));
        Assert.Equal(200, read[^1].SubScore);
        Assert.Equal(first, File.ReadAllBytes(_folder["journal/00000001.seg"]));
        Assert.Equal([1, 1, 2], new[] { 1, 2, 3 }.Select(number => Version($"journal/0000000{number}.seg")));
        var report = JournalAudit.Run(Options, _files, null);
        Assert.True(report.IsIntact);
        Assert.Equal(kept + 2, report.Records);
    }

    [Fact]
    public void Read_NewerSegmentBehindKnownOnes_GivesTheseAndThenNamesTheVersion()
    {
        using (var writer = JournalWriter.Open(Options, _files, _time, 0))
            writer.AppendEvent(200);
        WriteSegmentOfVersion3(number: 4);
        using var reader = JournalReader.Open(Options, _files);
        for (var i = 0; i < Records + 2; i++)
            Assert.True(reader.TryRead(out _));

        for (var again = 0; again < 2; again++)
        {
            var error = Assert.Throws<JournalFormatException>(() => reader.TryRead(out _));
            Assert.Contains("'00000004.seg' has format version 3", error.Message, StringComparison.Ordinal);
            Assert.Contains("reads versions 1 to 2", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }

        Assert.Equal((ulong)Records + 2, reader.FindNewest().Sequence);
        Assert.Throws<JournalFormatException>(() => JournalWriter.Open(Options, _files, _time, 0));
    }

    [Fact]
    public void Read_NewerSegmentsOnly_NamesTheVersion()
    {
        WriteSegmentOfVersion3(number: 2);
        File.Delete(_folder["journal/00000001.seg"]);
        Directory.Delete(Options.HotDirectory!, recursive: true);
        using var reader = JournalReader.Open(Options, _files);

        Assert.Throws<JournalFormatException>(() => reader.TryRead(out _));
        Assert.Equal(default, reader.FindNewest());
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertWritten(int i, in LabelRecord record)
    {
        var isEven = i % 2 == 0;
        Assert.Equal((Kinds[i % Kinds.Length], (byte)(i % 3), (ulong)i + 2, Epoch), (record.Kind, record.Camera, record.Sequence, record.BootEpoch));
        Assert.Equal(((ushort)i, isEven ? (ushort)(i + 1) : LabelRecord.NoLabel), (record.Label, record.SubLabel));
        Assert.Equal((1000u + (uint)i, (uint)i * 7, (ushort)(i * 3)), (record.TrackId, record.Value, record.Zones));
        Assert.Equal(new NormalizedBox((ushort)i, (ushort)(2 * i), (ushort)(60000 + i), 65535), record.Box);
        Assert.Equal(((byte)i, (byte)(255 - i)), (record.Score, record.TopScore));
        Assert.Equal(
            (i >= 5 ? LabelRecordFlags.ClockSynchronised : 0) | (isEven ? LabelRecordFlags.HasBox : 0) | (i % 4 == 0 ? LabelRecordFlags.Stationary : 0),
            record.Flags);
        Assert.Equal(Math.Round(i % 32 * 255 / 31.0), record.SubScore);
        var elapsedMs = (1000L * (i + 1)) + (i * (i + 1L) / 2);
        Assert.Equal((1000L * Epoch) + elapsedMs, record.WallTimeMs);
        Assert.Equal((uint)(elapsedMs / 10), record.MonotonicCs);
        Assert.Equal((0x12345678u, LabelRecord.CurrentVersion), (record.TableHash, record.Version));
    }

    private List<LabelRecord> ReadAll() => Journals.ReadAll(Options, _files);

    private byte Version(string file) => File.ReadAllBytes(_folder[file])[SegmentHeader.PageBytes];

    private void WriteSegmentOfVersion3(ulong number)
    {
        var header = new SegmentHeader(number, 12288, 999, Epoch + 9, default) { Version = 3 };
        using var file = _files.Create(_folder[$"journal/{header.FileName}"]);
        header.Write(file);
    }
}
