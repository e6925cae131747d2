using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Workers;

internal sealed partial class VisionDaemon
{
    [LoggerMessage(1201, LogLevel.Information, "Journal '{folder}': open, boot epoch {epoch}, name table {table:x8}.")]
    private static partial void LogJournalOpen(ILogger logger, string folder, uint epoch, uint table);

    [LoggerMessage(1202, LogLevel.Warning, "Journal: {text}")]
    private static partial void LogJournal(ILogger logger, string text);

    [LoggerMessage(1203, LogLevel.Information, "Reload: {change}")]
    private static partial void LogTaken(ILogger logger, string change);

    [LoggerMessage(1204, LogLevel.Warning, "Reload: {change} takes a restart and was left as it is.")]
    private static partial void LogNeedsRestart(ILogger logger, string change);

    [LoggerMessage(1205, LogLevel.Error, "Reload: {fault}")]
    private static partial void LogReloadFault(ILogger logger, string fault);

    [LoggerMessage(1206, LogLevel.Error, "Reload: '{path}' has errors; the last good configuration stays.")]
    private static partial void LogReloadRefused(ILogger logger, string path);

    [LoggerMessage(1207, LogLevel.Information, "Camera '{camera}': model {model} {version}: {engine}.")]
    private static partial void LogModel(ILogger logger, string camera, string model, string version, string engine);

    [LoggerMessage(1208, LogLevel.Information, "{text}")]
    private static partial void LogTrial(ILogger logger, string text);
}
