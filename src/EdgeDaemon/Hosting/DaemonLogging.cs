using EdgeDaemon.Contracts.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace EdgeDaemon.Hosting;

/// <summary>Log lines go to stderr: under systemd with its priority prefix, elsewhere with time and level.</summary>
internal static class DaemonLogging
{
    /// <summary>Makes the logger factory; <paramref name="level"/> may change what it lets through while it runs.</summary>
    public static ILoggerFactory Create(LogLevelSwitch level) => LoggerFactory.Create(logging =>
    {
        var underSystemd = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null;
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddFilter((_, candidate) => candidate >= level.Minimum);
        logging.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = underSystemd ? ConsoleFormatterNames.Systemd : ConsoleFormatterNames.Simple;
        });
        if (underSystemd)
            logging.AddSystemdConsole();
        else
            logging.AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.UseUtcTimestamp = true;
                format.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                format.ColorBehavior = LoggerColorBehavior.Disabled;
            });
    });
}

/// <summary>The least severe level that is written; it may be changed at any time.</summary>
internal sealed class LogLevelSwitch(string configured)
{
    private volatile LogLevel _minimum = Parse(configured);

    /// <summary>The least severe level that is written.</summary>
    public LogLevel Minimum => _minimum;

    /// <summary>Applies <see cref="DaemonConfig.LogLevel"/>.</summary>
    public void Set(string configured) => _minimum = Parse(configured);

    private static LogLevel Parse(string configured) => Enum.Parse<LogLevel>(configured, ignoreCase: true);
}
