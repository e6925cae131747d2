using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace EdgeDaemon.Hosting;

/// <summary>
/// The log of both programs: one line each on stderr, so that stdout holds only what a command was asked for. Under systemd each line
/// has its priority in front, and the time is the journal's.
/// </summary>
public static class ConsoleLog
{
    /// <summary>Writes what <paramref name="level"/> lets through; it may change while the program runs.</summary>
    public static void Configure(ILoggingBuilder logging, LogLevelSwitch level)
    {
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddFilter((_, candidate) => candidate >= level.Minimum);
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null)
            logging.AddSystemdConsole();
        else
            logging.AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.UseUtcTimestamp = true;
                format.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                format.ColorBehavior = LoggerColorBehavior.Disabled;
            });
    }
}
