using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Tests.Simulation;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests;

/// <summary>
/// One record per second for a day, on a disk that counts whole 4 KiB pages per sync and 16 KiB for each synced folder. Journal and
/// cursor are counted together; the records are as varied as a busy camera's.
/// </summary>
public class WearTests(ITestOutputHelper output)
{
    private const int SecondsPerDay = 86_400;
    private const long Megabyte = 1_000_000;
    private readonly SimulatedDisk _disk = new();
    private readonly ManualTimeProvider _time = new();
    private readonly JournalOptions _options = new()
    {
        Directory = "/flash/journal",
        HotDirectory = "/ram/journal",
        CursorDirectory = "/flash/cursor",
        CursorHotDirectory = "/ram/cursor",
    };

    [Fact]
    public void Day_Connected_StaysBelow5MegabytesAndAFewSyncs()
    {
        var (bytes, syncs) = Day(connected: true);
        output.WriteLine($"connected: {bytes / 1e6:F2} MB and {syncs} syncs a day at 1 record/s");
        Assert.InRange(bytes, 1, 5 * Megabyte);
        Assert.InRange(syncs, 1, 250);
    }

    [Fact]
    public void Day_Offline_StaysBelow60Megabytes()
    {
        var (bytes, syncs) = Day(connected: false);
        output.WriteLine($"offline: {bytes / 1e6:F2} MB and {syncs} syncs a day at 1 record/s");
        Assert.InRange(bytes, 1, 60 * Megabyte);
        Assert.InRange(syncs, SecondsPerDay / 10, (SecondsPerDay / 10) + 100);
    }

    [Fact]
    public void ThreeDays_BrokerDown_AreKeptWholeAndDrainedInOrder()
    {
        using (var writer = JournalWriter.Open(_options, _disk, _time, 0))
        {
            for (var i = 1u; i <= 3 * SecondsPerDay; i++)
                Append(writer, i);
        }

        var expected = 1u;
        var audit = JournalAudit.Run(_options, _disk, record => Assert.True(record.Kind == LabelRecordKind.Boot || record.Value == expected++));

        Assert.Equal(3 * SecondsPerDay, (int)expected - 1);
        Assert.True(audit.IsIntact);
        Assert.Equal(0, audit.ReportedLost);
        Assert.True(_disk.Paths.Count(path => path.EndsWith(".seg", StringComparison.Ordinal)) <= 64);
    }

    private (long Bytes, long Syncs) Day(bool connected)
    {
        using var writer = JournalWriter.Open(_options, _disk, _time, 0);
        using var cursor = JournalCursor.Open(_options, _disk, _time);
        var (bytes, syncs) = (_disk.FlashBytes, _disk.FlashSyncs);
        for (var i = 1u; i <= SecondsPerDay; i++)
        {
            var id = Append(writer, i);
            if (connected)
            {
                cursor.Advance(id);
                cursor.FlushWhenDue();
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(JournalAudit.Run(_options, _disk, null).IsIntact);
        return (_disk.FlashBytes - bytes, _disk.FlashSyncs - syncs);
    }

    private static RecordId Append(JournalWriter writer, uint i)
    {
        var noise = i * 2654435761u;
        var record = LabelRecord.Of(LabelRecordKind.EventUpdate, (byte)(noise >> 31));
        record.Flags = LabelRecordFlags.HasBox;
        record.Label = (ushort)(noise >> 28);
        record.TrackId = i / 20;
        record.Value = i;
        record.Box = new NormalizedBox((ushort)noise, (ushort)(noise >> 3), (ushort)(noise >> 7), (ushort)(noise >> 11));
        record.Score = (byte)(noise >> 13);
        record.TopScore = (byte)(noise >> 17);
        record.Zones = (ushort)(noise >> 30);
        return writer.Append(record);
    }
}
