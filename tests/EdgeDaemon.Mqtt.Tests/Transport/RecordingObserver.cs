using System.Diagnostics;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Mqtt.Tests.Transport;

/// <summary>Keeps everything a transport reports and lets tests wait for it.</summary>
internal sealed class RecordingObserver : IMqttObserver
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly object _lock = new();
    private readonly List<object> _events = [];

    public Action<MqttSession>? Connected { get; init; }

    public Action<MqttReceived>? Arrived { get; init; }

    public IReadOnlyList<MqttSession> Sessions => Of<MqttSession>();

    public IReadOnlyList<MqttDisconnect> Disconnects => Of<MqttDisconnect>();

    public IReadOnlyList<(string Filter, MqttReason Reason)> RefusedSubscriptions => Of<(string, MqttReason)>();

    public IReadOnlyList<MqttReceived> Received => Of<MqttReceived>();

    public void OnConnected(MqttSession session)
    {
        Connected?.Invoke(session);
        Add(session);
    }

    public void OnDisconnected(MqttDisconnect disconnect) => Add(disconnect);

    public void OnReceived(MqttReceived message)
    {
        Arrived?.Invoke(message);
        Add(message);
    }

    public void OnSubscriptionRefused(string filter, MqttReason reason) => Add((filter, reason));

    /// <summary>Fails the test unless the condition comes true in time.</summary>
    public void Await(Func<RecordingObserver, bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        lock (_lock)
        {
            while (!condition(this))
            {
                var left = Limit - clock.Elapsed;
                Assert.True(
                    left > TimeSpan.Zero && Monitor.Wait(_lock, left),
                    $"Never came: {what}. So far: {string.Join(" | ", Disconnects.TakeLast(5))}");
            }
        }
    }

    private void Add(object item)
    {
        lock (_lock)
        {
            _events.Add(item);
            Monitor.PulseAll(_lock);
        }
    }

    private List<T> Of<T>()
    {
        lock (_lock)
            return [.. _events.OfType<T>()];
    }
}
