using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal;

/// <summary>Checks a journal.</summary>
public static class JournalAudit
{
    /// <summary>Checks.</summary>
    public static AuditReport Run(JournalOptions options, IJournalFileSystem files, Action<LabelRecord>? onRecord) =>
        throw new NotSupportedException();
}
