using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Linux;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Commands;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.Status;
using EdgeDaemon.Publisher.Tests.Hostile;
using EdgeDaemon.Publisher.Tests.Publishing;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Publisher.Tests.Commands;

/// <summary>Commands from another client, over a real broker, through a running publisher.</summary>
public sealed class CommandServiceTests : IDisposable
{
    private const string Root = "edgedaemon/unit";
    private readonly MosquittoBroker _broker = MosquittoBroker.Run();
    private readonly PublisherRig _rig = new();
    private readonly RecordingVision _vision = new() { Dismissals = 2 };
    private int _starts;

    [Fact]
    public void Threshold_Allowed_ReachesTheVisionProcessAndIsAnswered()
    {
        Start(CommandCode.Threshold);

        var reply = Request("threshold", """{"camera":"porch","label":"cat","score":0.25}""");

        Assert.Equal("""{"command":"threshold","outcome":"done","boot":5,"seq":77}""", reply.ToJsonString());
        var request = Assert.Single(_vision.Requests);
        Assert.Equal((CommandCode.Threshold, 0, 1, 2500u, _rig.Table.Hash), (request.Code, request.Camera, request.Label, request.Value, request.TableHash));
    }

    [Theory]
    [InlineData("pause", "{}", "not_allowed")]
    [InlineData("threshold", "{}", "malformed")]
    [InlineData("threshold", """{"camera":"yard","score":0.5}""", "unknown_name")]
    [InlineData("threshold", """{"camera":"porch","label":"fox","score":0.5}""", "unknown_name")]
    [InlineData("dismiss", """{"camera":"porch"}""", "unknown_event")]
    public void Request_ThatCannotBeObeyed_SaysWhy(string command, string body, string outcome)
    {
        Start(CommandCode.Threshold, CommandCode.Dismiss);

        Assert.Equal(outcome, (string)Request(command, body)["outcome"]!);
        Assert.Empty(_vision.Requests);
    }

    [Fact]
    public void Pause_WithPausedFalse_IsAResumeAndNeedsItAllowed()
    {
        Start(CommandCode.Pause);

        Assert.Equal("not_allowed", (string)Request("pause", """{"paused":false}""")["outcome"]!);
        Assert.Equal("done", (string)Request("pause", "{}")["outcome"]!);
        Assert.Equal(CommandCode.Pause, Assert.Single(_vision.Requests).Code);
    }

    [Fact]
    public void Dismiss_NewestEventOfACamera_IsTheOneThatBeganLast()
    {
        Start(CommandCode.Dismiss);
        _rig.Append(LabelRecordKind.EventStart, label: 0, track: 8);
        var last = _rig.Append(LabelRecordKind.EventStart, label: 1, track: 9);
        _rig.AwaitAcknowledged(last);

        Assert.Equal(3, (int)Request("dismiss", """{"camera":"porch","label":"person"}""")["item"]!);
        Request("dismiss", """{"camera":"porch"}""");

        Assert.Equal([8u, 9u], _vision.Requests.Select(r => r.EventTrack));
        Assert.All(_vision.Requests, r => Assert.Equal(last.BootEpoch, r.EventBoot));
    }

    [Fact]
    public void List_SeveralDismissals_AreNamed()
    {
        Start(CommandCode.List);

        var reply = Request("list", "{}");

        Assert.Equal(2, (int)reply["total"]!);
        Assert.Equal(
            """{"item":2,"camera":"porch","label":"person","box":[0,0,0.5,1],"hits":7,"created_at":"1970-01-01T00:00:00.000Z"}""", reply["items"]![1]!.ToJsonString());
    }

    [Fact]
    public void Command_Retained_IsIgnoredNowAndAfterAReconnect()
    {
        Start(CommandCode.Pause, CommandCode.Status);
        Publish("pause", "{}", "-r", "-V", "5");
        Request("status", "{}");
        Assert.Empty(_vision.Requests);

        _rig.StopPublisher();
        Start(CommandCode.Pause, CommandCode.Status);
        Request("status", "{}");
        Assert.Empty(_vision.Requests);
    }

    [Fact]
    public void Command_Retained_OverMqtt311_IsIgnoredAtTheSubscription()
    {
        Publish("pause", "{}", "-r");
        Start(MqttProtocol.V311, CommandCode.Pause);

        // An unretained one behind it shows that the first has been looked at.
        Publish("pause", """{"seconds":5}""");
        AwaitRequests(1);
        Assert.Equal(5u, Assert.Single(_vision.Requests).Value);
    }

