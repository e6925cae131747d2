using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Format;

namespace EdgeDaemon.Journal.Ring;

/// <summary>Finds the end of the journal after a clean end, a killed process, a power cut or damage.</summary>
/// <param name="options">Folders, and whom to tell.</param>
/// <param name="files">The file system.</param>
internal sealed class Recovery(JournalOptions options, IJournalFileSystem files)
{
    /// <summary>Chain value after the last record.</summary>
    public ChainValue Chain { get; private set; }

    /// <summary>The last record; default when there is none.</summary>
    public RecordId Last { get; private set; }

    /// <summary>Opens the newest segment where its records end; null when there is none.</summary>
    public TailSegment? Resume(SegmentRing ring, FlashCounters counters)
    {
        if (ring.Newest is not { } header)
            return null;
        var flash = ring.OpenWrite(header);
        var tail = new TailSegment(options, files, counters, header, flash);
        try
        {
            using var walker = new SegmentWalker(header, new BorrowedFile(flash));
            WalkToEnd(walker);
            using var hot = OpenContinuation(walker, out var hotFile);
            Resume(tail, walker, hot, hotFile);
            if (hot is null)
                ReportEnd(walker);
            return tail;
        }
        catch
        {
            tail.Dispose();
            throw;
        }
    }

    /// <summary>Removes copies in memory that belong to no tail any more.</summary>
    public void RemoveStaleCopies(SegmentHeader? current)
    {
        if (options.HotDirectory is not { } directory)
            return;
        foreach (var name in files.List(directory))
        {
            if (name.EndsWith(SegmentHeader.HotExtension, StringComparison.Ordinal) && name != current?.HotFileName)
                files.Delete(Path.Combine(directory, name));
        }
    }

    private static void WalkToEnd(SegmentWalker walker)
    {
        while (walker.TryNext(toEnd: true, out _))
        {
        }
    }

    private void Resume(TailSegment tail, SegmentWalker flash, SegmentWalker? hot, IJournalFile? hotFile)
    {
        var end = hot ?? flash;
        var slots = (int)(end.NextSequence - flash.Header.FirstSequence);
        var isSealed = flash.SlotsBeforeSealed >= 0; // killed while it was finished: finish it again, to the same bytes
        var copied = hot is null ? slots
            : isSealed ? flash.SlotsBeforeSealed
            : flash.Damaged > 0 ? 0 // the copy in memory heals the file
            : (int)(flash.NextSequence - flash.Header.FirstSequence);
        tail.Resume(slots, copied, end.Damaged == 0 && !isSealed && flash.Header.Version == LabelRecord.CurrentVersion, hotFile);
        Chain = end.Chain; // after damage: the last value that was checked; the next segment starts anew from it
        Last = new RecordId(end.LastEpoch, end.NextSequence - 1);
    }

    /// <summary>The copy in memory, read to its end, when it is whole and goes on where the file on flash ends.</summary>
    private SegmentWalker? OpenContinuation(SegmentWalker flash, out IJournalFile? file)
    {
        file = null;
        if (options.HotDirectory is not { } directory)
            return null;
        var path = Path.Combine(directory, flash.Header.HotFileName);
        if (files.TryOpenWrite(path) is not { } hotFile)
            return null;
        if (SegmentHeader.Read(hotFile, Path.GetFileName(path)) == flash.Header)
        {
            var hot = new SegmentWalker(flash.Header, new BorrowedFile(hotFile));
            while (hot.NextSequence < flash.NextSequence && hot.TryNext(toEnd: false, out _))
            {
            }

            var continues = hot.NextSequence == flash.NextSequence && (!flash.IsChainKnown || hot.Chain.Equals(flash.Chain));
            WalkToEnd(hot);
            if (continues && hot.Damaged == 0)
            {
                file = hotFile;
                return hot;
            }
        }

        hotFile.Dispose();
        files.Delete(path); // readers look there first
        options.Report?.Invoke($"The journal's copy in memory '{path}' does not continue the segment on flash; it was removed.");
        return null;
    }

    private void ReportEnd(SegmentWalker walker)
    {
        if (walker.Damaged > 0)
        {
            options.Report?.Invoke(
                $"The journal segment '{walker.Header.FileName}' has {walker.Damaged} unreadable records among its "
                + $"{walker.NextSequence - walker.Header.FirstSequence}; the others are kept, and a new segment begins.");
        }
        else if (walker.IsNextSlotTorn())
        {
            options.Report?.Invoke(
                $"The journal segment '{walker.Header.FileName}' ends in a torn record behind sequence {walker.NextSequence - 1}; it is cut there.");
        }
    }
}
