using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal.Tests;

/// <summary>Three days without a broker; a class of its own, so that they run beside the others.</summary>
public sealed class LongOfflineTests : DaysOfRecords
{
    [Fact]
    public void ThreeDays_BrokerDown_AreKeptWholeAndDrainedInOrder()
    {
        using (var writer = JournalWriter.Open(Options, Disk, Time, 0))
        {
            for (var i = 1u; i <= 3 * SecondsPerDay; i++)
                Append(writer, i);
        }

        var expected = 1u;
        var audit = JournalAudit.Run(Options, Disk, record => Assert.True(record.Kind == LabelRecordKind.Boot || record.Value == expected++));

        Assert.Equal(3 * SecondsPerDay, (int)expected - 1);
        Assert.True(audit.IsIntact);
        Assert.Equal(0, audit.ReportedLost);
        Assert.True(Disk.Paths.Count(path => path.EndsWith(".seg", StringComparison.Ordinal)) <= 64);
    }
}