    [Fact]
    public void Command_ResponseTopicElsewhere_HasNoEffectAndNoReply()
    {
        Start(CommandCode.Pause, CommandCode.Status);
        using var subscriber = new MqttSubscriber(_broker.Port, "#");
        foreach (var topic in new[] { "homeassistant/status", $"{Root}/availability", $"{Root}/porch/state", "edgedaemon/other/reply/x" })
            Publish("pause", "{}", "-V", "5", "-D", "publish", "response-topic", topic);

        Request("status", "{}");
        Assert.Empty(_vision.Requests);
        Assert.DoesNotContain(subscriber.Messages, m => m.Payload.Contains("\"command\":\"pause\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Command_NothingAllowed_NobodyListens()
    {
        Start();
        _rig.AwaitAcknowledged(_rig.Live());

        Assert.DoesNotContain("/cmd/", _broker.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_Asked_IsPublishedNow()
    {
        Start(CommandCode.Status);
        using var subscriber = new MqttSubscriber(_broker.Port, $"{Root}/status", null, "-R");

        Request("status", "{}");

        Assert.True(subscriber.WaitFor(all => all.Count > 0));
    }

    [Fact]
    public void Replay_FromASequence_SendsMarkedEventsToTheOneWhoAsks()
    {
        Start(CommandCode.Replay);
        _rig.Live();
        _rig.AppendEvent(LabelRecordKind.EventStart, track: 1, zones: 1);
        var from = _rig.AppendEvent(LabelRecordKind.EventEnd, track: 1, zones: 1);
        for (uint track = 2; track < 60; track++)
            _rig.AppendEvent(LabelRecordKind.EventStart, track, zones: 0);
        _rig.AwaitAcknowledged(_rig.Append(LabelRecordKind.Count, value: 58, label: 0));
        using var subscriber = new MqttSubscriber(_broker.Port, $"{Root}/#", null, "-R");

        var replies = Requests("replay", $$"""{"from":{{from.Sequence}},"limit":40}""", count: 41);

        Assert.Equal(Enumerable.Range((int)from.Sequence, 40), replies.Take(40).Select(r => (int)r["seq"]!));
        Assert.All(replies.Take(40), r => Assert.True((bool)r["replay"]!));
        Assert.Equal("end", (string)replies[0]["type"]!);
        Assert.Equal((40, (int)from.Sequence + 40), ((int)replies[40]["replayed"]!, (int)replies[40]["next"]!));
        Assert.DoesNotContain(subscriber.Messages, m => m.Topic.EndsWith("/events", StringComparison.Ordinal));
    }

    /// <summary>It was told as "ignored: unknown".</summary>
    [Fact]
    public void OnReceived_TooManyWait_IsToldAndAnsweredAsBusy()
    {
        var topic = $"{Root}/reply/x";
        var status = new StatusReporter(
            _rig.Topics, new DeviceView(new ShownLabels()), () => new PublisherFacts(new PublisherStatus(default, 0, 0, 0, 0), false, 0, 0, 0, 0), new DeviceSensors(), new SystemClock(TimeProvider.System), TimeProvider.System);
        using var service = new CommandService(
            new CommandOptions { Allow = [CommandCode.Status], PerMinute = 600 }, _rig.Topics,
            () => JournalReader.Open(_rig.Journal, new JournalFileSystem()), _rig.Tables, new DeviceView(new ShownLabels()), status, () => { }, _rig.Log, TimeProvider.System);

        for (var i = 0; i < 17; i++)
            Assert.True(service.OnReceived(new MqttReceived($"{Root}/cmd/status", "{}"u8.ToArray(), Retained: false) { ResponseTopic = topic }));

        Assert.Contains("A command was not taken because 16 others wait", Assert.Single(_rig.Log.Lines, l => l.StartsWith("trouble", StringComparison.Ordinal)), StringComparison.Ordinal);
        var (answers, again) = (new List<MqttMessage>(), false);
        service.Collect(answers, ref again);
        Assert.Equal(17, answers.Count);
        Assert.Single(answers, a => System.Text.Encoding.UTF8.GetString(a.Payload.Span) == """{"command":"status","outcome":"busy"}""");
    }

    [Fact]
    public void FrigateSwitch_BothCommandsAllowed_PausesAndResumes()
    {
        Start(CommandCode.Pause, CommandCode.Resume);
        foreach (var word in new[] { "OFF", "ON" })
        {
            using var program = Process.Start(
                "mosquitto_pub", ["-h", "127.0.0.1", "-p", _broker.Port.ToString(CultureInfo.InvariantCulture), "-q", "1", "-t", "nvr/porch/detect/set", "-m", word]);
            program.WaitForExit();
        }

        AwaitRequests(2);
        Assert.Equal([CommandCode.Pause, CommandCode.Resume], _vision.Requests.Select(r => r.Code));
        Assert.All(_vision.Requests, r => Assert.Equal(0, r.Camera));
    }

    /// <summary>What came too often vanished without a word.</summary>
    [Fact]
    public void Request_MoreThanAtOnce_IsAnsweredAsTooFrequent()
    {
        _rig.StartPublisher(_broker.Port, o => o with { Commands = new CommandOptions { Allow = [CommandCode.Status], PerMinute = 1 } });
        AwaitSubscription();

        Assert.Equal("done", (string)Request("status", "{}")["outcome"]!);
        Assert.Equal("too_frequent", (string)Request("status", "{}")["outcome"]!);
        Assert.Contains(_rig.Log.Lines, l => l.Contains("'commands.per_minute' (1)", StringComparison.Ordinal));
    }

    [Fact]
    public void Dismiss_NewestEvent_IsKnownAfterARestartToo()
    {
        Start(CommandCode.Dismiss);
        _rig.AwaitAcknowledged(_rig.AppendEvent(LabelRecordKind.EventStart, track: 8, zones: 0));
        _rig.StopPublisher();
        Start(CommandCode.Dismiss);

        Request("dismiss", """{"camera":"porch"}""");

        Assert.Equal(8u, Assert.Single(_vision.Requests).EventTrack);
    }

    /// <summary>It ended the publisher: what reads the journal for labels holds, what read it for a replay threw.</summary>
    [Fact]
    public void Replay_JournalOfANewerVersionFurtherOn_SendsWhatIsKnown()
    {
        Start(CommandCode.Replay);
        _rig.Live();
        var e = _rig.AppendEvent(LabelRecordKind.EventStart, track: 1, zones: 1);
        _rig.AwaitAcknowledged(e);
        File.WriteAllBytes(Path.Combine(_rig.Journal.Directory, "00000003.seg"), HostileSegments.Header(3, 1 << 20, first: 100, e.BootEpoch));
        File.WriteAllBytes(Path.Combine(_rig.Journal.Directory, "00000002.seg"), HostileSegments.Header(2, 1 << 20, first: 9, e.BootEpoch, version: 3));

        var replies = Requests("replay", $$"""{"from":{{e.Sequence}},"limit":5}""", count: 2);

        Assert.Equal((int)e.Sequence, (int)replies[0]["seq"]!);
        Assert.Equal(("done", 1), ((string)replies[1]["outcome"]!, (int)replies[1]["replayed"]!));
    }

    [Fact]
    public void Replay_WithoutAReplyTopic_IsNothing()
    {
        Start(CommandCode.Replay, CommandCode.Status);
        Publish("replay", """{"from":0}""");

        Request("status", "{}");
        Assert.Contains("command replay malformed", _rig.Log.Lines);
    }

    public void Dispose()
    {
        _rig.Dispose();
        _broker.Dispose();
    }

    private void Start(params CommandCode[] allow) => Start(MqttProtocol.Auto, allow);

    private void Start(MqttProtocol protocol, params CommandCode[] allow)
    {
        _rig.StartPublisher(
            _broker.Port,
            o => o with
            {
                Commands = new CommandOptions
                {
                    Allow = [.. allow],
                    PerMinute = 600,
                    FrigatePrefix = "nvr",
                    Vision = _vision,
                    Names = _rig.Table,
                },
            },
            protocol: protocol);
        if (allow.Length > 0)
            AwaitSubscription();
    }

    private void AwaitSubscription()
    {
        _starts++;
        var clock = Stopwatch.StartNew();
        while (_broker.Log.Split($"{Root}/cmd/#").Length <= _starts)
        {
            Assert.True(clock.Elapsed < PublisherRig.Limit, "The publisher never subscribed.");
            Thread.Sleep(10);
        }
    }

    private JsonNode Request(string command, string body) => Requests(command, body, 1)[0];

    /// <summary>Publishes with a response topic and waits for so many answers.</summary>
    private List<JsonNode> Requests(string command, string body, int count)
    {
        using var subscriber = new MqttSubscriber(_broker.Port, $"{Root}/reply/test", null, "-V", "5");
        Publish(command, body, "-V", "5", "-D", "publish", "response-topic", $"{Root}/reply/test");
        Assert.True(
            subscriber.WaitFor(all => all.Count >= count, TimeSpan.FromSeconds(60)),
            $"{subscriber.Messages.Count} answers. {string.Join(" | ", _rig.Log.Lines.TakeLast(5))}");
        return [.. subscriber.Messages.Select(m => JsonNode.Parse(m.Payload)!)];
    }

    private void Publish(string command, string body, params string[] more)
    {
        using var program = Process.Start(
            "mosquitto_pub",
            ["-h", "127.0.0.1", "-p", _broker.Port.ToString(CultureInfo.InvariantCulture), "-q", "1", "-t", $"{Root}/cmd/{command}", "-m", body, .. more]);
        program.WaitForExit();
        Assert.Equal(0, program.ExitCode);
    }

    private void AwaitRequests(int count)
    {
        var clock = Stopwatch.StartNew();
        while (_vision.Requests.Count < count)
        {
            Assert.True(clock.Elapsed < PublisherRig.Limit, "The command never came.");
            Thread.Sleep(10);
        }
    }
}
