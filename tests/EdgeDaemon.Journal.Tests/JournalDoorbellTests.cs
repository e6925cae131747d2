using System.Diagnostics;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Tests.Simulation;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests;

/// <summary>The bell on real folders. Nothing here looks by the clock: what does not ring ends the test after a minute.</summary>
public sealed class JournalDoorbellTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly TempDirectory _folder = new();
    private readonly JournalFileSystem _files = new();

    private JournalOptions Options => new()
    {
        Directory = _folder["journal"],
        HotDirectory = _folder["run", "hot"],
        CursorDirectory = _folder["cursor"],
        SegmentBytes = 16384,
        SizeBytes = 1 << 20,
    };

    [Fact]
    public void Wait_AnotherThreadWrites_EveryRecordIsSeenInOrder()
    {
        using var reader = JournalReader.Open(Options, _files);
        using var bell = new JournalDoorbell(Options);
        var read = new List<LabelRecord>();
        var tail = new Thread(() =>
        {
            while ((read.Count == 0 || read[^1].Value != 2000) && bell.Wait(Limit))
            {
                while (reader.TryRead(out var record))
                    read.Add(record);
            }
        });
        tail.Start();
        using (var writer = JournalWriter.Open(Options, _files, TimeProvider.System, 0))
        {
            // Over several segments, each with a hot copy of its own.
            for (var i = 1u; i <= 2000; i++)
                writer.AppendCount(i);
            Assert.True(tail.Join(Limit));
        }

        Assert.Equal(Journals.Range(1, 2000), Journals.Values(read));
        Assert.Equal(0, reader.DamagedRecords);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Wait_ARecordIsAppended_RingsForItAlone(bool hot)
    {
        var options = hot ? Options : Options with { HotDirectory = null };
        using var writer = JournalWriter.Open(options, _files, TimeProvider.System, 0);
        using var bell = new JournalDoorbell(options);
        Assert.False(bell.Wait(TimeSpan.Zero));

        writer.AppendCount(1);

        Assert.True(bell.Wait(Limit));
        Assert.False(bell.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void Wait_NoFolderIsThereYet_RingsOnceTheyAreMade()
    {
        using var bell = new JournalDoorbell(Options);
        Assert.False(bell.Wait(TimeSpan.Zero));

        using var writer = JournalWriter.Open(Options, _files, TimeProvider.System, 0);

        AwaitRecord(bell, expected: 1);
        writer.AppendCount(7);
        Assert.True(bell.Wait(Limit));
    }

    [Fact]
    public void Wait_HotFolderIsReplaced_RingsForTheNewOne()
    {
        var hot = Options.HotDirectory!;
        using var bell = new JournalDoorbell(Options);
        using (var writer = JournalWriter.Open(Options, _files, TimeProvider.System, 0))
            writer.AppendCount(1);
        Drain(bell);

        // As a service manager does between two runs.
        Directory.Delete(Path.GetDirectoryName(hot)!, recursive: true);
        Drain(bell);
        using var again = JournalWriter.Open(Options, _files, TimeProvider.System, 0);
        Drain(bell);
        again.AppendCount(2);

        Assert.True(bell.Wait(Limit));
        Assert.True(File.Exists(Directory.GetFiles(hot).Single()));
    }

    [Fact]
    public void Wait_HotFolderIsMovedAway_RingsForTheOneInItsPlace()
    {
        var hot = Options.HotDirectory!;
        Directory.CreateDirectory(hot);
        using var bell = new JournalDoorbell(Options);
        Directory.Move(hot, hot + ".old");
        Directory.CreateDirectory(hot);
        Drain(bell);

        File.WriteAllText(Path.Combine(hot, "x"), "x");

        Assert.True(bell.Wait(Limit));
        File.WriteAllText(Path.Combine(hot + ".old", "x"), "x");
        Drain(bell);
        File.AppendAllText(Path.Combine(hot + ".old", "x"), "x");
        Assert.False(bell.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void Wait_RungByHand_RingsOnceHoweverOften()
    {
        using var bell = new JournalDoorbell(Options);
        bell.Ring();
        bell.Ring();

        Assert.True(bell.Wait(Limit));
        Assert.False(bell.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void Wait_RungFromAnotherThread_EndsTheWait()
    {
        using var bell = new JournalDoorbell(Options);
        using var ringer = new Timer(_ => bell.Ring(), null, TimeSpan.FromMilliseconds(20), Timeout.InfiniteTimeSpan);

        Assert.True(bell.Wait(Limit));
    }

    [Fact]
    public void Wait_NothingHappens_WakesNobody()
    {
        using var writer = JournalWriter.Open(Options, _files, TimeProvider.System, 0);
        using var bell = new JournalDoorbell(Options);

        Assert.False(bell.Wait(TimeSpan.FromMilliseconds(200)));

        Assert.Equal(1, bell.Wakes);
    }

    [Fact]
    public void Wait_InSteadyState_AllocatesNothing()
    {
        using var writer = JournalWriter.Open(Options, _files, TimeProvider.System, 0);
        using var bell = new JournalDoorbell(Options);
        Assert.Equal(0, Allocations.InSteadyState(() =>
        {
            bell.Ring();
            writer.Append(default, TimeSpan.Zero);
            bell.Wait(Limit);
        }, runsPerRound: 20));
    }

    public void Dispose() => _folder.Dispose();

    private static void Drain(JournalDoorbell bell)
    {
        while (bell.Wait(TimeSpan.Zero))
        {
        }
    }

    private void AwaitRecord(JournalDoorbell bell, int expected)
    {
        using var reader = JournalReader.Open(Options, _files);
        var (seen, clock) = (0, Stopwatch.StartNew());
        while (seen < expected)
        {
            Assert.True(bell.Wait(Limit) && clock.Elapsed < Limit);
            while (reader.TryRead(out _))
                seen++;
        }

        Drain(bell);
    }
}
