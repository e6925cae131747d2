using EdgeDaemon.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>The worker of <c>edgedaemon-publish</c>: ready once the journal is open; the broker is waited for.</summary>
internal sealed class PublisherWorker(
    DaemonConfig config, ServiceManager service, EndOfInput input, ILoggerFactory logging, IHostApplicationLifetime lifetime)
    : Worker("publish", lifetime)
{
    // The answers that are still out, the farewell and the cursor must fit in.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2.5);

    // A supervisor waits for ten seconds in all.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan BetweenGivingBack = TimeSpan.FromMinutes(5);

    private readonly PublisherLog _log = new(logging.CreateLogger("edgedaemon-publish"), service);
    private LabelPublisher? _publisher;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _log.Starting(config.DeviceId, config.Mqtt.Host, config.Mqtt.Port, config.Mqtt.Tls is not null);
        _publisher = PublisherComposition.Compose(config, _log, service);
    }

    /// <inheritdoc/>
    protected override void Close() => _publisher?.Dispose();

    /// <inheritdoc/>
    protected override int Run(CancellationToken stop)
    {
        var publisher = _publisher!;
        Footprint.GiveBack();
        service.Status("Waiting for the broker.");
        publisher.Start();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = stop.Register(asked.SetResult);
        var ended = Task.WhenAny(asked.Task, publisher.Completion);
        while (!ended.Wait(BetweenGivingBack, CancellationToken.None))
            Footprint.GiveBack();
        // The end of stdin also comes when the vision process has come to its end: what the journal still holds may be sent first.
        if (input.HasCome && !publisher.Drain(DrainTimeout))
            _log.NotDrained(DrainTimeout.TotalSeconds);
        publisher.Stop(StopTimeout);
        ended.Unwrap().GetAwaiter().GetResult();
        _log.Stopped(publisher.Status);
        return ExitCodes.Ok;
    }
}
