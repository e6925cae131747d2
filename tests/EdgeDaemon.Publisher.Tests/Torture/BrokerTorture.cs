using System.Diagnostics;
using System.Text.Json.Nodes;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.Tests.Publishing;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Publisher.Tests.Torture;

/// <summary>
/// A publisher that drains a journal over a <see cref="FaultyWire"/> into a real mosquitto, which is also frozen, killed so that it forgets everything, and so
/// limited that it takes no label (with MQTT 5); the publisher itself is cut off as by kill -9. A subscriber on a wire of its own is the judge. Without TLS both versions of MQTT have their turn, as
/// <see cref="MqttProtocol.Auto"/> takes a connection that ends too soon for a broker that knows only the older one.
/// </summary>
internal sealed class BrokerTorture : IDisposable
{
    private const int MostWaiting = 300;
    private static readonly string[] TakesNoLabel = ["message_size_limit 60"];
    private readonly PublisherRig _rig = new();
    private readonly TestAuthority? _authority;
    private readonly MosquittoBroker _broker;
    private readonly MqttSubscriber _subscriber;
    private readonly FaultyWire _wire;
    private readonly Random _chance;
    private readonly int _seed;
    private readonly HashSet<RecordId> _written = [];
    private readonly Action[] _ordeals;
    private uint _track;
    private int _restarts;

    public BrokerTorture(int seed, bool tls)
    {
        (_seed, _chance, _authority) = (seed, new Random(seed), tls ? new TestAuthority() : null);
        var secure = MosquittoBroker.FreePort();
        _broker = MosquittoBroker.Run(new MosquittoBrokerOptions
        {
            ExtraLines =
            [
                "max_inflight_messages 0",
                .. _authority is null ? [] : new[] { $"listener {secure} 127.0.0.1", $"cafile {_authority.CaFile}", $"certfile {_authority.ServerCertificateFile}", $"keyfile {_authority.ServerKeyFile}" },
            ],
        });
        _subscriber = new MqttSubscriber(_broker.Port, "edgedaemon/unit/porch/events", "judge", "-t", "mark");
        _wire = new FaultyWire(tls ? secure : _broker.Port, seed, corrupts: tls);
        // With 3.1.1 nobody learns of a refusal, so that what mosquitto refuses there is gone.
        _ordeals = tls ? [Freeze, Forget, RestartPublisher, Refuse] : [Freeze, Forget, RestartPublisher];
    }

    /// <summary>Goes on until the wire has failed this often; the result in one line.</summary>
    public string Run(int faults)
    {
        StartPublisher();
        var last = _rig.Live();
        var ordeal = 0;
        var every = Math.Clamp(faults / (_ordeals.Length + 1), 1, 100);
        while (_wire.Faults < faults)
        {
            if (last.Sequence - _rig.Acknowledged.Sequence < MostWaiting)
            {
                for (var count = _chance.Next(1, 20); count > 0; count--)
                    _written.Add(last = _rig.AppendEvent(_track % 2 == 0 ? LabelRecordKind.EventStart : LabelRecordKind.EventEnd, 1 + (_track++ / 2), 0));
            }

            if (_wire.Faults >= (ordeal + 1) * every)
                _ordeals[ordeal++ % _ordeals.Length]();
            Assert.False(_rig.Publisher!.Completion.IsFaulted, $"seed {_seed}: {_rig.Publisher.Completion.Exception}");
            Thread.Sleep(_chance.Next(3));
        }

        _wire.BecomeSound();
        _rig.AwaitAcknowledged(last);
        return Judge(ordeal);
    }

    public void Dispose()
    {
        _rig.Dispose();
        _wire.Dispose();
        _subscriber.Dispose();
        _broker.Dispose();
        _authority?.Dispose();
    }

    private void StartPublisher() => _rig.StartPublisher(_wire.Port, keepAlive: 1, protocol: _authority is null ? MqttProtocol.Auto : MqttProtocol.V5, connect: options => options with
    {
        Mqtt = options.Mqtt with { Tls = _authority is { } authority ? new MqttTlsConfig { CaFile = authority.CaFile } : null },
        FirstRetry = TimeSpan.FromMilliseconds(2),
        LongestRetry = TimeSpan.FromMilliseconds(20),
        ReachTimeout = TimeSpan.FromSeconds(5),
        AnswerTimeout = TimeSpan.FromSeconds(2),
    });

