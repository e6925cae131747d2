using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Format;

namespace EdgeDaemon.Journal.Ring;

/// <summary>
/// The segment that is being written: a file on flash and, in front of it, a whole copy in memory that takes the records until
/// a commit copies them over. Without the copy, records go straight to the file.
/// </summary>
internal sealed class TailSegment : IDisposable
{
    // A reserved block becomes a written one through the file system's own journal, some 12 KiB per sync. Zeroing a new file
    // this far ahead pays that once in a thousand records instead of at each commit.
    private const int ZeroAheadBytes = 64 * 1024;

    private readonly IJournalFileSystem _files;
    private readonly FlashCounters _counters;
    private readonly JournalOptions _options;
    private readonly IJournalFile _flash;
    private readonly byte[] _buffer = new byte[ZeroAheadBytes];
    private IJournalFile? _hot;
    private int _copiedSlots;
    private long _zeroedTo;

    /// <param name="options">Folders.</param>
    /// <param name="files">The file system.</param>
    /// <param name="counters">Counts what reaches flash.</param>
    /// <param name="header">Which segment.</param>
    /// <param name="flash">Its file; taken over.</param>
    public TailSegment(
        JournalOptions options, IJournalFileSystem files, FlashCounters counters, SegmentHeader header, IJournalFile flash)
    {
        _options = options;
        _files = files;
        _counters = counters;
        _flash = flash;
        _zeroedTo = header.SegmentBytes;
        Header = header;
    }

    public SegmentHeader Header { get; }

    /// <summary>Records written.</summary>
    public int Slots { get; private set; }

    /// <summary>
    /// False when damage or sealed pages lie behind the last record (the slot after it is then no longer at its place), or the segment is of an
    /// older version.
    /// </summary>
    public bool IsAppendable { get; private set; } = true;

    /// <summary>The reserved slot is in use: a gap record says that the oldest segment is lost.</summary>
    public bool IsLossDeclared => Slots == Header.Slots;

    /// <summary>Is there room for a record that is no gap?</summary>
    public bool HasRoom => IsAppendable && Slots < Header.Slots - 1;

    /// <summary>Is there room for a gap record?</summary>
    public bool HasRoomForGap => IsAppendable && Slots < Header.Slots;

    public bool IsHot => _hot is not null;

    private string HotPath => Path.Combine(_options.HotDirectory!, Header.HotFileName);

    /// <summary>Goes on behind what recovery found.</summary>
    /// <param name="slots">Records there are.</param>
    /// <param name="copiedSlots">How many of them are on flash.</param>
    /// <param name="isAppendable">May records follow in place?</param>
    /// <param name="hot">The adopted copy in memory, taken over, or null.</param>
    public void Resume(int slots, int copiedSlots, bool isAppendable, IJournalFile? hot)
    {
        Slots = slots;
        _copiedSlots = copiedSlots;
        IsAppendable = isAppendable;
        _hot = hot;
    }

    /// <summary>The file is new: zero it ahead of what is written.</summary>
    public void ZeroAhead() => _zeroedTo = SegmentHeader.PageBytes;

    /// <summary>Makes the copy in memory, with what is on flash in it. Where that fails, the tail is written to flash.</summary>
    public void MakeHot()
    {
        if (_options.HotDirectory is not { } directory || _hot is not null || !IsAppendable)
            return;
        IJournalFile? hot = null;
        try
        {
            _files.CreateDirectory(directory);
            hot = _files.Create(HotPath);
            Transfer(_flash, hot, 0, Slots, counted: false);
            Header.Write(hot); // last: without it the file is nothing to a reader
            _hot = hot;
        }
        catch (JournalFileException e)
        {
            hot?.Dispose();
            _files.Delete(HotPath);
            _options.Report?.Invoke($"The journal's tail cannot be kept in memory and goes to flash: {e.Message}");
        }
    }

    /// <summary>Writes a sealed record into the next slot.</summary>
    public void Append(in LabelRecord record)
    {
        var offset = SegmentHeader.OffsetOfSlot(Slots);
        if (_hot is not null)
            WriteHot(in record, offset);
        if (_hot is null)
        {
            PrepareFlash(offset + LabelRecord.SizeBytes);
            _counters.Write(_flash, RecordCodec.BytesOf(in record), offset);
            _copiedSlots = Slots + 1;
        }

        Slots++;
    }

