using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>Reads journals back as the publisher does.</summary>
internal static class JournalRecords
{
    /// <summary>Every record of a journal, from its beginning to where it ends now.</summary>
    public static List<LabelRecord> Of(JournalOptions journal)
    {
        using var reader = JournalReader.Open(journal, new JournalFileSystem());
        reader.Seek(default);
        var records = new List<LabelRecord>();
        while (reader.TryRead(out var record))
            records.Add(record);
        return records;
    }
}
