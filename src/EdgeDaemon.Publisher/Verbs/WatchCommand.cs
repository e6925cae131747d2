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

    /// <summary>Shows messages until it is asked to stop; returns the exit code.</summary>
    public static int Run(string configPath, string filter, bool asJson, bool isPlain, TextWriter output, TextWriter error)
    {
        using var stop = new StopSignal();
        if (Configuration.Load(configPath, error) is not { } config)
            return ExitCodes.Config;
        var topics = new TopicNames(config.Mqtt.Prefix, config.DeviceId);
        IMessagePrinter printer = asJson ? new JsonPrinter(output, error)
            : isPlain || !IsTerminal ? new LinePrinter(output, error, topics, LabelTitles.Read(config), TimeProvider.System)
            : new TablePrinter(output, topics, LabelTitles.Read(config), () => (Console.WindowWidth, Console.WindowHeight), hasColor: Environment.GetEnvironmentVariable("NO_COLOR") is null or "");
        var options = new MqttTransportOptions
        {
            // Its own identifier: with the publisher's, the broker would throw the publisher out.
            Mqtt = config.Mqtt with { ClientId = $"{config.Mqtt.ClientId}-watch-{Guid.NewGuid().ToString("N")[..8]}" },
            Warn = printer.Tell,
        };
        using var transport = new MqttNetTransport(options, TimeProvider.System);
        transport.Start(new Watcher(transport, $"{topics.Root}/{filter}", printer));
        while (!stop.Token.WaitHandle.WaitOne(RefreshMilliseconds))
            printer.Refresh();
        transport.Stop(TimeSpan.FromSeconds(1));
        return ExitCodes.Ok;
    }
}
