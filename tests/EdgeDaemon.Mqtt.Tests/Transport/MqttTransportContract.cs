using System.Text;
using EdgeDaemon.Configuration;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Mqtt.Tests.Transport;

/// <summary>What any <see cref="IMqttTransport"/> must do, against a real broker. An adapter's tests derive from it.</summary>
public abstract class MqttTransportContract
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Makes the adapter under test.</summary>
    protected abstract IMqttTransport Create(MqttTransportOptions options);

    internal static MqttTransportOptions Options(int port, Func<MqttConfig, MqttConfig>? change = null, MqttMessage? will = null)
    {
        var config = new MqttConfig { Host = "localhost", Port = port, ClientId = "contract", KeepAlive = TimeSpan.FromSeconds(5) };
        return new MqttTransportOptions
        {
            Mqtt = change?.Invoke(config) ?? config,
            Will = will is null ? null : () => will,
            FirstRetry = TimeSpan.FromMilliseconds(50),
            LongestRetry = TimeSpan.FromMilliseconds(200),
        };
    }

    /// <summary>The broker's answer, waited for with patience. Where the session ended instead, the test fails with its reason.</summary>
    internal static async Task<MqttReason> Answer(Task<MqttReason> publishing, RecordingObserver? observer = null)
    {
        await ((Task)publishing.WaitAsync(StopTimeout * 2)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(publishing.IsCompletedSuccessfully, $"No answer: {string.Join(" | ", observer?.Disconnects ?? [])}");
        return await publishing;
    }

    internal static MqttMessage Message(string topic, string payload, bool retain = false) =>
        new(topic, Encoding.UTF8.GetBytes(payload), retain);

    [Theory]
    [InlineData(MqttProtocol.Auto, MqttProtocol.V5)]
    [InlineData(MqttProtocol.V5, MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311, MqttProtocol.V311)]
    public void Start_BrokerThere_ConnectsInTheWantedVersion(MqttProtocol configured, MqttProtocol spoken)
    {
        using var broker = MosquittoBroker.Run();
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port, c => c with { Protocol = configured }));

        transport.Start(observer);

        observer.Await(o => o.Sessions.Count > 0, "a session");
        Assert.Equal(spoken, observer.Sessions[0].Protocol);
        Assert.Contains(spoken == MqttProtocol.V5 ? "as contract (p5," : "as contract (p2,", broker.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311)]
    public async Task PublishAsync_Connected_IsAnsweredAndArrives(MqttProtocol protocol)
    {
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, "t/#");
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port, c => c with { Protocol = protocol }));
        transport.Start(observer);
        observer.Await(o => o.Sessions.Count > 0, "a session");

        var message = Message("t/a", "häuser") with
        {
            UserProperties = [new("boot", "7")],
            ExpirySeconds = 60,
            ContentType = "text/plain",
        };

        Assert.True((await Answer(transport.PublishAsync(message))).IsSuccess);
        Assert.True(subscriber.WaitFor("t/a", "häuser"));
    }

    [Fact]
    public async Task PublishAsync_V5_PropertiesTravel()
    {
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, "t/#", sessionId: null, "-V", "5", "-F", "msg %r %t %P|%C|%E|%p");
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port));
        transport.Start(observer);
        observer.Await(o => o.Sessions.Count > 0, "a session");

        var message = Message("t/a", "x") with { UserProperties = [new("boot", "7"), new("seq", "9")], ExpirySeconds = 60, ContentType = "text/plain" };
        await Answer(transport.PublishAsync(message));

        Assert.True(subscriber.WaitFor(m => m.Count == 1));
        Assert.Matches(@"^boot:7 seq:9\|text/plain\|(60|59)\|x$", subscriber.Messages[0].Payload);
    }

    [Fact]
    public void PublishAsync_BeforeConnected_IsCancelled()
    {
        using var transport = Create(Options(MosquittoBroker.FreePort()));

        Assert.True(transport.PublishAsync(Message("t", "x")).IsCanceled);
    }

    [Fact]
    public void PublishAsync_WindowFull_SendsNothingMore()
    {
        using var broker = new FakeBroker(FakeBroker.AcceptV5WithReceiveMaximum(3));
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port, c => c with { Window = 10 }));
        transport.Start(observer);
        observer.Await(o => o.Sessions.Count > 0, "a session");

        var answers = Enumerable.Range(0, 5).Select(_ => transport.PublishAsync(Message("t", "x"))).ToArray();

        Assert.Equal(3, observer.Sessions[0].Window);
        Assert.All(answers[..3], answer => Assert.False(answer.IsCompleted));
        Assert.All(answers[3..], answer => Assert.Equal(MqttReason.ReceiveMaximumExceeded, answer.Result));
    }

    [Fact]
    public async Task PublishAsync_ManyThroughSmallWindow_EachArrivesOnceAndInOrder()
    {
        const int Count = 5000;
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, "t");
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port, c => c with { Window = 7 }));
        transport.Start(observer);
        observer.Await(o => o.Sessions.Count > 0, "a session");

        var inFlight = new Queue<Task<MqttReason>>();
        for (var i = 0; i < Count; i++)
        {
            if (inFlight.Count == 7)
                Assert.True((await Answer(inFlight.Dequeue())).IsSuccess);
            inFlight.Enqueue(transport.PublishAsync(Message("t", $"{i}")));
        }

        Assert.All(await Task.WhenAll(inFlight), answer => Assert.True(answer.IsSuccess));
        Assert.True(subscriber.WaitFor(all => all.Count >= Count));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{i}"), subscriber.Messages.Select(m => m.Payload));
    }

    [Theory]
    [InlineData(MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311)]
    public async Task PublishAsync_LargerThanTheBrokerTakes_IsNotSent(MqttProtocol protocol)
    {
        using var broker = MosquittoBroker.Run(new MosquittoBrokerOptions { ExtraLines = ["max_packet_size 200"] });
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port, c => c with { Protocol = protocol }));
        transport.Start(observer);
        observer.Await(o => o.Sessions.Count > 0, "a session");

        // 3.1.1 has no way to tell; there the broker ends the session.
        if (protocol == MqttProtocol.V5)
            Assert.Equal(MqttReason.PacketTooLarge, await Answer(transport.PublishAsync(Message("t", new string('x', 500)))));
        Assert.True((await Answer(transport.PublishAsync(Message("t", "x")))).IsSuccess);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/#")]
    [InlineData("a/+/b")]
    [InlineData("a\0b")]
    public async Task PublishAsync_TopicThatNoBrokerTakes_ThrowsAndSendsNothing(string topic)
    {
        using var broker = MosquittoBroker.Run();
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port));
        transport.Start(observer);
        observer.Await(o => o.Sessions.Count > 0, "a session");

        await Assert.ThrowsAsync<ArgumentException>(() => transport.PublishAsync(Message(topic, "x")));

        // Half of a surrogate pair, which no attribute can hold, and one byte too many.
        await Assert.ThrowsAsync<ArgumentException>(() => transport.PublishAsync(Message("a" + (char)0xD800, "x")));
        await Assert.ThrowsAsync<ArgumentException>(() => transport.PublishAsync(Message(new string('t', 65536), "x")));

        Assert.True((await Answer(transport.PublishAsync(Message("t", "x")))).IsSuccess);
        Assert.Empty(observer.Disconnects);
    }

    [Fact]
    public async Task PublishAsync_DeniedByAcl_IsAnsweredWithTheReason()
    {
        using var broker = MosquittoBroker.Run(new MosquittoBrokerOptions { Acl = "topic readwrite open/#\n" });
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port));
        transport.Start(observer);
        observer.Await(o => o.Sessions.Count > 0, "a session");

        var reason = await Answer(transport.PublishAsync(Message("secret", "x")), observer);

        Assert.Equal("not authorized (0x87)", reason.ToString());
        Assert.False(reason.IsSuccess);
    }

    [Fact]
    public async Task OnReceived_V5_CarriesResponseTopicAndCorrelation()
    {
        using var broker = MosquittoBroker.Run();
        IMqttTransport? transport = null;
        var observer = new RecordingObserver { Connected = _ => transport!.TrySubscribe("t/#") };
        using (transport = Create(Options(broker.Port)))
        {
            transport.Start(observer);
            broker.AwaitLog("t/#");
            Publish(broker, "t/a", "x", "-V", "5", "-D", "publish", "response-topic", "t/answer", "-D", "publish", "correlation-data", "c-7");
            observer.Await(o => o.Received.Count == 1, "the message");
            Assert.Equal("t/answer", observer.Received[0].ResponseTopic);
            Assert.Equal("c-7"u8, observer.Received[0].CorrelationData.Span);

            await Answer(transport.PublishAsync(Message("t/b", "y") with { CorrelationData = observer.Received[0].CorrelationData }));
            observer.Await(o => o.Received.Count == 2, "the answer");
            Assert.Equal("c-7"u8, observer.Received[1].CorrelationData.Span);
            Assert.Null(observer.Received[1].ResponseTopic);
        }
    }

    [Theory]
    [InlineData(MqttProtocol.V5, "a:True b:True c:False")]
    [InlineData(MqttProtocol.V311, "old:True a:False b:False c:False")]
    public void TrySubscribe_OnlyNew_KeptOnesAreLeftOutOrMarked(MqttProtocol protocol, string expected)
    {
        using var broker = MosquittoBroker.Run();
        Publish(broker, "t/old", "x", "-r");
        IMqttTransport? transport = null;
        var observer = new RecordingObserver { Connected = _ => transport!.TrySubscribe("t/#", onlyNew: true) };
        using (transport = Create(Options(broker.Port, c => c with { Protocol = protocol })))
        {
            transport.Start(observer);
            broker.AwaitLog("t/#");
            Publish(broker, "t/a", "x", "-r");
            Publish(broker, "t/b", "x", "-r");
            Publish(broker, "t/c", "x");

            observer.Await(o => o.Received.Any(m => m.Topic == "t/c"), "the last message");
            Assert.Equal(expected, string.Join(' ', observer.Received.Select(m => $"{m.Topic[2..]}:{m.Retained}")));
        }
    }

    private static void Publish(MosquittoBroker broker, string topic, string payload, params string[] more)
    {
        using var program = System.Diagnostics.Process.Start(
            "mosquitto_pub",
            ["-h", "127.0.0.1", "-p", broker.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "-q", "1", "-t", topic, "-m", payload, .. more]);
        program.WaitForExit();
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public async Task TrySubscribe_Connected_MessagesArriveWithTheirRetainFlag()
    {
        using var broker = MosquittoBroker.Run();
        IMqttTransport? transport = null;
        var observer = new RecordingObserver { Connected = _ => transport!.TrySubscribe("t/#") };
        using (transport = Create(Options(broker.Port)))
        {
            transport.Start(observer);
            observer.Await(o => o.Sessions.Count > 0, "a session");
            await Answer(transport.PublishAsync(Message("t/a", "live", retain: true)));
            observer.Await(o => o.Received.Count == 1, "the message");
            transport.TrySubscribe("t/+");
            observer.Await(o => o.Received.Count == 2, "the retained message");
        }

        Assert.Equal(("t/a", false), (observer.Received[0].Topic, observer.Received[0].Retained));
        Assert.True(observer.Received[1].Retained);
    }

    [Fact]
    public void Dispose_WithoutStop_BrokerPublishesTheWill()
    {
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, "t/#");
        var observer = new RecordingObserver();
        using (var transport = Create(Options(broker.Port, will: Message("t/will", "offline", retain: true))))
        {
            transport.Start(observer);
            observer.Await(o => o.Sessions.Count > 0, "a session");
        }

        Assert.True(subscriber.WaitFor("t/will", "offline"));
    }

    [Fact]
    public async Task Stop_Connected_LeavesWithoutTheWill()
    {
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, "t/#");
        var observer = new RecordingObserver();
        using (var transport = Create(Options(broker.Port, will: Message("t/will", "offline"))))
        {
            transport.Start(observer);
            observer.Await(o => o.Sessions.Count > 0, "a session");
            await Answer(transport.PublishAsync(Message("t/last", "word")));
            transport.Stop(StopTimeout);
        }

        observer.Await(o => o.Disconnects.Any(d => d.RetryIn is null), "the end");
        Assert.True(subscriber.WaitFor("t/last", "word"));
        Assert.DoesNotContain(subscriber.Messages, m => m.Topic == "t/will");
        Assert.Contains("contract disconnected", broker.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_BrokerAbsentThenAppears_Connects()
    {
        using var broker = new MosquittoBroker();
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port));

        transport.Start(observer);
        observer.Await(o => o.Disconnects.Count >= 3, "several attempts");
        Assert.Contains("cannot be reached", observer.Disconnects[0].Reason, StringComparison.Ordinal);
        broker.Start();

        observer.Await(o => o.Sessions.Count > 0, "a session");
    }

    [Fact]
    public async Task Session_BrokerKilledAndBack_ConnectsAgainAndNothingIsResent()
    {
        using var broker = MosquittoBroker.Run();
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port));
        transport.Start(observer);
        observer.Await(o => o.Sessions.Count > 0, "a session");

        broker.Kill();
        observer.Await(o => o.Disconnects.Any(d => d.WasConnected), "the loss");
        broker.Start();
        observer.Await(o => o.Sessions.Count > 1, "a second session");

        Assert.True((await Answer(transport.PublishAsync(Message("t", "x")))).IsSuccess);
    }

    [Fact]
    public void Start_HostThatNeverAnswers_GivesUpTheAttemptAndTriesAgain()
    {
        using var broker = new FakeBroker(FakeBroker.Mute);
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port) with { AnswerTimeout = TimeSpan.FromMilliseconds(300) });

        transport.Start(observer);

        observer.Await(o => o.Disconnects.Count >= 2, "two attempts");
        Assert.Contains("did not answer", observer.Disconnects[0].Reason, StringComparison.Ordinal);
    }
}
