using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;

namespace EdgeDaemon.Cli.Doctor.Checks;

/// <summary>Is the journal whole, and is there room for it?</summary>
internal static class JournalCheck
{
    private const long Mebibyte = 1 << 20;

    public static IEnumerable<Finding> Run(JournalConfig config)
    {
        yield return Records(config);
        yield return Disk(config);
        if (StorageWear.Of(config.Directory) is { } wear)
            yield return wear;
    }

    private static Finding Records(JournalConfig config)
    {
        if (!Directory.Exists(config.Directory))
            return Finding.Warn("journal", $"'{config.Directory}' is not there yet, or not for this user", "The vision process makes it at its first start; run the doctor as root.");
        try
        {
            var newest = 0L;
            var report = JournalAudit.Run(JournalOptions.From(config), new JournalFileSystem(), record => newest = Newest(record, newest));
            var text = $"{report.Records} records, {report.First} to {report.Last}; lost {report.ReportedLost}, damaged {report.Damaged}, missing {report.Missing}, chain breaks {report.ChainBreaks}";
            if (!report.IsIntact)
                return Finding.Fail("journal", string.Join(' ', report.EndFindings.Prepend($"{text}.")), "'edgedaemon audit' shows where; a failing card does this. The rest is published all the same.");
            return report.ReportedLost > 0
                ? Finding.Warn("journal", text, "The device was cut off for longer than the journal reaches: raise 'journal.size_mib'.")
                : Finding.Pass("journal", newest == 0 ? text : $"{text}; newest {DateTimeOffset.FromUnixTimeMilliseconds(newest):yyyy-MM-dd'T'HH:mm:ss'Z'}");
        }
        catch (Exception e) when (e is JournalException or UnauthorizedAccessException)
        {
            return Finding.Fail("journal", e.Message, "Run the doctor as root.");
        }
    }

    private static long Newest(in LabelRecord record, long before) => Math.Max(before, record.WallTimeMs);

    private static Finding Disk(JournalConfig config)
    {
        try
        {
            var folder = config.Directory;
            while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
                folder = parent;
            var freeMiB = new DriveInfo(folder).AvailableFreeSpace / Mebibyte;
            var text = $"{freeMiB} MiB free where the journal lies; it takes {config.SizeMiB} MiB at most";
            return freeMiB < config.SizeMiB
                ? Finding.Warn("disk", text, "Make room, or lower 'journal.size_mib': on a full disk the journal reaches less far back.")
                : Finding.Pass("disk", text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Finding.Warn("disk", $"the space at '{config.Directory}' cannot be told: {e.Message}");
        }
    }
}
