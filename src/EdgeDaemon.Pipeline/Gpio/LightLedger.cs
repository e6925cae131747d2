using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Pipeline.Gpio;

/// <summary>
/// Remembers, beside the journal, that this device has shown by a light that a camera is open: whoever takes the light out of the
/// configuration leaves a record in the journal's chain, and a line in the log.
/// </summary>
internal static partial class LightLedger
{
    private const string Mark = "activity-light";

    /// <summary>Compares with the last start and records a change.</summary>
    public static void Note(string journalDirectory, bool hasLight, JournalWriter journal, ILogger logger)
    {
        var mark = Path.Combine(journalDirectory, Mark);
        var hadLight = File.Exists(mark);
        if (hadLight == hasLight)
            return;
        var record = LabelRecord.Of(LabelRecordKind.ConfigChange);
        record.Value = (uint)(hasLight ? ConfigNote.LightAdded : ConfigNote.LightRemoved);
        journal.Append(record);
        if (hasLight)
        {
            File.WriteAllBytes(mark, []);
            LogLight(logger);
        }
        else
        {
            File.Delete(mark);
            LogNoLight(logger);
        }
    }

    [LoggerMessage(1411, LogLevel.Information, "From now on the activity light shows that a camera is open.")]
    private static partial void LogLight(ILogger logger);

    [LoggerMessage(1412, LogLevel.Warning,
        "The activity light was taken out of the configuration: nothing shows from now on that a camera is open. The journal says so.")]
    private static partial void LogNoLight(ILogger logger);
}
