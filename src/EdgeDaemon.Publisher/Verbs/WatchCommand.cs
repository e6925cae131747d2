using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.Publisher.Watching;

namespace EdgeDaemon.Publisher.Verbs;

/// <summary><c>edgedaemon-publish watch</c>.</summary>
internal static class WatchCommand
{
    /// <summary>Shows messages until it is asked to stop; returns the exit code.</summary>
    public static int Run(string configPath, string filter, bool asJson, TextWriter output, TextWriter error)
    {
        using var stop = new StopSignal();
        if (Configuration.Load(configPath, error) is not { } config)
            return ExitCodes.Config;
        var topics = new TopicNames(config.Mqtt.Prefix, config.DeviceId);
        var options = new MqttTransportOptions
        {
            // Its own identifier: with the publisher's, the broker would throw the publisher out.
            Mqtt = config.Mqtt with { ClientId = $"{config.Mqtt.ClientId}-watch-{Guid.NewGuid().ToString("N")[..8]}" },
            Warn = error.WriteLine,
        };
        using var transport = new MqttNetTransport(options, TimeProvider.System);
        var printer = asJson ? (IMessagePrinter)new JsonPrinter(output) : new LinePrinter(output, topics, LabelTitles.Read(config), TimeProvider.System);
        transport.Start(new Watcher(transport, $"{topics.Root}/{filter}", printer, error));
        stop.Token.WaitHandle.WaitOne();
        transport.Stop(TimeSpan.FromSeconds(1));
        return ExitCodes.Ok;
    }
}