    /// <summary>A broker that is slow.</summary>
    private void Freeze()
    {
        _broker.Freeze();
        Thread.Sleep(_chance.Next(300));
        _broker.Thaw();
    }

    /// <summary>As by kill -9: no farewell, and the cursor as it was last written.</summary>
    private void RestartPublisher()
    {
        _rig.EndPublisher();
        _restarts++;
        StartPublisher();
    }

    /// <summary>A broker that forgets its retained messages and sessions.</summary>
    private void Forget() => RestartBroker([]);

    /// <summary>A broker that is full, or set up so that nothing fits, and is mended while the publisher runs.</summary>
    private void Refuse()
    {
        var refusals = _rig.Publisher!.Status.Refusals;
        RestartBroker(TakesNoLabel);
        Await(() => _rig.Publisher.Status.Refusals > refusals, "a refusal");
        RestartBroker([]);
    }

    /// <summary>
    /// Kills it. What it has acknowledged and not passed on would be lost by it, not by us: so the wire goes down first, and a mark shows that all of
    /// it has passed.
    /// </summary>
    private void RestartBroker(string[] limits)
    {
        _wire.GoDown();
        var mark = Guid.NewGuid().ToString();
        using (var program = Process.Start("mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{_broker.Port}", "-q", "1", "-t", "mark", "-m", mark]))
            program.WaitForExit();
        Assert.True(_subscriber.WaitFor("mark", mark), $"seed {_seed}: the mark");
        var subscriptions = _subscriber.Subscriptions;
        _broker.Kill();
        _broker.Limits = limits;
        _broker.Start();
        Await(() => _subscriber.Subscriptions > subscriptions, "the subscriber");
        _wire.ComeUp();
    }

    private void Await(Func<bool> condition, string what) =>
        Assert.True(SpinWait.SpinUntil(condition, PublisherRig.Limit), $"seed {_seed}: waited for {what}; {string.Join(" | ", _rig.Log.Lines.TakeLast(8))}");

    private string Judge(int ordeals)
    {
        Assert.True(_subscriber.WaitFor(all => _written.IsSubsetOf(Arrived(all).Keys)), $"seed {_seed}: {_written.Except(Arrived(_subscriber.Messages).Keys).Count()} lost");
        var messages = _subscriber.Messages;
        var arrived = Arrived(messages);
        Assert.True(arrived.Keys.ToHashSet().SetEquals(_written), $"seed {_seed}: labels that nobody wrote");
        Assert.True(arrived.Keys.Zip(arrived.Keys.Skip(1)).All(pair => pair.First < pair.Second), $"seed {_seed}: out of order");
        Assert.DoesNotContain(_rig.Log.Lines, line => line.StartsWith("parked", StringComparison.Ordinal) || line.StartsWith("lost", StringComparison.Ordinal));
        var repeated = messages.Count(message => message.Topic != "mark") - arrived.Count;
        return $"seed {_seed}, {(_authority is null ? "plain" : "TLS")}: {_wire.Faults} faults ({_wire.Count(WireFault.Cut)} cuts, {_wire.Count(WireFault.Stall)} stalls, "
            + $"{_wire.Count(WireFault.Corruption)} corruptions) on {_wire.Connections} connections, {ordeals} ordeals of the broker or publisher, {_restarts} publishers ended: "
            + $"{_written.Count} labels, 0 lost, {repeated} repeated, 0 of them changed, 0 out of order";
    }

    /// <summary>By record, in the order of first arrival; each repeat must be the very same message.</summary>
    private OrderedDictionary<RecordId, string> Arrived(IEnumerable<SubscribedMessage> messages)
    {
        var arrived = new OrderedDictionary<RecordId, string>();
        foreach (var message in messages.Where(message => message.Topic != "mark"))
        {
            var content = JsonNode.Parse(message.Payload)!;
            var id = new RecordId((uint)content["boot"]!, (ulong)content["seq"]!);
            Assert.True(arrived.TryAdd(id, message.Payload) || arrived[id] == message.Payload, $"seed {_seed}: {id} came again as {message.Payload}");
        }

        return arrived;
    }
}
