using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Format;

namespace EdgeDaemon.Journal.Ring;

/// <summary>Records that are overwritten before anybody acknowledged them. Gap records among them are not counted: what they state is.</summary>
internal sealed class Loss
{
    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>How many of these no gap record has stated before.</summary>
    public long NewCount { get; private set; }

    private ulong First { get; set; } = ulong.MaxValue;

    private ulong Last { get; set; }

    /// <summary>Adds what is not acknowledged in a segment that is to be overwritten.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="files">The file system.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="next">The segment after it.</param>
    /// <param name="acknowledged">Up to here all is acknowledged.</param>
    public void Add(string path, IJournalFileSystem files, SegmentHeader segment, SegmentHeader next, RecordId acknowledged)
    {
        // The last record's epoch is at most that of the next segment.
        if (acknowledged >= new RecordId(next.BootEpoch, next.FirstSequence - 1))
            return;
        var expected = segment.FirstSequence;
        using var walker = SegmentFiles.TryOpen(path, files);
        while (walker is not null && walker.TryNext(toEnd: true, out var record))
        {
            AddUnreadable(expected, record.Sequence, record.BootEpoch, acknowledged);
            expected = record.Sequence + 1;
            if (record.Id > acknowledged)
                Add(in record);
        }

        AddUnreadable(expected, next.FirstSequence, next.BootEpoch, acknowledged);
    }

    /// <summary>The record that states this loss.</summary>
    public LabelRecord ToRecord()
    {
        var gap = LabelRecord.Of(LabelRecordKind.Gap);
        gap.Value = (uint)Math.Min(Count, uint.MaxValue);
        gap.GapFirstSequence = First;
        gap.TrackId = (uint)Math.Min(Last - First, uint.MaxValue);
        return gap;
    }

    private void Add(in LabelRecord record)
    {
        if (record.Kind == LabelRecordKind.Gap)
            Add(record.Value, record.GapFirstSequence, record.GapFirstSequence + record.TrackId);
        else
            AddRecords(record.Sequence, record.Sequence + 1);
    }

    private void AddUnreadable(ulong from, ulong to, uint epoch, RecordId acknowledged)
    {
        if (acknowledged.BootEpoch == epoch)
            from = Math.Max(from, acknowledged.Sequence + 1);
        if (from < to)
            AddRecords(from, to);
    }

    private void AddRecords(ulong from, ulong to)
    {
        NewCount += (long)(to - from);
        Add((long)(to - from), from, to - 1);
    }

    private void Add(long count, ulong first, ulong last)
    {
        Count += count;
        First = Math.Min(First, first);
        Last = Math.Max(Last, last);
    }
}