    /// <summary>Copies to flash what is only in memory, in one piece.</summary>
    public void CopyPending() => CopyPending(Slots);

    /// <summary>Returns when all that was copied is on the medium.</summary>
    public void Sync() => _counters.Sync(_flash);

    /// <summary>Brings the whole segment to flash, sealed where it was not there yet, and syncs it. Nothing may be appended after.</summary>
    public void Finish()
    {
        if (_hot is not null)
        {
            CopyPending(Math.Min(Slots, RoundUpToPage(_copiedSlots)));
            if (_copiedSlots < Slots && !TrySealPending(_hot))
                CopyPending(Slots);
        }

        IsAppendable = false;
        Sync();
    }

    /// <summary>Gives the copy in memory up; all of it is on flash.</summary>
    public void DropHot()
    {
        if (_hot is null)
            return;
        _hot.Dispose();
        _hot = null;
        _files.Delete(HotPath);
    }

    public void Dispose()
    {
        _hot?.Dispose();
        _flash.Dispose();
    }

    private static int RoundUpToPage(int slots) =>
        (slots + SegmentHeader.SlotsPerPage - 1) / SegmentHeader.SlotsPerPage * SegmentHeader.SlotsPerPage;

    private void WriteHot(in LabelRecord record, long offset)
    {
        try
        {
            _hot!.Write(RecordCodec.BytesOf(in record), offset);
        }
        catch (JournalFileException e)
        {
            _options.Report?.Invoke($"The journal's tail can no longer be kept in memory and goes to flash: {e.Message}");
            CopyPending();
            DropHot();
        }
    }

    private void CopyPending(int upToSlots)
    {
        if (_copiedSlots >= upToSlots)
            return;
        PrepareFlash(SegmentHeader.OffsetOfSlot(upToSlots));
        Transfer(_hot!, _flash, _copiedSlots, upToSlots, counted: true);
        _copiedSlots = upToSlots;
    }

    private void Transfer(IJournalFile from, IJournalFile to, int firstSlot, int endSlot, bool counted)
    {
        var end = SegmentHeader.OffsetOfSlot(endSlot);
        for (var offset = SegmentHeader.OffsetOfSlot(firstSlot); offset < end;)
        {
            var chunk = _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, end - offset));
            if (from.Read(chunk, offset) != chunk.Length)
                throw new JournalFileException("Reading", Header.FileName, 0, $"the file ends before byte {end}");
            if (counted)
                _counters.Write(to, chunk, offset);
            else
                to.Write(chunk, offset);
            offset += chunk.Length;
        }
    }

    private bool TrySealPending(IJournalFile hot)
    {
        using var walker = new SegmentWalker(Header, new BorrowedFile(hot));
        var records = new LabelRecord[Slots];
        var chain = Header.Chain;
        for (var slot = 0; slot < Slots; slot++)
        {
            if (slot == _copiedSlots)
                chain = walker.Chain;
            if (!walker.TryNext(toEnd: false, out records[slot]) || !walker.IsChainKnown)
                return false; // memory went bad: what is there is copied as it is, and readers will say so
        }

        var page = new byte[SegmentHeader.PageBytes];
        var pageIndex = _copiedSlots / SegmentHeader.SlotsPerPage;
        for (var slot = _copiedSlots; slot < Slots; pageIndex++)
        {
            var count = SealedPage.Pack(records.AsSpan(slot), in chain, page);
            _counters.Write(_flash, page, SegmentHeader.OffsetOfPage(pageIndex));
            for (var end = slot + count; slot < end; slot++)
                chain = chain.Next(in records[slot]);
        }

        _copiedSlots = Slots;
        return true;
    }

    private void PrepareFlash(long end)
    {
        if (end <= _zeroedTo)
            return;
        Array.Clear(_buffer);
        var zeroTo = Math.Min(Header.SegmentBytes, (end + ZeroAheadBytes - 1) / ZeroAheadBytes * ZeroAheadBytes);
        while (_zeroedTo < zeroTo)
        {
            var chunk = (int)Math.Min(_buffer.Length, zeroTo - _zeroedTo);
            _counters.Write(_flash, _buffer.AsSpan(0, chunk), _zeroedTo);
            _zeroedTo += chunk;
        }
    }
}
