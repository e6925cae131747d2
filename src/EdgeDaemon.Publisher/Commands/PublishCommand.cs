using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Contracts.Service;
using EdgeDaemon.Journal;
using EdgeDaemon.Publisher.Publishing;

namespace EdgeDaemon.Publisher.Commands;

/// <summary><c>edgedaemon-publish --config F</c>.</summary>
internal static class PublishCommand
{
    // systemd and people wait for this; the answers that are still out, the farewell and the cursor must fit in.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2.5);

    // A supervisor waits for ten seconds in all.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Publishes until it is asked to stop; returns the exit code.</summary>
    public static int Run(string configPath, bool supervised, TextWriter error)
    {
        using var signals = new StopSignals(supervised);
        using var service = ServiceManager.FromEnvironment(TimeProvider.System);
        if (Configuration.Load(configPath, error) is not { } config)
        {
            service.Status($"The configuration '{configPath}' is wrong: 'edgedaemon check' says where.");
            return ExitCodes.Config;
        }

        using var logging = Logging.Create(config.LogLevel);
        var log = new PublisherLog(logging.CreateLogger("edgedaemon-publish"), service);
        try
        {
            return Publish(config, log, service, signals);
        }
        catch (Exception e) when (e is JournalException or IOException or UnauthorizedAccessException)
        {
            log.CannotGoOn(e.Message);
            return ExitCodes.Internal;
        }
    }

    private static int Publish(DaemonConfig config, PublisherLog log, ServiceManager manager, StopSignals signals)
    {
        log.Starting(config.DeviceId, config.Mqtt.Host, config.Mqtt.Port, config.Mqtt.Tls is not null);
        using var service = PublisherService.Create(config, log, manager);
        Footprint.Settle();
        // In this order: what the publisher says of itself comes after it.
        manager.Ready("Waiting for the broker.");
        service.Publisher.Start();
        var ended = Task.WhenAny(signals.Asked, service.Publisher.Completion).GetAwaiter().GetResult();
        manager.Stopping();
        if (signals.MaySendRest && !service.Publisher.Drain(DrainTimeout))
            log.NotDrained(DrainTimeout.TotalSeconds);
        service.Publisher.Stop(StopTimeout);
        ended.GetAwaiter().GetResult();
        log.Stopped(service.Publisher.Status);
        return ExitCodes.Ok;
    }
}
