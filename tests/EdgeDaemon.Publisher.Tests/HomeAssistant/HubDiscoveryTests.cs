using System.Text.Json.Nodes;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.Commands;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.Tests.Commands;
using EdgeDaemon.Publisher.Tests.Publishing;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.TestKit.Hub;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Publisher.Tests.HomeAssistant;

/// <summary>What a hub at a real broker gets to see.</summary>
public sealed class HubDiscoveryTests : IDisposable
{
    private const string DeviceTopic = "homeassistant/device/edgedaemon_unit/config";
    private const string Topic = "homeassistant/device/edgedaemon_unit/porch/config";
    private readonly MosquittoBroker _broker = MosquittoBroker.Run();
    private readonly PublisherRig _rig = new();

    [Fact]
    public void Run_EverythingAllowed_HubAcceptsItAndFindsEveryTopic()
    {
        Start(o => o with { Commands = Commands([.. Enum.GetValues<CommandCode>().Skip(1)]) });
        _rig.Live();
        _rig.AwaitAcknowledged(_rig.Append(LabelRecordKind.Count, value: 1, label: 0));

        JsonNode[] messages = [Await(_ => true, DeviceTopic), Discovery()];
        Assert.All(messages, message => Assert.Empty(HubDiscoveryValidator.Faults(message)));
        var components = messages.SelectMany(message => message["components"]!.AsObject()).ToList();
        Assert.Equal(components.Count, components.Select(c => (string)c.Value!["unique_id"]!).Distinct().Count());
        Assert.Equal(
            ["binary_sensor", "button", "event", "number", "select", "sensor", "switch"],
            components.Select(c => (string)c.Value!["platform"]!).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("porch_ZONE_gate_LABEL_person_occupied", components.Select(c => c.Key));

        // Every state topic that is retained holds something.
        using var subscriber = new MqttSubscriber(_broker.Port, "edgedaemon/unit/#");
        var states = components.Where(c => (string)c.Value!["platform"]! != "event").Select(c => (string?)c.Value!["state_topic"]).OfType<string>().Distinct().ToList();
        Assert.True(subscriber.WaitFor(all => states.All(s => all.Any(m => m.Topic == s && m.Retained))));
    }

    [Fact]
    public void Controls_ShowWhatHoldsAndOfferOnlyWhatIsAccepted()
    {
        Start(o => o with { Commands = Commands(CommandCode.Pause, CommandCode.Resume, CommandCode.Threshold, CommandCode.Privacy) });
        var before = _rig.Append(LabelRecordKind.Health);
        _rig.AwaitAcknowledged(before);
        Hold(PrivacyLevel.Box, 0.3);
        Await(m => m["components"]!["porch_CAMERA_privacy"]!["options"]!.AsArray().Count == 5);
        Hold(PrivacyLevel.Count, 0.4);

        var message = Await(m => m["components"]!["porch_CAMERA_privacy"]!["options"]!.AsArray().Count == 2);
        Assert.Empty(HubDiscoveryValidator.Faults(message));
        var components = message["components"]!;
        Assert.Equal(["presence", "count"], components["porch_CAMERA_privacy"]!["options"]!.AsArray().Select(o => (string)o!));
        Assert.Equal(0.4, (double)components["porch_CAMERA_threshold"]!["min"]!);
        foreach (var control in (string[])["privacy", "threshold", "watching"])
            Assert.Equal("edgedaemon/unit/porch/state", (string)components[$"porch_CAMERA_{control}"]!["state_topic"]!);
        Assert.Contains("'private'", (string)components["porch_CAMERA_watching"]!["value_template"]!, StringComparison.Ordinal);

        // A level that was no option before: its state comes behind the discovery that makes it one.
        using var subscriber = new MqttSubscriber(_broker.Port, "#");
        Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic == Topic)));
        Hold(PrivacyLevel.Box, 0.3);
        Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic == Topic && !m.Retained)));
        Assert.True(subscriber.WaitFor(all => all.SkipWhile(m => m.Topic != Topic || m.Retained).Any(m => m.Topic.EndsWith("/state", StringComparison.Ordinal) && m.Payload.Contains("\"privacy\":\"box\"", StringComparison.Ordinal))));

        void Hold(PrivacyLevel level, double least)
        {
            var record = LabelRecord.Of(LabelRecordKind.State, camera: 0);
            record.Value = (uint)CameraState.Live;
            new EffectiveSettings(level, DecisionOrigin.Operator, null, 0.5, least).WriteTo(ref record);
            _rig.AwaitAcknowledged(_rig.Writer.Append(record));
        }
    }

    [Fact]
    public void Devices_CamerasStandBehindTheDeviceThatHasThem()
    {
        Start(o => o with
        {
            Cameras = new Dictionary<string, CameraConfig>
            {
                ["porch"] = new() { Name = "porch", Title = "Front door", SuggestedArea = "Garden", Source = new SceneSourceConfig() },
            },
        });

        var hub = Await(_ => true, DeviceTopic);
        var camera = Discovery();
        Assert.All((JsonNode[])[hub, camera], message => Assert.Empty(HubDiscoveryValidator.Faults(message)));
        Assert.Equal("""["edgedaemon_unit"]""", hub["device"]!["identifiers"]!.ToJsonString());
        Assert.Null(hub["device"]!["via_device"]);
        Assert.Equal("""["edgedaemon_unit_CAMERA_porch"]""", camera["device"]!["identifiers"]!.ToJsonString());
        Assert.Equal("edgedaemon_unit", (string)camera["device"]!["via_device"]!);
        Assert.Equal(("Front door", "Garden"), ((string)camera["device"]!["name"]!, (string)camera["device"]!["suggested_area"]!));
        Assert.All(hub["components"]!.AsObject(), c => Assert.StartsWith("DEVICE_", c.Key, StringComparison.Ordinal));
        Assert.All(camera["components"]!.AsObject(), c => Assert.StartsWith("porch_", c.Key, StringComparison.Ordinal));
        Assert.All((string[])["temperature", "backlog"], id => Assert.False((bool)hub["components"]![$"DEVICE_{id}"]!["enabled_by_default"]!));
        var person = camera["components"]!["porch_LABEL_person_occupied"]!;
        Assert.Equal(("person", "edgedaemon_unit_porch_LABEL_person_occupied"), ((string)person["name"]!, (string)person["unique_id"]!));
    }

    [Fact]
    public void Devices_CameraWithoutATitle_IsCalledByDeviceAndName()
    {
        Start();

        Assert.Equal("unit porch", (string)Discovery()["device"]!["name"]!);
    }

    [Fact]
    public void Start_EarlierVersionHadAllInOneMessage_HubIsToldToHandOverAndOnlyOnce()
    {
        Directory.CreateDirectory(_rig.Journal.CursorDirectory);
        File.WriteAllText(Path.Combine(_rig.Journal.CursorDirectory, "home-assistant-entities.txt"), "DEVICE_temperature sensor\nporch_LABEL_person_occupied binary_sensor\nporch_LABEL_gone_count sensor\n");
        using var subscriber = new MqttSubscriber(_broker.Port, "homeassistant/#");

        Start();
        Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic == Topic)));
        var topics = subscriber.Messages.Select(m => m.Payload == """{"migrate_discovery":true}""" ? "hand over" : m.Topic).ToList();
        Assert.Equal(["hand over", DeviceTopic, Topic], topics.Take(3));
        Assert.DoesNotContain(Await(_ => true, DeviceTopic)["components"]!.AsObject(), c => c.Key.StartsWith("porch", StringComparison.Ordinal));
        Assert.NotNull(Discovery()["components"]!["porch_LABEL_person_occupied"]!["state_topic"]);

        _rig.StopPublisher();
        var before = subscriber.Messages.Count;
        Start();
        Assert.True(subscriber.WaitFor(all => all.Skip(before).Any(m => m.Topic == Topic)));
        Assert.DoesNotContain(subscriber.Messages.Skip(before), m => m.Payload.Contains("migrate", StringComparison.Ordinal));
    }

    [Fact]
    public void Occupancy_HasTwoAvailabilityTopicsThatMustAgree()
    {
        Start();

        var sensor = Discovery()["components"]!["porch_LABEL_person_occupied"]!;
        Assert.Equal(["edgedaemon/unit/availability", "edgedaemon/unit/porch/state"], sensor["availability"]!.AsArray().Select(a => (string)a!["topic"]!));
        Assert.Equal("all", (string)sensor["availability_mode"]!);
        Assert.Equal("occupancy", (string)sensor["device_class"]!);
        Assert.Equal("binary_sensor.unit_porch_person", (string)sensor["default_entity_id"]!);
    }

    [Fact]
    public void Commands_NotAllowed_HaveNoEntities()
    {
        Start();

        Assert.DoesNotContain(Await(_ => true, DeviceTopic)["components"]!.AsObject().Concat(Discovery()["components"]!.AsObject()), c => (string)c.Value!["platform"]! is "switch" or "number" or "select" or "button");
    }

    [Fact]
    public void Start_LabelNoLongerThere_ItsEntitiesAreRemoved()
    {
        Start(o => o with { Labels = Listing("person", "cat") });
        Assert.NotNull(Discovery()["components"]!["porch_LABEL_cat_count"]);
        _rig.StopPublisher();

        for (var restart = 0; restart < 2; restart++)
        {
            Start();
            var components = Await(m => m["components"]!["porch_LABEL_cat_count"]?["state_topic"] is null)["components"]!;
            Assert.Equal("""{"platform":"sensor"}""", components["porch_LABEL_cat_count"]!.ToJsonString());
            Assert.Equal("""{"platform":"binary_sensor"}""", components["porch_LABEL_cat_occupied"]!.ToJsonString());
            Assert.NotNull(components["porch_LABEL_person_count"]!["state_topic"]);
            _rig.StopPublisher();
        }
    }

    [Fact]
    public void Start_TurnedOff_TheDeviceIsRemoved()
    {
        Start();
        Discovery();
        _rig.StopPublisher();
        _rig.StartPublisher(_broker.Port);
        _rig.AwaitAcknowledged(_rig.Live());

        using var subscriber = new MqttSubscriber(_broker.Port, "#");
        Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic == "edgedaemon/unit/availability")));
        Assert.DoesNotContain(subscriber.Messages, m => m.Topic is Topic or DeviceTopic);
    }

    [Fact]
    public void Run_TableWithAnotherCamera_DiscoveryFollows()
    {
        Start();
        Discovery();

        var table = new NameTable([new CameraNames("yard", "detector", ["person"], [])]);
        _rig.Tables.Add(table);
        _rig.Writer.TableHash = table.Hash;
        _rig.Append(LabelRecordKind.ConfigChange);

        Await(m => m["components"]!["yard_CAMERA_problem"] is not null, "homeassistant/device/edgedaemon_unit/yard/config");
        using var subscriber = new MqttSubscriber(_broker.Port, "homeassistant/#");
        Assert.True(subscriber.WaitFor(all => all.Count == 2));
        Assert.DoesNotContain(subscriber.Messages, m => m.Topic == Topic);
    }

    [Fact]
    public void Run_BrokerForbidsTheHubsTree_LabelsGoOn()
    {
        using var strict = MosquittoBroker.Run(new MosquittoBrokerOptions { Acl = "topic readwrite edgedaemon/#\n" });
        _rig.StartPublisher(strict.Port, o => o with { HomeAssistant = new HomeAssistantConfig() });
        _rig.Live();

        _rig.AwaitAcknowledged(_rig.Append(LabelRecordKind.Count, value: 1, label: 0));
        _rig.AwaitLog($"parked {DeviceTopic}");
    }

    public void Dispose()
    {
        _rig.Dispose();
        _broker.Dispose();
    }

    private static ShownLabels Listing(params string[] labels) =>
        new() { ListedLabels = new Dictionary<string, System.Collections.Immutable.ImmutableArray<string>> { ["porch"] = [.. labels] } };

    private CommandOptions Commands(params CommandCode[] allow) => new()
    {
        Allow = [.. allow],
        Vision = new RecordingVision(),
        Names = _rig.Table,
    };

    private void Start(Func<LabelPublisherOptions, LabelPublisherOptions>? change = null)
    {
        _rig.StartPublisher(_broker.Port, o =>
        {
            var withHub = o with { HomeAssistant = new HomeAssistantConfig { BirthDelay = TimeSpan.FromMilliseconds(50) } };
            return change?.Invoke(withHub) ?? withHub;
        });
        _rig.AwaitAcknowledged(_rig.Live());
    }

    private JsonNode Discovery() => Await(_ => true);

    private JsonNode Await(Func<JsonNode, bool> condition, string topic = Topic)
    {
        using var subscriber = new MqttSubscriber(_broker.Port, topic);
        Assert.True(subscriber.WaitFor(all => all.Count > 0 && condition(JsonNode.Parse(all[^1].Payload)!), TimeSpan.FromSeconds(60)));
        return JsonNode.Parse(subscriber.Messages[^1].Payload)!;
    }
}
