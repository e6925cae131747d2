namespace EdgeDaemon.Journal.Tests;

/// <summary>
/// One record per second for a day, on a disk that counts whole 4 KiB pages per sync and 16 KiB for each synced folder. Journal and
/// cursor are counted together; the records are as varied as a busy camera's.
/// </summary>
public sealed class WearTests(ITestOutputHelper output) : DaysOfRecords
{
    private const long Megabyte = 1_000_000;

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

    private (long Bytes, long Syncs) Day(bool connected)
    {
        using var writer = JournalWriter.Open(Options, Disk, Time, 0);
        using var cursor = JournalCursor.Open(Options, Disk, Time);
        var (bytes, syncs) = (Disk.FlashBytes, Disk.FlashSyncs);
        for (var i = 1u; i <= SecondsPerDay; i++)
        {
            var id = Append(writer, i);
            if (connected)
            {
                cursor.Advance(id);
                cursor.FlushWhenDue();
            }

            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(JournalAudit.Run(Options, Disk, null).IsIntact);
        return (Disk.FlashBytes - bytes, Disk.FlashSyncs - syncs);
    }
}
