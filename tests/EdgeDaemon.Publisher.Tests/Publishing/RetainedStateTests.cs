using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Publisher.Tests.Publishing;

/// <summary>
/// What a client that connects now finds retained is what is so now, whatever happened to broker, hub, publisher or configuration
/// before, and for every retained topic of the contract.
/// </summary>
public sealed class RetainedStateTests : IDisposable
{
    private const string Root = "edgedaemon/unit";
    private const string Discovery = "homeassistant/device/edgedaemon_unit/porch/config";
    private readonly PublisherRig _rig = new();
    private MosquittoBroker? _broker;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BrokerRestarts_WhileThingsChange_EveryRetainedStateIsRight(bool persistence)
    {
        Begin(persistence);
        AssertRetained(persons: 1, inGate: 1);

        _broker!.Stop();
        _rig.AppendEvent(LabelRecordKind.EventUpdate, track: 1, zones: 0b10);
        _rig.AppendEvent(LabelRecordKind.EventStart, track: 2, zones: 0b10);
        var last = _rig.Append(LabelRecordKind.Count, value: 2, label: 0);
        _broker.Start();
        _rig.AwaitAcknowledged(last);

        AssertRetained(persons: 2, inGate: 0, inPath: 2);
    }

    [Fact]
    public void BrokerIsKilledAndForgets_NothingChanges_EveryRetainedStateIsBack()
    {
        Begin(persistence: false);
        AssertRetained(persons: 1, inGate: 1);

        _broker!.Kill();
        _broker.Start();

        AssertRetained(persons: 1, inGate: 1);
    }

    [Fact]
    public void HubIsBorn_AfterSomebodyClearedTheTopics_EveryRetainedStateIsBack()
    {
        Begin(persistence: false);
        AssertRetained(persons: 1, inGate: 1);
        foreach (var topic in Expected(1, 1, 0).Keys.Append(Discovery).Append($"{Root}/status").Append($"{Root}/porch/state"))
            Publish(topic, "-r", "-n");

        Publish("homeassistant/status", "-m", "online");

        AssertRetained(persons: 1, inGate: 1);
    }

