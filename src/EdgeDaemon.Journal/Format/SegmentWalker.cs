using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal.Format;

/// <summary>
/// Reads the records of one segment in order, as they lie there, and believes only what checks out: version, CRC, the sequence that belongs into the
/// slot, an epoch that does not fall, and the chain link. Stale records of a recycled file fail by their sequence.
/// </summary>
/// <remarks>
/// A slot that does not check out is the end, unless records that belong here follow it: then it is damage, which is counted
/// and stepped over. The chain is unknown from there to the next sealed page or segment; CRC and sequence still hold.
/// How far to look for such records is the caller's knowledge: within the page while a writer is active (it appends in order),
/// to the end of the segment when nobody writes it any more.
/// </remarks>
internal sealed class SegmentWalker(SegmentHeader header, IJournalFile file) : IDisposable
{
    private readonly byte[] _page = new byte[SegmentHeader.PageBytes];
    private IJournalFile _file = file;
    private ChainValue _chain = header.Chain;
    private int _loadedPage = -1;
    private LabelRecord[] _unpacked = [];
    private int _unpackedCount;
    private int _unpackedIndex;
    private int _nextSealedPage;

    public SegmentHeader Header { get; } = header;

    /// <summary>Sequence of the record that comes next.</summary>
    public ulong NextSequence { get; private set; } = header.FirstSequence;

    /// <summary>Epoch of the record before, or of the header.</summary>
    public uint LastEpoch { get; private set; } = header.BootEpoch;

    /// <summary>Chain value after the record before; means nothing unless <see cref="IsChainKnown"/>.</summary>
    public ChainValue Chain => _chain;

    /// <summary>False from a damaged slot on.</summary>
    public bool IsChainKnown { get; private set; } = true;

    /// <summary>Records stepped over.</summary>
    public long Damaged { get; private set; }

    /// <summary>Sealed pages whose chain value does not follow from the records before.</summary>
    public long ChainBreaks { get; private set; }

    /// <summary>Slots in front of the first sealed page; -1 while none has been met.</summary>
    public int SlotsBeforeSealed { get; private set; } = -1;

    /// <summary>The next record; false at the end of what is there.</summary>
    public bool TryNext(bool toEnd, out LabelRecord record)
    {
        if (TryExpected(fresh: false, out record) || TryExpected(fresh: true, out record))
            return true;
        if (!TryFindSurvivor(toEnd, out var sequence, out var sealedPage))
            return false;
        if (TryExpected(fresh: true, out record))
            return true; // the writer was faster than this look
        Damaged += (long)(sequence - NextSequence);
        NextSequence = sequence;
        IsChainKnown = false;
        if (sealedPage >= 0)
            EnterSealed(sealedPage);
        return TryExpected(fresh: true, out record);
    }

    /// <summary>Reads on, where it stands, from the file of another walker over the same segment, whose place it takes.</summary>
    public void TakeFileOf(SegmentWalker other)
    {
        _file.Dispose();
        _file = other._file;
        _loadedPage = -1;
    }

    /// <summary>Does the next slot hold something that is neither empty nor a whole record: a write that was cut?</summary>
    public bool IsNextSlotTorn()
    {
        var slot = (long)(NextSequence - Header.FirstSequence);
        if (SlotsBeforeSealed >= 0 || slot >= Header.Slots)
            return false;
        Load((int)(slot / SegmentHeader.SlotsPerPage));
        var bytes = RawSlot((int)(slot % SegmentHeader.SlotsPerPage));
        return bytes.ContainsAnyExcept((byte)0) && _page[0] != SealedPage.Marker && !RecordCodec.IsWhole(RecordCodec.Read(bytes), Header.Version);
    }

    public void Dispose() => _file.Dispose();

    private bool TryExpected(bool fresh, out LabelRecord record) =>
        SlotsBeforeSealed >= 0 ? TryExpectedSealed(out record) : TryExpectedRaw(fresh, out record);

