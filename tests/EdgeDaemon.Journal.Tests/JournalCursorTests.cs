using EdgeDaemon.Contracts.Records;
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
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(before, _disk.FlashSyncs);
        _time.Advance(TimeSpan.FromSeconds(1));
        cursor.Advance(new RecordId(1, 600));
        Assert.Equal(before + 1, _disk.FlashSyncs);
    }

    [Fact]
    public void Flush_ThenPowerCut_NeverGoesBackBehindIt()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var disk = new SimulatedDisk();
            var cursor = JournalCursor.Open(Journals.Options(), disk, _time);
            for (var i = 1ul; i <= 1 + ((ulong)seed % 7); i++)
                cursor.Advance(new RecordId(1, i)); // without a live copy each is flushed
            var kept = cursor.Acknowledged;
            disk.SkipsSync = _ => true;
            cursor.Advance(new RecordId(1, 100)); // this one is cut
            disk.CutPower(new Random(seed));
            using var again = JournalCursor.Open(Journals.Options(), disk, _time);
            Assert.True(again.Acknowledged == kept || again.Acknowledged == new RecordId(1, 100), $"seed {seed}: {again.Acknowledged} after {kept}");
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
        var error = Assert.Throws<JournalException>(() => cursor.Advance(new RecordId(1, 1)));
        Assert.Contains("published again", error.Message, StringComparison.Ordinal);
        Assert.Equal(new RecordId(1, 1), cursor.Acknowledged);
    }

    private JournalCursor Open(bool hot) => JournalCursor.Open(Journals.Options(hot: hot), _disk, _time);
}
