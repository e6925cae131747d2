using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.Publisher.Watching;

namespace EdgeDaemon.Publisher.Verbs;

/// <summary><c>edgedaemon-publish watch</c>.</summary>
internal static class WatchCommand
{
    private const int RefreshMilliseconds = 250;

    private static bool IsTerminal => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";

    /// <summary>Waits for the first label of a camera and shows it; returns the exit code.</summary>
    /// <param name="configPath">The configuration.</param>
    /// <param name="patience">How long it waits.</param>
    /// <param name="since">Older labels do not count; null: all do.</param>
    /// <param name="output">Takes the label.</param>
    /// <param name="error">Takes the reason why there is none.</param>
    public static int RunUntilFirst(string configPath, TimeSpan patience, DateTimeOffset? since, TextWriter output, TextWriter error)
    {
        if (Configuration.Load(configPath, error) is not { } config)
            return ExitCodes.Config;
        var topics = new TopicNames(config.Mqtt.Prefix, config.DeviceId);
        var printer = new FirstLabelPrinter(new LinePrinter(output, error, topics, LabelTitles.Read(config), TimeProvider.System), topics, config, since);
        var startedAt = TimeProvider.System.GetTimestamp();
        Watch(config, topics, "#", printer, () => printer.IsFound || TimeProvider.System.GetElapsedTime(startedAt) >= patience);
        if (printer.IsFound)
            return ExitCodes.Ok;
        error.WriteLine($"No label in {patience.TotalSeconds:0} s. {printer.Reason}");
        return ExitCodes.NotInOrder;
    }

    /// <summary>Shows messages until it is asked to stop; returns the exit code.</summary>
    public static int Run(string configPath, string filter, bool asJson, bool isPlain, TextWriter output, TextWriter error)
    {
        if (Configuration.Load(configPath, error) is not { } config)
            return ExitCodes.Config;
        var topics = new TopicNames(config.Mqtt.Prefix, config.DeviceId);
        IMessagePrinter printer = asJson ? new JsonPrinter(output, error)
            : isPlain || !IsTerminal ? new LinePrinter(output, error, topics, LabelTitles.Read(config), TimeProvider.System)
            : new TablePrinter(output, topics, LabelTitles.Read(config), () => (Console.WindowWidth, Console.WindowHeight), hasColor: Environment.GetEnvironmentVariable("NO_COLOR") is null or "");
        Watch(config, topics, filter, printer, () => false);
        return ExitCodes.Ok;
    }

    private static void Watch(DaemonConfig config, TopicNames topics, string filter, IMessagePrinter printer, Func<bool> isEnough)
    {
        using var stop = new StopSignal();
        var options = new MqttTransportOptions
        {
            // Its own identifier: with the publisher's, the broker would throw the publisher out.
            Mqtt = config.Mqtt with { ClientId = $"{config.Mqtt.ClientId}-watch-{Guid.NewGuid().ToString("N")[..8]}" },
            Warn = printer.Tell,
        };
        using var transport = new MqttNetTransport(options, TimeProvider.System);
        transport.Start(new Watcher(transport, $"{topics.Root}/{filter}", printer));
        while (!stop.Token.WaitHandle.WaitOne(RefreshMilliseconds) && !isEnough())
            printer.Refresh();
        transport.Stop(TimeSpan.FromSeconds(1));
    }
}
