using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Format;
using EdgeDaemon.Journal.Tests.Simulation;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests;

public class JournalCursorTests
{
    private const string Path = "/flash/cursor/publisher.cursor";
    private readonly SimulatedDisk _disk = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Open_Missing_StartsAtNothing()
    {
        using var cursor = Open(hot: true);
        Assert.Equal(default, cursor.Acknowledged);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_AfterDispose_HasTheLast(bool hot)
    {
        using (var cursor = Open(hot))
        {
            cursor.Advance(new RecordId(3, 9));
            cursor.Advance(new RecordId(3, 10));
        }

        _disk.CutPower(new Random(1));
        using var again = Open(hot);
        Assert.Equal(new RecordId(3, 10), again.Acknowledged);
    }

    [Fact]
    public void Advance_OlderId_IsIgnored()
    {
        using var cursor = Open(hot: false);
        cursor.Advance(new RecordId(3, 10));
        cursor.Advance(new RecordId(2, 99));
        Assert.Equal(new RecordId(3, 10), cursor.Acknowledged);
    }

    [Fact]
    public void Advance_KilledProcess_KeepsTheLiveCopy()
    {
        var cursor = Open(hot: true);
        cursor.Advance(new RecordId(3, 10));
        _disk.Kill();
        using var again = Open(hot: true);
        Assert.Equal(new RecordId(3, 10), again.Acknowledged);
    }

    [Fact]
    public void Advance_WithinTheInterval_DoesNotTouchFlash()
    {
        using var cursor = Open(hot: true);
        var before = _disk.FlashSyncs;
        for (var i = 1ul; i <= 599; i++)
        {
            cursor.Advance(new RecordId(1, i));
            cursor.FlushWhenDue();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(before, _disk.FlashSyncs);
        _time.Advance(TimeSpan.FromSeconds(1));
        cursor.Advance(new RecordId(1, 600));
        cursor.FlushWhenDue();
        Assert.Equal(before + 1, _disk.FlashSyncs);
    }

    /// <summary>A backlog that is drained: 3,281 records took 3,276 syncs.</summary>
    [Fact]
    public void Advance_WithoutACopyInMemory_SyncsOnceASecondHoweverManyRecords()
    {
        using var cursor = Open(hot: false);
        var before = _disk.FlashSyncs;
        for (var i = 1ul; i <= 5000; i++)
        {
            cursor.Advance(new RecordId(1, i));
            cursor.FlushWhenDue();
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(_disk.FlashSyncs - before, 4, 5);
    }

    [Fact]
    public void Advance_WithoutACopyInMemory_TheWriterSeesItAtOnce()
    {
        using var cursor = Open(hot: false);
        for (var i = 1ul; i <= 3; i++)
        {
            cursor.Advance(new RecordId(1, i));
            Assert.Equal(new RecordId(1, i), CursorFile.ReadNewest(Journals.Options(), _disk));
        }
    }

    [Fact]
    public void FlushDueIn_LastRecordOfABacklog_ComesDueByItself()
    {
        using var cursor = Open(hot: false);
        Assert.Null(cursor.FlushDueIn);
        cursor.Advance(new RecordId(1, 1));
        Assert.Equal(TimeSpan.FromSeconds(1), cursor.FlushDueIn);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, cursor.FlushDueIn);
        cursor.FlushWhenDue();
        Assert.Null(cursor.FlushDueIn);

        _disk.CutPower(new Random(1));
        using var again = Open(hot: false);
        Assert.Equal(new RecordId(1, 1), again.Acknowledged);
    }

    [Fact]
    public void FlushWhenDue_DiskFails_IsTriedAgainAfterTheInterval()
    {
        using var cursor = Open(hot: false);
        cursor.Advance(new RecordId(1, 1));
        _time.Advance(TimeSpan.FromSeconds(1));
        var tries = 0;
        _disk.Before = (operation, path) =>
        {
            if (operation != "sync")
                return;
            tries++;
            throw new JournalFileException("Syncing", path, 5, "Input/output error");
        };

        Assert.Throws<JournalException>(cursor.FlushWhenDue);
        cursor.FlushWhenDue();
        Assert.Equal(1, tries);
        Assert.Equal(TimeSpan.FromSeconds(1), cursor.FlushDueIn);
    }

    [Fact]
    public void Flush_ThenPowerCut_NeverGoesBackBehindIt()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var disk = new SimulatedDisk();
            var cursor = JournalCursor.Open(Journals.Options(), disk, _time);
            for (var i = 1ul; i <= 1 + ((ulong)seed % 7); i++)
            {
                cursor.Advance(new RecordId(1, i));
                cursor.Flush();
            }

            var kept = cursor.Acknowledged;
            disk.SkipsSync = _ => true;
            for (var i = 100ul; i < 100 + ((ulong)seed % 4); i++)
                cursor.Advance(new RecordId(1, i)); // written, not synced
            cursor.Advance(new RecordId(1, 200));
            cursor.Flush(); // this one is cut
            disk.CutPower(new Random(seed));
            using var again = JournalCursor.Open(Journals.Options(), disk, _time);
            Assert.True(again.Acknowledged == kept || again.Acknowledged.Sequence is >= 100 and <= 200, $"seed {seed}: {again.Acknowledged} after {kept}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(12)]
    [InlineData(17)]
    [InlineData(26)]
    public void Open_DamagedInBothCopies_StartsAtNothing(long offset)
    {
        using (var cursor = Open(hot: false))
        {
            cursor.Advance(new RecordId(3, 10));
            cursor.Advance(new RecordId(3, 11));
        }

        _disk.Corrupt(Path, offset, 1);
        _disk.Corrupt(Path, 512 + offset, 1);
        using var again = Open(hot: false);
        Assert.Equal(default, again.Acknowledged);
    }

    [Fact]
    public void Advance_DiskFails_SaysSoAndGoesOnInMemory()
    {
        using var cursor = Open(hot: false);
        _disk.Before = (operation, path) =>
        {
            if (operation == "sync")
                throw new JournalFileException("Syncing", path, 5, "Input/output error");
        };
        cursor.Advance(new RecordId(1, 1));
        var error = Assert.Throws<JournalException>(cursor.Flush);
        Assert.Contains("published again", error.Message, StringComparison.Ordinal);
        Assert.Equal(new RecordId(1, 1), cursor.Acknowledged);
    }

    private JournalCursor Open(bool hot) => JournalCursor.Open(Journals.Options(hot: hot), _disk, _time);
}