    [Fact]
    public void HubIsBorn_Retained_IsNoBirth()
    {
        Begin(persistence: false);
        using var subscriber = new MqttSubscriber(_broker!.Port, Discovery, null, "-R");
        Publish("homeassistant/status", "-m", "online");
        Assert.True(subscriber.WaitFor(all => all.Count > 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PublisherRestarts_InOrderOrKilled_EveryRetainedStateIsRight(bool inOrder)
    {
        Begin(persistence: false);
        if (inOrder)
            _rig.StopPublisher();
        else
            _rig.EndPublisher();
        _rig.AppendEvent(LabelRecordKind.EventEnd, track: 1, zones: 0b01);
        var last = _rig.Append(LabelRecordKind.Count, value: 0, label: 0);
        Start();
        _rig.AwaitAcknowledged(last);

        AssertRetained(persons: 0, inGate: 0);
    }

    [Fact]
    public void WholeDaemonRestarts_NothingIsKnownUntilTheCameraLives()
    {
        Begin(persistence: true);
        _rig.StopPublisher();
        _rig.RestartWriter();
        Start();
        _rig.AwaitAcknowledged(_rig.Append(LabelRecordKind.State, (uint)CameraState.Starting));

        var starting = Retained(all => all.GetValueOrDefault($"{Root}/porch/label/person") == "unknown");
        Assert.Equal("unknown", starting[$"{Root}/porch/zone/gate/person/occupied"]);
        Assert.Contains("\"labels\":null", starting[$"{Root}/porch/state"], StringComparison.Ordinal);

        _rig.AwaitAcknowledged(_rig.Live());
        AssertRetained(persons: 0, inGate: 0);
    }

    [Fact]
    public void LabelRemovedFromTheConfiguration_NothingOfItIsLeft()
    {
        Begin(persistence: true, o => o with { Labels = Listing("person", "cat") });
        _rig.AwaitAcknowledged(_rig.Append(LabelRecordKind.Count, value: 1, label: 1));
        Retained(all => all.GetValueOrDefault($"{Root}/porch/label/cat") == "1" && all.ContainsKey($"{Root}/porch/zone/gate/cat"));

        _rig.StopPublisher();
        _rig.RestartWriter();
        Start(o => o with { Labels = Listing("person") });
        _rig.AwaitAcknowledged(_rig.Live());

        AssertRetained(persons: 0, inGate: 0);
        Assert.DoesNotContain(Retained(_ => true).Keys, topic => topic.Contains("/cat", StringComparison.Ordinal));
        var entity = JsonNode.Parse(Retained(_ => true)[Discovery])!["components"]!["porch_LABEL_cat_occupied"]!;
        Assert.Equal("""{"platform":"binary_sensor"}""", entity.ToJsonString());
    }

    public void Dispose()
    {
        _rig.Dispose();
        _broker?.Dispose();
    }

    private static ShownLabels Listing(params string[] labels) => new()
    {
        ListedLabels = new Dictionary<string, System.Collections.Immutable.ImmutableArray<string>> { ["porch"] = [.. labels] },
        ListIsComplete = new HashSet<string> { "porch" },
    };

    private static Dictionary<string, string> Expected(uint persons, uint inGate, uint inPath) => new()
    {
        [$"{Root}/availability"] = "online",
        [$"{Root}/porch/health"] = "ok",
        [$"{Root}/porch/label/person"] = $"{persons}",
        [$"{Root}/porch/label/person/occupied"] = Word(persons),
        [$"{Root}/porch/zone/gate/person"] = $"{inGate}",
        [$"{Root}/porch/zone/gate/person/occupied"] = Word(inGate),
        [$"{Root}/porch/zone/path/person"] = $"{inPath}",
        [$"{Root}/porch/zone/path/person/occupied"] = Word(inPath),
        ["frigate/available"] = "online",
        ["frigate/porch/person"] = $"{persons}",
        ["frigate/porch/person/active"] = $"{persons}",
        ["frigate/porch/all"] = $"{persons}",
        ["frigate/porch/all/active"] = $"{persons}",
        ["frigate/gate/all"] = $"{inGate}",
        ["frigate/gate/all/active"] = $"{inGate}",
        ["frigate/path/all"] = $"{inPath}",
        ["frigate/path/all/active"] = $"{inPath}",
        ["frigate/porch/detect/state"] = "ON",
        ["frigate/gate/person"] = $"{inGate}",
        ["frigate/gate/person/active"] = $"{inGate}",
        ["frigate/path/person"] = $"{inPath}",
        ["frigate/path/person/active"] = $"{inPath}",
        ["frigate/porch/motion"] = Word(persons),
        ["frigate/porch/status/detect"] = "online",
    };

    private static string Word(uint count) => count > 0 ? "ON" : "OFF";

    /// <summary>One person in the gate, and all of it at the broker.</summary>
    private void Begin(bool persistence, Func<LabelPublisherOptions, LabelPublisherOptions>? change = null)
    {
        _broker = MosquittoBroker.Run(new MosquittoBrokerOptions { Persistence = persistence });
        Start(change);
        _rig.Live();
        _rig.Append(LabelRecordKind.Health, (uint)CameraHealth.Ok);
        _rig.AppendEvent(LabelRecordKind.EventStart, track: 1, zones: 0b01);
        _rig.AwaitAcknowledged(_rig.Append(LabelRecordKind.Count, value: 1, label: 0));
        Retained(all => all.ContainsKey(Discovery) && all.ContainsKey($"{Root}/status"));
    }

    private void Start(Func<LabelPublisherOptions, LabelPublisherOptions>? change = null) => _rig.StartPublisher(_broker!.Port, o =>
    {
        var full = o with
        {
            HomeAssistant = new HomeAssistantConfig { BirthDelay = TimeSpan.FromMilliseconds(50) },
            Frigate = new FrigateConfig(),
        };
        return change?.Invoke(full) ?? full;
    });

    private void AssertRetained(uint persons, uint inGate, uint inPath = 0)
    {
        var expected = Expected(persons, inGate, inPath);
        if (_rig.WriterRestarts > 0)
            expected[$"{Root}/porch/health"] = "unknown";
        var found = Retained(all => expected.All(e => all.GetValueOrDefault(e.Key) == e.Value)
            && all.ContainsKey(Discovery) && all.ContainsKey($"{Root}/status") && StateSays(all, persons));
        var others = found.Keys.Except(expected.Keys).Except([Discovery, "homeassistant/device/edgedaemon_unit/config", $"{Root}/status", $"{Root}/porch/state", "homeassistant/status"]);
        Assert.Empty(others);
    }

    private static bool StateSays(Dictionary<string, string> all, uint persons) =>
        all.GetValueOrDefault($"{Root}/porch/state") is { } state
        && ((uint?)JsonNode.Parse(state)!["labels"]?["person"] ?? 0) == persons;

    /// <summary>What a new client is given, once it is as wanted: each look is a connection of its own.</summary>
    private Dictionary<string, string> Retained(Func<Dictionary<string, string>, bool> isRight)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var all = Look();
            if (isRight(all))
                return all;
            Assert.True(
                clock.Elapsed < PublisherRig.Limit,
                $"Never right: {string.Join(" | ", all.Where(e => e.Value.Length < 200).Select(e => $"{e.Key}={e.Value}"))} {string.Join(" | ", _rig.Log.Lines.TakeLast(5))}");
        }
    }

    private Dictionary<string, string> Look()
    {
        // A message of our own marks the end of what the broker had kept: it hands that over first.
        var mark = Guid.NewGuid().ToString("N");
        using var subscriber = new MqttSubscriber(_broker!.Port, "#");
        Publish("mark", "-m", mark);
        Assert.True(subscriber.WaitFor("mark", mark, TimeSpan.FromSeconds(60)));
        return subscriber.Messages.Where(m => m.Retained).GroupBy(m => m.Topic).ToDictionary(g => g.Key, g => g.Last().Payload);
    }

    private void Publish(string topic, params string[] more)
    {
        using var program = Process.Start(
            "mosquitto_pub", ["-h", "127.0.0.1", "-p", _broker!.Port.ToString(CultureInfo.InvariantCulture), "-q", "1", "-t", topic, .. more]);
        program.WaitForExit();
    }
}
