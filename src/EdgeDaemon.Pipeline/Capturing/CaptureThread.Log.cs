using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Pipeline.Capturing;

internal sealed partial class CaptureThread
{
    [LoggerMessage(1001, LogLevel.Information, "Camera '{camera}': open: {source}.")]
    private partial void LogOpened(string camera, string source);

    [LoggerMessage(1002, LogLevel.Information, "Camera '{camera}': at its end: {source}.")]
    private partial void LogEnded(string camera, string source);

    [LoggerMessage(1003, LogLevel.Warning, "Camera '{camera}': {reason} Trying again.")]
    private partial void LogFailed(string camera, string reason);

    [LoggerMessage(1005, LogLevel.Information, "Camera '{camera}': closed, because {reason}.")]
    private partial void LogClosed(string camera, string reason);

    /// <summary>For whoever makes the thread's <see cref="FrameReader"/>.</summary>
    [LoggerMessage(1004, LogLevel.Warning, "Camera '{camera}': frame left out ({count} so far): {reason}")]
    internal static partial void LogUndecodable(ILogger logger, string camera, long count, string reason);
}
