using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace EdgeDaemon.Publisher;

/// <summary>
/// The log: one line each on standard error, so that standard output holds only what a command was asked for. Under systemd
/// each line has its priority in front, and the time is the journal's.
/// </summary>
internal static class Logging
{
    /// <summary>Makes it.</summary>
    /// <param name="level">The configuration's word for the least severe level.</param>
    public static ILoggerFactory Create(string level) => LoggerFactory.Create(logging =>
    {
        var underSystemd = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null;
        logging.SetMinimumLevel(Enum.TryParse<LogLevel>(level, ignoreCase: true, out var parsed) ? parsed : LogLevel.Information);
        if (underSystemd)
            logging.AddSystemdConsole();
        else
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.ColorBehavior = LoggerColorBehavior.Disabled;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                console.UseUtcTimestamp = true;
            });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
