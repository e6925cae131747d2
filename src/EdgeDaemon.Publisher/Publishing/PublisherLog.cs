using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Mqtt.Transport;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>
/// Writes what the publisher reports to the log, and what it waits for to the service manager. The texts are in the other part
/// of the class.
/// </summary>
internal sealed partial class PublisherLog(ILogger logger, ServiceManager service) : IPublisherLog
{
    private string? _lastReason;
    private string? _lastEnd;

    /// <inheritdoc/>
    public void Connected(MqttSession session)
    {
        _lastReason = null;
        // Connections that end again and again look well in between.
        service.Status($"Connected to the broker: MQTT {(session.Protocol == MqttProtocol.V5 ? "5" : "3.1.1")}.{(_lastEnd is null ? "" : $" Before that: {_lastEnd}")}");
        LogConnected(session.Protocol, session.Window);
    }

    /// <inheritdoc/>
    public void Disconnected(MqttDisconnect disconnect)
    {
        if (disconnect.RetryIn is not { } pause)
            return;
        service.Status($"Waiting for the broker: {disconnect.Reason}");
        if (disconnect.WasConnected)
            _lastEnd = disconnect.Reason;

        // A broker that is away for a night would fill the log; the same reason is said once.
        if (disconnect.Reason == _lastReason)
            LogStillDisconnected(disconnect.Reason, pause.TotalSeconds);
        else
            LogDisconnected(disconnect.Reason, pause.TotalSeconds);
        _lastReason = disconnect.Reason;
    }

    /// <inheritdoc/>
    public void Refused(string topic, MqttReason reason, long refusals) => LogRefused(topic, reason.ToString(), refusals);

    /// <inheritdoc/>
    public void MessageParked(string topic, MqttReason reason) => LogMessageParked(topic, reason.ToString());

    /// <inheritdoc/>
    public void Rebuilt(RecordId acknowledged, long recordsRead) => LogRebuilt(acknowledged.ToString(), recordsRead);

    /// <inheritdoc/>
    public void RecordParked(RecordId id, string reason) => LogRecordParked(id.ToString(), reason);

    /// <inheritdoc/>
    public void Held(RecordId id, uint tableHash, string path)
    {
        service.Status($"Waiting for name table {tableHash:x8}.");
        LogHeld(id.ToString(), tableHash.ToString("x8"), path);
    }

    /// <inheritdoc/>
    public void Released(uint tableHash)
    {
        service.Status("Publishing.");
        LogReleased(tableHash.ToString("x8"));
    }

    /// <summary>The process ends as it was asked to.</summary>
    public void Stopped(PublisherStatus status) =>
        LogStopped(status.Acknowledged.ToString(), status.Published, status.Superseded, status.Refusals, status.Parked);
}
