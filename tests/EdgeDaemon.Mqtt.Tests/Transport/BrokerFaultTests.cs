using System.Text;
using EdgeDaemon.Configuration;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Mqtt.Tests.Transport;

/// <summary>No packet, property or silence of a broker ends more than the session; each is told.</summary>
public sealed class BrokerFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly RecordingObserver _observer = new();
    private readonly List<string> _warnings = [];

    [Fact]
    public void Connect_V5_StatesOurMaximumPacketSize()
    {
        using var broker = new ScriptedBroker();
        using var transport = Start(broker.Port);

        Assert.True(broker.Connects.First().AsSpan().IndexOf<byte>([0x27, 0, 1, 0, 0]) > 0);
    }

    [Fact]
    public void Connect_OnlyQos0_SaysSoPlainlyAndTriesAgain()
    {
        using var broker = new ScriptedBroker { Properties = [0x24, 0] };
        using var transport = Start(broker.Port, awaitSession: false);

        _observer.Await(o => o.Disconnects.Count >= 3, "three attempts");

        Assert.Empty(_observer.Sessions);
        Assert.All(_observer.Disconnects, d => Assert.Contains("does QoS 0 only", d.Reason, StringComparison.Ordinal));
        broker.Properties = [0x24, 1];
        _observer.Await(o => o.Sessions.Count == 1, "a session with QoS 1");
        Assert.True(broker.Farewells >= 3);
    }

    public static TheoryData<byte[]> OddProperties => new(
        [0x21, 0, 0],
        [0x27, 0, 0, 0, 0],
        [0x11, 0xFF, 0xFF, 0xFF, 0xFF],
        [0x12, 0xEA, 0x60, .. new byte[60000].Select(_ => (byte)'x')],
        [0x22, 0xFF, 0xFF],
        [0x28, 0, 0x29, 0, 0x2A, 0],
        [0x1F, 0, 2, (byte)'h', (byte)'i', 0x1A, 0, 1, (byte)'r', 0x1C, 0, 1, (byte)'s', 0x26, 0, 1, (byte)'a', 0, 1, (byte)'b'],
        [0x15, 0, 1, (byte)'m', 0x16, 0, 1, 7],
        [0x25, 0]);

    [Theory]
    [MemberData(nameof(OddProperties))]
    public async Task Connect_WhateverElseTheBrokerSays_Publishes(byte[] properties)
    {
        using var broker = new ScriptedBroker { Properties = properties };
        using var transport = Start(broker.Port);

        Assert.True((await Answer(transport, "t")).IsSuccess);
        Assert.Empty(_observer.Disconnects);
    }

    public static TheoryData<byte[]> Garbage => new(
        [0x20, 0],
        [0x20, 1, 0],
        [0x20, 2, 0, 0xFF],
        [0x20, 0xFF, 0xFF, 0xFF, 0x7F, .. new byte[1000]],
        [0x20, 3, 0, 0, 0x99],
        [0x20, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0x20, 6, 0, 0, 3, 0x24, 9, 9],
        [0x20, 5, 0, 0, 2, 0x7F, 0],
        [0, 0],
        [0xF0, 0],
        [0x90, 3, 0, 1, 0],
        [0xD0, 0],
        [0xF0, 2, 0, 0],
        [.. "HTTP/1.1 400 Bad Request\r\n\r\n"u8]);

    [Theory]
    [MemberData(nameof(Garbage))]
    public void Connect_AnswerThatIsNone_EndsTheAttemptOnly(byte[] answer)
    {
        using var broker = new ScriptedBroker { ConnectAnswer = _ => answer };
        using var transport = Start(broker.Port, awaitSession: false, answerTimeout: TimeSpan.FromMilliseconds(500));

        _observer.Await(o => o.Disconnects.Count >= 3, "three attempts");
        Assert.Empty(_observer.Sessions);
        broker.ConnectAnswer = null;
        _observer.Await(o => o.Sessions.Count == 1, "a session");
    }

    [Fact]
    public void Connect_ClosedRightAfterwards_BacksOff()
    {
        using var broker = new ScriptedBroker { HangsUp = true };
        using var transport = Start(broker.Port, awaitSession: false);

        _observer.Await(o => o.Disconnects.Count(d => d.WasConnected) >= 4, "four sessions");
        Assert.Contains(_observer.Disconnects, d => d.RetryIn > TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Connect_KeepsNoMessages_PublishesWithoutTheFlag()
    {
        using var broker = new ScriptedBroker { Properties = [0x25, 0] };
        broker.ConnectAnswer = connect => connect.AsSpan().IndexOf("t/will"u8) > 0 && (connect[9] & 0x20) != 0 ? ScriptedBroker.ConnAck(0x9A) : ScriptedBroker.ConnAck(0, 0x25, 0);
        using var transport = Start(broker.Port, will: MqttTransportContract.Message("t/will", "offline", retain: true));

        Assert.True((await MqttTransportContract.Answer(transport.PublishAsync(MqttTransportContract.Message("t", "x", retain: true)))).IsSuccess);

        Assert.False(Assert.Single(broker.Publishes).Retain);
        Assert.Contains("keeps no messages", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_NoWildcards_IsToldAndNotSent()
    {
        using var broker = new ScriptedBroker { Properties = [0x28, 0] };
        using var transport = Start(broker.Port);

        transport.TrySubscribe("t/#");
        transport.TrySubscribe("t/one");
        Assert.True((await Answer(transport, "t")).IsSuccess);

        _observer.Await(o => o.RefusedSubscriptions.Count == 1, "the refusal");
        Assert.Equal(("t/#", MqttReason.WildcardsNotSupported), _observer.RefusedSubscriptions[0]);
        Assert.Equal(["t/one"], broker.Filters);
    }

    [Fact]
    public void Session_ServersKeepAlive_SetsThePings()
    {
        // Three seconds, so that a busy machine answers each ping in time.
        using var broker = new ScriptedBroker { Properties = [0x13, 0, 3] };
        using var transport = Start(broker.Port, keepAlive: 3600);

        Assert.True(SpinWait.SpinUntil(() => broker.Pings >= 2, Patience));
        Assert.Empty(_observer.Disconnects);
    }

    [Fact]
    public void Session_PingUnanswered_IsLeft()
    {
        using var broker = new ScriptedBroker { AnswersPings = false };
        using var transport = Start(broker.Port, keepAlive: 1);

        _observer.Await(o => o.Disconnects.Count > 0, "the loss");
        Assert.Contains("did not answer a ping", _observer.Disconnects[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_NothingAcknowledged_IsLeftAndTold()
    {
        using var broker = new ScriptedBroker { PublishAnswer = _ => [] };
        using var transport = Start(broker.Port, keepAlive: 1);

        var publishing = transport.PublishAsync(MqttTransportContract.Message("t", "x"));
        _observer.Await(o => o.Disconnects.Count > 0, "the loss");

        Assert.Contains("acknowledged no message", _observer.Disconnects[0].Reason, StringComparison.Ordinal);
        Assert.Equal(MqttEnd.Silent, _observer.Disconnects[0].End);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing.WaitAsync(Patience));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_BrokerFrozen_IsNoticed(bool publishing)
    {
        using var broker = MosquittoBroker.Run();
        using var transport = Start(broker.Port, keepAlive: 2);
        using var stop = new CancellationTokenSource();
        var publisher = Task.Run(async () =>
        {
            while (publishing && !stop.IsCancellationRequested)
            {
                _ = transport.PublishAsync(MqttTransportContract.Message("t", "x"));
                await Task.Delay(50);
            }
        });

        broker.Freeze();
        try
        {
            _observer.Await(o => o.Disconnects.Count > 0, "the loss");
        }
        finally
        {
            broker.Thaw();
            await stop.CancelAsync();
            await publisher;
        }

        _observer.Await(o => o.Sessions.Count > 1, "the next session");
    }

    [Theory]
    [InlineData(MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311)]
    public void Session_HugePublishAnnounced_IsLeftBeforeItIsRead(MqttProtocol protocol)
    {
        using var broker = new ScriptedBroker { Afterwards = [0x30, .. ScriptedBroker.Length(250 << 20), 0, 1, (byte)'t'] };
        var before = GC.GetTotalAllocatedBytes();
        using var transport = Start(broker.Port, awaitSession: false, protocol: protocol);

        _observer.Await(o => o.Disconnects.Count > 0, "the loss");
        Assert.Contains("it sent a packet of", _observer.Disconnects[0].Reason, StringComparison.Ordinal);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 250 << 20);
    }

    [Fact]
    public async Task Session_AcknowledgementsOfNothingAndTwice_AreNothing()
    {
        byte[] unknown = [.. Enumerable.Range(1, 3000).SelectMany(i => ScriptedBroker.PubAck((ushort)(i * 17)))];
        using var broker = new ScriptedBroker
        {
            Afterwards = unknown,
            PublishAnswer = p => [.. Enumerable.Repeat(ScriptedBroker.PubAck(p.Id), 50).SelectMany(ack => ack)],
        };
        using var transport = Start(broker.Port);

        for (var i = 0; i < 20; i++)
            Assert.True((await Answer(transport, $"t/{i}")).IsSuccess);
        Assert.Empty(_observer.Disconnects);
    }

    [Theory]
    [InlineData(0x10, true)]
    [InlineData(0x80, false)]
    [InlineData(0x87, false)]
    [InlineData(0x90, false)]
    [InlineData(0x97, false)]
    [InlineData(0x99, false)]
    [InlineData(0xC7, false)]
    public async Task Publish_AnyReason_IsHandedOn(byte code, bool success)
    {
        using var broker = new ScriptedBroker { PublishAnswer = p => ScriptedBroker.PubAck(p.Id, code) };
        using var transport = Start(broker.Port);

        var reason = await Answer(transport, "t");

        Assert.Equal((code, success), (reason.Code, reason.IsSuccess));
    }

    [Fact]
    public void Session_TakenOver_SaysWhoAndWhatToDo()
    {
        using var broker = new ScriptedBroker { Afterwards = [0xE0, 2, 0x8E, 0] };
        using var transport = Start(broker.Port, awaitSession: false);

        _observer.Await(o => o.Disconnects.Count > 0, "the end");
        Assert.Contains("session taken over (0x8e); another client calls itself 'contract'", _observer.Disconnects[0].Reason, StringComparison.Ordinal);
        Assert.Equal(MqttEnd.TakenOver, _observer.Disconnects[0].End);
    }

    [Fact]
    public async Task Received_FloodAndObserverThatThrows_SessionGoesOn()
    {
        const int Count = 5000;
        var publish = ScriptedBroker.Publish("t", new byte[900]);
        using var broker = new ScriptedBroker { Afterwards = [.. Enumerable.Repeat(publish, Count).SelectMany(p => p)] };
        var received = 0;
        using var transport = Start(broker.Port, observer: new RecordingObserver
        {
            Arrived = _ =>
            {
                Interlocked.Increment(ref received);
                throw new InvalidOperationException("no");
            },
        });

        Assert.True((await Answer(transport, "t")).IsSuccess);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref received) == Count, Patience));
        Assert.Equal(1, broker.Connections);
        Assert.Contains("could not be handled: no", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    private static Task<MqttReason> Answer(MqttNetTransport transport, string topic) =>
        MqttTransportContract.Answer(transport.PublishAsync(new MqttMessage(topic, Encoding.UTF8.GetBytes("x"), Retain: false)));

    private MqttNetTransport Start(
        int port, bool awaitSession = true, int keepAlive = 5, MqttProtocol protocol = MqttProtocol.Auto, TimeSpan? answerTimeout = null,
        MqttMessage? will = null, RecordingObserver? observer = null)
    {
        var options = MqttTransportContract.Options(port, c => c with { KeepAlive = TimeSpan.FromSeconds(keepAlive), Protocol = protocol }, will) with
        {
            AnswerTimeout = answerTimeout ?? TimeSpan.FromSeconds(10),
            Warn = _warnings.Add,
        };
        var transport = new MqttNetTransport(options, TimeProvider.System);
        transport.Start(observer ?? _observer);
        if (awaitSession)
            (observer ?? _observer).Await(o => o.Sessions.Count > 0, "a session");
        return transport;
    }
}
