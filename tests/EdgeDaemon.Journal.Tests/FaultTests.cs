using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Tests.Simulation;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests;

/// <summary>Every call to the file system, failing in every way: an exception that says so, no crash, nothing committed lost.</summary>
public class FaultTests(ITestOutputHelper output)
{
    private const int NoSpace = 28;
    private const int InputOutput = 5;

    public static TheoryData<DiskFault, bool> Faults => [.. Enum.GetValues<DiskFault>().SelectMany(fault => new[] { (fault, false), (fault, true) })];

    [Theory]
    [MemberData(nameof(Faults))]
    public void EachCall_Struck_IsSaidAndNothingCommittedIsLost(DiskFault fault, bool hot)
    {
        var sites = new HashSet<string>();
        var calls = 1;
        for (var struck = 1; struck <= calls; struck++)
        {
            var run = new FaultyRun(fault, hot, struck, lasts: struck % 2 == 0);
            calls = run.Go();
            sites.UnionWith(run.Sites);
            run.AssertNothingCommittedIsLost();
        }

        output.WriteLine($"{fault}: {calls} calls at {sites.Count} kinds of site: {string.Join(", ", sites.Order())}");
        Assert.True(calls > 100);
    }

    [Fact]
    public void Append_DiskFullAtAnotherSegment_GoesOnWithFewerAndStatesTheGap()
    {
        var disk = new SimulatedDisk();
        var heard = new List<string>();
        var options = Journals.Options(segments: 8) with { Report = heard.Add };
        using var writer = JournalWriter.Open(options, disk, new ManualTimeProvider(), 0);
        disk.Before = (operation, path) =>
        {
            if (operation is "preallocate" && path.Contains("spare", StringComparison.Ordinal))
                throw new JournalFileException("Reserving", path, NoSpace, "No space left on device");
        };
        for (var i = 1u; i <= 200; i++)
            writer.AppendCount(i);

        var status = writer.Status;
        Assert.True(status.DiskFull);
        Assert.Equal(2, status.Segments);
        Assert.Null(status.Failure);
        Assert.Equal(201, status.LostRecords + Journals.ReadAll(options, disk).Count(record => record.Kind != LabelRecordKind.Gap));
        Assert.Contains("goes on with 2 segments", Assert.Single(heard), StringComparison.Ordinal);

        disk.Before = null;
        for (var i = 201u; i <= 400; i++)
            writer.AppendCount(i);
        Assert.False(writer.Status.DiskFull);
        Assert.True(writer.Status.Segments > 2);
    }

    [Fact]
    public void Open_DiskFullAtTheVeryFirstSegment_SaysHowMuchItTakes()
    {
        var disk = new SimulatedDisk
        {
            Before = (operation, path) =>
            {
                if (operation == "preallocate")
                    throw new JournalFileException("Reserving", path, NoSpace, "No space left on device");
            },
        };
        var error = Assert.Throws<JournalException>(() => JournalWriter.Open(Journals.Options(), disk, TimeProvider.System, 0));
        Assert.Contains("at least 16 KiB (32 KiB in full)", error.Message, StringComparison.Ordinal);
        Assert.Contains("Free some space", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Commit_FailedSync_StopsForGood()
    {
        var disk = new SimulatedDisk();
        using var writer = JournalWriter.Open(Journals.Options(), disk, new ManualTimeProvider(), 0);
        var synced = writer.Status.SyncedId;
        writer.AppendCount(1);
        disk.Before = (operation, path) =>
        {
            if (operation == "sync")
                throw new JournalFileException("Syncing", path, InputOutput, "Input/output error");
        };
        Assert.Throws<JournalException>(writer.Commit);
        disk.Before = null;

        Assert.Throws<JournalException>(writer.Commit); // what the failed sync left behind is unknown
        Assert.Throws<JournalException>(() => writer.AppendCount(2));
        Assert.Equal(synced, writer.Status.SyncedId);
        Assert.Contains("Input/output error", writer.Status.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Tick_FailedSync_IsInTheStatusAndInTheNextAppend()
    {
        var disk = new SimulatedDisk();
        var time = new ManualTimeProvider();
        using var writer = JournalWriter.Open(Journals.Options(), disk, time, 0);
        writer.AppendCount(1);
        disk.Before = (operation, path) =>
        {
            if (operation == "sync")
                throw new JournalFileException("Syncing", path, InputOutput, "Input/output error");
        };
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.NotNull(writer.Status.Failure);
        Assert.Throws<JournalException>(() => writer.AppendCount(2));
    }

    [Fact]
    public void Append_MemoryFull_GoesOnOnFlash()
    {
        var disk = new SimulatedDisk();
        var options = Journals.Options(hot: true);
        using var reader = JournalReader.Open(options, disk);
        using (var writer = JournalWriter.Open(options, disk, new ManualTimeProvider(), 0))
        {
            writer.AppendCount(1);
            Assert.True(writer.Status.UsesHotDirectory);
            disk.Before = (operation, path) =>
            {
                if (operation is "write" or "create" && SimulatedDisk.IsInMemory(path))
                    throw new JournalFileException("Writing", path, NoSpace, "No space left on device");
            };
            for (var i = 2u; i <= 100; i++)
                writer.AppendCount(i);
            Assert.False(writer.Status.UsesHotDirectory);
            Assert.Equal(Journals.Range(1, 100), Journals.Values(Journals.ReadAll(reader)));
        }

        Assert.Equal(Journals.Range(1, 100), Journals.Values(Journals.ReadAll(options, disk)));
    }
}
