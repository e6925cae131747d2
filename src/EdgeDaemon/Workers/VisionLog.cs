using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Workers;

/// <summary>What the vision process says.</summary>
internal static partial class VisionLog
{
    [LoggerMessage(1201, LogLevel.Information, "Journal '{folder}': open, boot epoch {epoch}, name table {table:x8}.")]
    public static partial void JournalOpen(ILogger logger, string folder, uint epoch, uint table);

    [LoggerMessage(1202, LogLevel.Warning, "Journal: {text}")]
    public static partial void Journal(ILogger logger, string text);

    [LoggerMessage(1203, LogLevel.Information, "Reload: {change}")]
    public static partial void Taken(ILogger logger, string change);

    [LoggerMessage(1204, LogLevel.Warning, "Reload: {change} takes a restart and was left as it is.")]
    public static partial void NeedsRestart(ILogger logger, string change);

    [LoggerMessage(1205, LogLevel.Error, "Reload: {fault}")]
    public static partial void ReloadFault(ILogger logger, string fault);

    [LoggerMessage(1206, LogLevel.Error, "Reload: '{path}' has errors; the last good configuration stays.")]
    public static partial void ReloadRefused(ILogger logger, string path);

    [LoggerMessage(1207, LogLevel.Information, "Camera '{camera}': model {model} {version}: {engine}.")]
    public static partial void Model(ILogger logger, string camera, string model, string version, string engine);

    [LoggerMessage(1208, LogLevel.Information, "{text}")]
    public static partial void Trial(ILogger logger, string text);

    [LoggerMessage(1209, LogLevel.Error, "{text}")]
    public static partial void Decisions(ILogger logger, string text);

    [LoggerMessage(1212, LogLevel.Warning, "{text}")]
    public static partial void Returned(ILogger logger, string text);
}
