using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests;

public sealed class EgressLedgerTests : IDisposable
{
    private static readonly DateTimeOffset Begun = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TempDirectory _folder = new();
    private readonly List<string> _damage = [];

    private string FilePath => _folder[EgressLedger.FileName];

    [Fact]
    public void Save_ThenLoad_CountsOn()
    {
        var first = Load(Begun);
        first.Sent("a/b c", 100);
        first.Sent("a/b c", 50);
        first.Sent("a/d", 7);
        first.Save();

        var second = Load(Begun.AddDays(3));
        second.Sent("a/d", 1);

        Assert.Equal("2026-07-01T12:00:00.000Z", second.Since);
        Assert.Equal([new Egress("a/b c", 2, 150), new Egress("a/d", 2, 8)], second.Topics);
        Assert.Empty(_damage);
    }

    [Fact]
    public void Sent_MoreTopicsThanItKeeps_CountsTheRestTogether()
    {
        var ledger = Load(Begun);
        for (var i = 0; i < 5000; i++)
            ledger.Sent($"reply/{i}", 10);
        ledger.Save();

        var read = Load(Begun);

        Assert.Equal(1001, read.Topics.Count);
        Assert.Equal(new Egress(EgressLedger.OtherTopics, 4000, 40_000), read.Topics[0]);
        Assert.Equal(50_000, read.Topics.Sum(topic => topic.Bytes));
    }

    [Fact]
    public void Load_AnyBitFlipped_IsToldAndBegunAnew()
    {
        var ledger = Load(Begun);
        ledger.Sent("a", 1);
        ledger.Save();
        var whole = File.ReadAllBytes(FilePath);
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var flipped = (byte[])whole.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(FilePath, flipped);
            _damage.Clear();

            var read = Load(Begun.AddDays(1));

            Assert.Empty(read.Topics);
            Assert.Equal("2026-07-02T12:00:00.000Z", read.Since);
            Assert.Single(_damage);
        }
    }

    [Fact]
    public void Save_NowhereToWrite_IsToldAndDueStill()
    {
        var ledger = EgressLedger.Load(_folder["missing/egress.txt"], Begun, _damage.Add);
        ledger.Sent("a", 1);
        Assert.Throws<JournalException>(ledger.Save);

        Directory.CreateDirectory(_folder["missing"]);
        ledger.Save();

        Assert.Single(EgressLedger.Load(_folder["missing/egress.txt"], Begun, _damage.Add).Topics);
    }

    public void Dispose() => _folder.Dispose();

    private EgressLedger Load(DateTimeOffset now) => EgressLedger.Load(FilePath, now, _damage.Add);
}
