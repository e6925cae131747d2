using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.Feed;

namespace EdgeDaemon.Publisher.Tests.Feed;

public sealed class GapLedgerTests
{
    private readonly GapLedger _ledger = new();

    [Fact]
    public void Lost_HoleAsStated_IsTheWritersNumber()
    {
        Read(10, 11, 21, 22);

        Assert.Equal((9UL, 12UL, 20UL), _ledger.Lost(Gap(12, 20)));
    }

    [Fact]
    public void Lost_PartWasRead_IsTheRest()
    {
        Read(10, 11, 12, 13, 14, 21, 22);

        Assert.Equal((6UL, 15UL, 20UL), _ledger.Lost(Gap(12, 20)));
    }

    [Fact]
    public void Lost_AllWasRead_IsNothing()
    {
        Read(10, 11, 12, 13);

        Assert.Null(_ledger.Lost(Gap(11, 12)));
    }

    [Fact]
    public void Lost_BeforeThisPublisherBegan_IsTheWritersWord()
    {
        Read(100, 101);

        Assert.Equal((50UL, 11UL, 60UL), _ledger.Lost(Gap(11, 60)));
    }

    [Fact]
    public void Lost_GapRecordsAmongThem_AreNotCounted()
    {
        Read(10, 21);

        Assert.Equal((8UL, 11UL, 20UL), _ledger.Lost(Gap(11, 20, count: 8)));
    }

    [Fact]
    public void Lost_StatedTwice_IsCountedOnce()
    {
        Read(10, 21);
        _ledger.Lost(Gap(11, 20));

        Assert.Null(_ledger.Lost(Gap(11, 20)));
    }

    private static LabelRecord Gap(ulong first, ulong last, uint? count = null)
    {
        var gap = LabelRecord.Of(LabelRecordKind.Gap);
        (gap.GapFirstSequence, gap.TrackId, gap.Value) = (first, (uint)(last - first), count ?? (uint)(last - first + 1));
        return gap;
    }

    private void Read(ulong begin, params ulong[] sequences)
    {
        _ledger.Begin(begin);
        foreach (var sequence in sequences)
            _ledger.Read(sequence);
    }
}
