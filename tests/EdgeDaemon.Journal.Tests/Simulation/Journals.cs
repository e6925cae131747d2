using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal.Tests.Simulation;

/// <summary>Small journals and what tests do with them.</summary>
internal static class Journals
{
    /// <summary>Records of a segment of 8192 bytes before it is full; one slot more is kept for a gap record.</summary>
    public const int RecordsPerSegment = 63;

    public static JournalOptions Options(int segments = 4, bool hot = false, int segmentBytes = 8192) => new()
    {
        Directory = "/flash/journal",
        CursorDirectory = "/flash/cursor",
        HotDirectory = hot ? "/ram/journal" : null,
        CursorHotDirectory = hot ? "/ram/cursor" : null,
        SegmentBytes = segmentBytes,
        SizeBytes = (long)segmentBytes * segments,
    };

    /// <summary>Appends a record whose value tells it apart.</summary>
    public static RecordId AppendCount(this JournalWriter writer, uint value)
    {
        var record = LabelRecord.Of(LabelRecordKind.Count, 0);
        record.Value = value;
        return writer.Append(record);
    }

    /// <summary>Appends the start of an event with a sub-label of some score.</summary>
    public static RecordId AppendEvent(this JournalWriter writer, byte subScore)
    {
        var record = LabelRecord.Of(LabelRecordKind.EventStart, 0);
        (record.SubLabel, record.SubScore) = (1, subScore);
        return writer.Append(record);
    }

    public static List<LabelRecord> ReadAll(JournalOptions options, IJournalFileSystem files, RecordId after = default)
    {
        using var reader = JournalReader.Open(options, files);
        reader.Seek(after);
        return ReadAll(reader);
    }

    public static List<LabelRecord> ReadAll(JournalReader reader)
    {
        var records = new List<LabelRecord>();
        while (reader.TryRead(out var record))
            records.Add(record);
        return records;
    }

    /// <summary>Values of the records that <see cref="AppendCount"/> made.</summary>
    public static uint[] Values(IEnumerable<LabelRecord> records) =>
        [.. records.Where(record => record.Kind == LabelRecordKind.Count).Select(record => record.Value)];

    public static uint[] Range(uint first, uint count) => [.. Enumerable.Range(0, (int)count).Select(i => first + (uint)i)];
}
