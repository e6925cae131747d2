using System.Collections.Concurrent;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.TestKit.Schemas;

namespace EdgeDaemon.Publisher.Tests.Publishing;

/// <summary>A transport that looks at each message before it is published: it must be one of the contract, and fit its schema.</summary>
internal sealed class CheckingTransport(IMqttTransport inner, string root) : IMqttTransport
{
    private readonly ContractCheck _check = new(root);

    /// <summary>Everything that was wrong.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>Messages that were looked at.</summary>
    public int Checked { get; private set; }

    public void Start(IMqttObserver observer) => inner.Start(observer);

    public Task<MqttReason> PublishAsync(MqttMessage message)
    {
        foreach (var fault in _check.Faults(message.Topic, message.Payload.Span, message.Retain))
            Faults.Enqueue(fault);
        Checked++;
        return inner.PublishAsync(message);
    }

    public bool TrySubscribe(string filter, bool onlyNew = false) => inner.TrySubscribe(filter, onlyNew);

    public void Stop(TimeSpan timeout) => inner.Stop(timeout);

    public void Dispose() => inner.Dispose();
}