    private bool TryExpectedRaw(bool fresh, out LabelRecord record)
    {
        record = default;
        var slot = (long)(NextSequence - Header.FirstSequence);
        if (slot >= Header.Slots)
            return false;
        var (page, index) = ((int)(slot / SegmentHeader.SlotsPerPage), (int)(slot % SegmentHeader.SlotsPerPage));
        if (fresh || _loadedPage != page)
            Load(page);
        if (index == 0 && _page[0] == SealedPage.Marker && Unpack(out _) > 0 && _unpacked[0].Sequence == NextSequence)
        {
            EnterSealed(page);
            return TryExpectedSealed(out record);
        }

        record = RecordCodec.Read(RawSlot(index));
        if (!Belongs(in record, NextSequence))
            return false;
        if (IsChainKnown)
        {
            var chain = _chain.Next(in record);
            if (chain.Link != record.Chain)
                return false;
            _chain = chain;
        }

        Step(in record);
        return true;
    }

    private bool TryExpectedSealed(out LabelRecord record)
    {
        record = default;
        if (_unpackedIndex == _unpackedCount && !TryLoadSealed())
            return false;
        record = _unpacked[_unpackedIndex++];
        RecordCodec.Seal(ref record, ref _chain);
        Step(in record);
        return true;
    }

    private bool TryLoadSealed()
    {
        if (_nextSealedPage >= Header.Pages)
            return false;
        Load(_nextSealedPage);
        var count = Unpack(out var chain);
        if (count == 0 || _unpacked[0].Sequence != NextSequence)
            return false;
        if (IsChainKnown && !chain.Equals(_chain))
            ChainBreaks++;
        (_chain, IsChainKnown) = (chain, true);
        (_unpackedIndex, _unpackedCount) = (0, count);
        _nextSealedPage++;
        return true;
    }

    private void EnterSealed(int page)
    {
        if (SlotsBeforeSealed < 0)
            SlotsBeforeSealed = page * SegmentHeader.SlotsPerPage;
        _nextSealedPage = page;
        (_unpackedIndex, _unpackedCount) = (0, 0);
    }

    private bool TryFindSurvivor(bool toEnd, out ulong sequence, out int sealedPage)
    {
        var slot = NextSequence - Header.FirstSequence;
        var first = SlotsBeforeSealed >= 0 ? _nextSealedPage : (int)(slot / SegmentHeader.SlotsPerPage);
        var last = toEnd ? Header.Pages - 1 : Math.Min(first, Header.Pages - 1);
        for (var page = first; page <= last; page++)
        {
            Load(page);
            sealedPage = page;
            if (IsLaterSealedPage(out sequence))
                return true;
            sealedPage = -1;
            if (SlotsBeforeSealed < 0 && TryFindRaw(page, out sequence))
                return true;
        }

        (sequence, sealedPage) = (0, -1);
        return false;
    }

    private bool IsLaterSealedPage(out ulong sequence)
    {
        sequence = 0;
        if (_page[0] != SealedPage.Marker || Unpack(out _) == 0)
            return false;
        sequence = _unpacked[0].Sequence;
        return sequence > NextSequence && sequence - Header.FirstSequence < (ulong)Header.Slots;
    }

    private bool TryFindRaw(int page, out ulong sequence)
    {
        sequence = Header.FirstSequence + (ulong)(page * SegmentHeader.SlotsPerPage);
        for (var index = 0; index < SegmentHeader.SlotsPerPage; index++, sequence++)
        {
            if (sequence > NextSequence && Belongs(RecordCodec.Read(RawSlot(index)), sequence))
                return true;
        }

        return false;
    }

    private bool Belongs(in LabelRecord record, ulong sequence) =>
        record.Sequence == sequence && record.BootEpoch >= LastEpoch && RecordCodec.IsWhole(in record, Header.Version);

    private void Step(in LabelRecord record)
    {
        NextSequence++;
        LastEpoch = record.BootEpoch;
    }

    private int Unpack(out ChainValue chain)
    {
        if (_unpacked.Length == 0)
            _unpacked = new LabelRecord[SealedPage.MaxRecords];
        return SealedPage.Unpack(_page, _unpacked, out chain);
    }

    private ReadOnlySpan<byte> RawSlot(int index) => _page.AsSpan(index * LabelRecord.SizeBytes, LabelRecord.SizeBytes);

    private void Load(int page)
    {
        _loadedPage = -1; // should reading fail, the page is no longer what it was
        var count = _file.Read(_page, SegmentHeader.OffsetOfPage(page));
        _page.AsSpan(count).Clear();
        _loadedPage = page;
    }
}
