using System.Text;
using System.Text.Json.Nodes;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Frigate;
using EdgeDaemon.Publisher.Tests.Publishing;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Schemas;

namespace EdgeDaemon.Publisher.Tests.Frigate;

public sealed class FrigateMirrorTests
{
    private static readonly NameTable Table = PublisherRig.Names("porch", "person", "cat");
    private readonly DeviceView _view;
    private readonly FrigateMirror _mirror;
    private readonly ContractCheck _check = new("p/d", frigate: "nvr");

    public FrigateMirrorTests()
    {
        var time = new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_100));
        _view = new DeviceView(new ShownLabels());
        _mirror = new FrigateMirror(new FrigateConfig { Prefix = "nvr", Width = 1000, Height = 500 }, _view, new ShownLabels(), time);
        Apply(LabelRecordKind.Boot);
        Apply(LabelRecordKind.State, (uint)CameraState.Live);
    }

    [Fact]
    public void Events_OneLife_IsNewUpdateEndOfTheSameObject()
    {
        var first = Event(LabelRecordKind.EventStart, atMs: 1_700_000_000_250, zones: 0b01);
        var second = Event(LabelRecordKind.EventUpdate, atMs: 1_700_000_001_000, zones: 0b10, left: 0.5f);
        var third = Event(LabelRecordKind.EventEnd, atMs: 1_700_000_003_000, zones: 0b10, hasBox: false);

        Assert.Equal(["new", "update", "end"], new[] { first, second, third }.Select(e => (string)e["type"]!));
        Assert.Single(new[] { first, second, third }.Select(e => (string)e["after"]!["id"]!).Distinct());
        Assert.StartsWith("1700000000.250000-", (string)first["after"]!["id"]!, StringComparison.Ordinal);
        Assert.Equal(first["after"]!.ToJsonString(), second["before"]!.ToJsonString());
        Assert.Equal(second["after"]!.ToJsonString(), third["before"]!.ToJsonString());
        var after = third["after"]!;
        Assert.Equal(("person", 1_700_000_000.25, 1_700_000_003.0), ((string)after["label"]!, (double)after["start_time"]!, (double)after["end_time"]!));
        Assert.Equal("[500,0,800,250]", after["box"]!.ToJsonString());
        Assert.Equal((75_000, 1.2), ((int)after["area"]!, (double)after["ratio"]!));
        Assert.Equal("""["gate","path"]""", after["entered_zones"]!.ToJsonString());
        Assert.Equal("""["path"]""", after["current_zones"]!.ToJsonString());
        Assert.False((bool)after["active"]!);
        Assert.Null(first["after"]!["end_time"]);
    }

    [Fact]
    public void Reviews_TwoObjectsOneAfterTheOther_AreOneItemUntilNothingIsThere()
    {
        static JsonNode? Review(Dictionary<string, string> told) => told.TryGetValue("nvr/reviews", out var text) ? JsonNode.Parse(text) : null;
        var cat = Life(LabelRecordKind.EventStart, track: 1) with { Label = 1, WallTimeMs = 1_700_000_000_000 };
        var person = Life(LabelRecordKind.EventStart, track: 2) with { WallTimeMs = 1_700_000_002_000, Zones = 0b10 };

        var first = Review(Apply(cat))!;
        var unchanged = Review(Apply(cat with { Kind = LabelRecordKind.EventUpdate, Score = 200 }));
        var second = Review(Apply(person))!;
        var third = Review(Apply(cat with { Kind = LabelRecordKind.EventEnd, WallTimeMs = 1_700_000_004_000 }));
        var last = Review(Apply(person with { Kind = LabelRecordKind.EventEnd, WallTimeMs = 1_700_000_009_000 }))!;
        var next = Review(Apply(cat with { TrackId = 3, WallTimeMs = 1_700_000_020_000 }))!;

        Assert.Equal(("new", "detection"), ((string)first["type"]!, (string)first["after"]!["severity"]!));
        Assert.Null(unchanged);
        Assert.Null(third);
        Assert.Equal(("update", "alert", "end"), ((string)second["type"]!, (string)second["after"]!["severity"]!, (string)last["type"]!));
        Assert.Single(new[] { first, second, last }.Select(r => (string)r["after"]!["id"]!).Distinct());
        Assert.Equal("""["cat","person"]""", last["after"]!["data"]!["objects"]!.ToJsonString());
        Assert.Equal("""["gate","path"]""", last["after"]!["data"]!["zones"]!.ToJsonString());
        Assert.Equal(2, last["after"]!["data"]!["detections"]!.AsArray().Count);
        Assert.Equal((null, 1_700_000_009.0), ((double?)second["after"]!["end_time"], (double)last["after"]!["end_time"]!));
        Assert.NotEqual((string)first["after"]!["id"]!, (string)next["after"]!["id"]!);
    }

    /// <summary>An end of which no beginning is known, and objects beyond what one message holds.</summary>
    [Fact]
    public void Reviews_WhatNobodyBegan_IsNotTold_AndManyAreBounded()
    {
        Assert.DoesNotContain("nvr/reviews", Apply(Life(LabelRecordKind.EventEnd, track: 9)).Keys);
        for (uint track = 10; track < 400; track++)
            Apply(Life(LabelRecordKind.EventStart, track));

        var last = JsonNode.Parse(Apply(Life(LabelRecordKind.EventStart, track: 400) with { Label = 1 })["nvr/reviews"])!;
        Assert.Equal(100, last["after"]!["data"]!["detections"]!.AsArray().Count);
    }

    [Fact]
    public void ObjectUpdate_SubLabelComesAndChanges_IsToldEachTime()
    {
        var table = new NameTable([new CameraNames("porch", "detector", ["person", "cat"], ["gate", "path"]) { SubLabels = ["post", "tabby"] }]);
        var start = Life(LabelRecordKind.EventStart, track: 1) with { SubLabel = LabelRecord.NoLabel };
        var update = start with { Kind = LabelRecordKind.EventUpdate, SubLabel = 0, SubScore = 204 };

        Assert.DoesNotContain("nvr/tracked_object_update", Apply(start, table).Keys);
        var named = JsonNode.Parse(Apply(update, table)["nvr/tracked_object_update"])!;
        Assert.DoesNotContain("nvr/tracked_object_update", Apply(update, table).Keys);
        var renamed = JsonNode.Parse(Apply(update with { SubLabel = 1 }, table)["nvr/tracked_object_update"])!;

        Assert.Equal(("classification", "post", 0.8, "tabby"), ((string)named["type"]!, (string)named["sub_label"]!, (double)named["score"]!, (string)renamed["sub_label"]!));
    }

    [Fact]
    public void Stats_OnceAMinute_AreRatesOfTheLastMetrics()
    {
        var time = new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_100));
        var mirror = new FrigateMirror(new FrigateConfig { Prefix = "nvr" }, _view, new ShownLabels(), time);
        JsonNode Stats(uint framesIn, uint inferred, long atMs)
        {
            var record = new CameraMetrics(framesIn, framesIn / 10, inferred, 0, 4.5, null, null).ToRecord(camera: 0);
            record.WallTimeMs = atMs;
            _view.Apply(record, Table, new ViewChanges());
            time.Advance(TimeSpan.FromMinutes(1));
            var output = new List<MqttMessage>();
            var again = false;
            mirror.Collect(output, ref again);
            var told = Assert.Single(output);
            Assert.Empty(_check.Faults(told.Topic, told.Payload.Span, told.Retain));
            Assert.True(mirror.Collect(output, ref again) > TimeSpan.FromSeconds(59));
            Assert.Single(output);
            return JsonNode.Parse(told.Payload.Span)!;
        }

        Stats(600, 60, 60_000);
        var stats = Stats(900, 120, 120_000);
        var porch = stats["cameras"]!["porch"]!;
        Assert.Equal((5.0, 4.5, 0.5, 1.0, true), ((double)porch["camera_fps"]!, (double)porch["process_fps"]!, (double)porch["skipped_fps"]!, (double)porch["detection_fps"]!, (bool)porch["detection_enabled"]!));
        Assert.Equal(5.0, (double)Stats(10, 1, 180_000)["cameras"]!["porch"]!["camera_fps"]!); // the vision process began anew: the last that is known
    }

    [Fact]
    public void Events_NeverAPicture()
    {
        var after = Event(LabelRecordKind.EventStart, atMs: 1_700_000_000_000, zones: 0)["after"]!;

        Assert.False((bool)after["has_snapshot"]!);
        Assert.False((bool)after["has_clip"]!);
        Assert.True(after.AsObject().ContainsKey("snapshot") && after["snapshot"] is null);
        Assert.True(after.AsObject().ContainsKey("thumbnail") && after["thumbnail"] is null);
    }

    [Fact]
    public void Events_OtherTracksAndBoots_HaveOtherIds()
    {
        var ids = new HashSet<string>();
        for (uint boot = 1; boot <= 3; boot++)
        {
            for (uint track = 1; track <= 1000; track++)
            {
                var record = LabelRecord.Of(LabelRecordKind.EventStart, 0);
                (record.BootEpoch, record.TrackId, record.Label, record.WallTimeMs) = (boot, track, 0, 1000);
                Assert.True(ids.Add((string)EventOf(Apply(record))["after"]!["id"]!));
            }
        }
    }

    [Fact]
    public void Counts_SeveralLabels_AreAddedUp()
    {
        Apply(LabelRecordKind.Count, 2);
        var told = Apply(LabelRecordKind.Count, 1, label: 1);

        Assert.Equal(("1", "3"), (told["nvr/porch/cat"], told["nvr/porch/all"]));
        Assert.DoesNotContain("nvr/porch/person", told.Keys);
    }

    [Fact]
    public void Active_OneComesToRestAndMovesOn_IsCountedOnlyWhileItMoves()
    {
        Apply(Life(LabelRecordKind.EventStart, track: 1));
        Apply(Life(LabelRecordKind.EventStart, track: 2));
        var told = Apply(LabelRecordKind.Count, 2);
        Assert.Equal(("2", "2", "2"), (told["nvr/porch/person/active"], told["nvr/porch/all/active"], told["nvr/porch/all"]));

        told = Apply(Life(LabelRecordKind.EventUpdate, track: 1, isStationary: true));
        Assert.Equal(("1", "1", "1"), (told["nvr/porch/person/active"], told["nvr/porch/all/active"], told["nvr/gate/person/active"]));
        Assert.DoesNotContain("nvr/porch/person", told.Keys);
        var after = JsonNode.Parse(told["nvr/events"])!["after"]!;
        Assert.Equal((false, true), ((bool)after["active"]!, (bool)after["stationary"]!));

        Assert.Equal("2", Apply(Life(LabelRecordKind.EventUpdate, track: 1))["nvr/porch/person/active"]);
    }

    [Theory]
    [InlineData(205, """["tabby",0.804]""")]
    [InlineData(0, """["tabby",null]""")]
    public void Events_SubLabel_HasItsScoreWhereItIsTold(byte score, string expected)
    {
        var table = new NameTable([new CameraNames("porch", "detector", ["person", "cat"], ["gate", "path"]) { SubLabels = ["tabby"] }]);
        var record = Life(LabelRecordKind.EventStart, track: 1);
        (record.SubLabel, record.SubScore) = (0, score);

        Assert.Equal(expected, EventOf(Apply(record, table))["after"]!["sub_label"]!.ToJsonString());
    }

    [Fact]
    public void Counts_CameraGoesBlind_StayAndDetectIsOffline()
    {
        Apply(LabelRecordKind.Count, 2);
        var told = Apply(LabelRecordKind.Health, (uint)CameraHealth.Covered);

        Assert.Equal("offline", told["nvr/porch/status/detect"]);
        Assert.DoesNotContain("nvr/porch/person", told.Keys);
        Assert.Equal("online", Apply(LabelRecordKind.Health, (uint)CameraHealth.Ok)["nvr/porch/status/detect"]);
    }

    /// <summary>They stayed as they were, and a light on with them.</summary>
    [Theory]
    [InlineData(CameraState.Stopped)]
    [InlineData(CameraState.Private)]
    public void Counts_CameraIsStopped_AreZero(CameraState state)
    {
        Apply(Life(LabelRecordKind.EventStart, track: 1));
        Apply(LabelRecordKind.Count, 1);
        var told = Apply(LabelRecordKind.State, (uint)state);

        Assert.Equal(("disabled", "OFF", "OFF"), (told["nvr/porch/status/detect"], told["nvr/porch/detect/state"], told["nvr/porch/motion"]));
        Assert.Equal(("0", "0", "0"), (told["nvr/porch/person"], told["nvr/porch/all"], told["nvr/porch/person/active"]));
        Assert.Equal(("0", "0"), (told["nvr/gate/person"], told["nvr/gate/all"]));
    }

    /// <summary>A session that began while the camera was blind cleared them.</summary>
    [Fact]
    public void AddRetained_CameraIsBlind_CountsAreSentAgain()
    {
        Apply(LabelRecordKind.Count, 2);
        Apply(LabelRecordKind.Health, (uint)CameraHealth.Covered);

        var retained = new List<MqttMessage>();
        _mirror.AddRetained(retained);

        Assert.Equal("2", Encoding.UTF8.GetString(Assert.Single(retained, m => m.Topic == "nvr/porch/person").Payload.Span));
    }

    [Fact]
    public void Labels_OfOneName_AreCountedTogether()
    {
        var view = new DeviceView(new ShownLabels());
        var config = new FrigateConfig { Prefix = "nvr", Labels = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("cat", "pet").Add("dog", "pet") };
        var mirror = new FrigateMirror(config, view, new ShownLabels(), TimeProvider.System);
        var table = PublisherRig.Names("porch", "cat", "dog");
        var told = new Dictionary<string, string>();
        foreach (var (kind, value, label) in new[] { (LabelRecordKind.Boot, 0u, 0), (LabelRecordKind.State, (uint)CameraState.Live, 0), (LabelRecordKind.Count, 2u, 0), (LabelRecordKind.Count, 1u, 1) })
        {
            var record = LabelRecord.Of(kind, 0);
            (record.Value, record.Label) = (value, (ushort)label);
            var output = new List<MqttMessage>();
            mirror.OnRecord(new AppliedRecord(record, table, view.Apply(record, table, new ViewChanges())), output);
            output.ForEach(m => told[m.Topic] = Encoding.UTF8.GetString(m.Payload.Span));
        }

        Assert.Equal(("3", "3"), (told["nvr/porch/pet"], told["nvr/porch/all"]));
        Assert.DoesNotContain("nvr/porch/cat", told.Keys);
    }

    [Theory]
    [InlineData("nvr/old/person", "0")]
    [InlineData("nvr/old/all/active", "0")]
    [InlineData("nvr/old/motion", "OFF")]
    [InlineData("nvr/available", null)]
    [InlineData("other/old/person", null)]
    public void LastWord_OfATopicThatIsNoMore_EndsWhatItSaid(string topic, string? expected)
    {
        var last = _mirror.LastWord(topic);

        Assert.Equal(expected, last is null ? null : Encoding.UTF8.GetString(last.Payload.Span));
        Assert.NotEqual(true, last?.Retain);
    }

    [Theory]
    [InlineData("nvr/porch/detect/set", "OFF", """p/d/cmd/pause {"camera":"porch"}""")]
    [InlineData("nvr/porch/detect/set", "ON", """p/d/cmd/resume {"camera":"porch"}""")]
    [InlineData("nvr/porch/detect/set", "off", null)]
    [InlineData("nvr/porch/detect/state", "OFF", null)]
    [InlineData("nvr/Porch/detect/set", "OFF", null)]
    [InlineData("nvr/a/b/detect/set", "OFF", null)]
    [InlineData("frigate/porch/detect/set", "OFF", null)]
    public void Switch_OnlyItsWords_AreCommands(string topic, string word, string? expected)
    {
        var command = new EdgeDaemon.Publisher.Frigate.FrigateSwitch("nvr", new EdgeDaemon.Contracts.Topics.TopicNames("p", "d"))
            .AsCommand(new MqttReceived(topic, Encoding.UTF8.GetBytes(word), Retained: false));

        Assert.Equal(expected, command is null ? null : $"{command.Topic} {Encoding.UTF8.GetString(command.Payload)}");
    }

    [Fact]
    public void Motion_EventRuns_IsOnUntilTheLastHasEnded()
    {
        var record = LabelRecord.Of(LabelRecordKind.EventStart, 0);
        (record.TrackId, record.Label) = (1, 0);
        Assert.Equal("ON", Apply(record)["nvr/porch/motion"]);

        record.Kind = LabelRecordKind.EventEnd;
        Assert.Equal("OFF", Apply(record)["nvr/porch/motion"]);
    }

    /// <summary>Each event that began was kept, with all that is said of it, until it ended.</summary>
    [Fact]
    public void Events_ThatBeginAndNeverEnd_AreForgotten()
    {
        for (uint track = 1; track <= 10_000; track++)
            Apply(Life(LabelRecordKind.EventStart, track));

        var told = EventOf(Apply(Life(LabelRecordKind.EventUpdate, track: 1) with { Score = 204 }));
        Assert.Equal((double)told["after"]!["score"]!, (double)told["before"]!["score"]!); // what was before is not known
        told = EventOf(Apply(Life(LabelRecordKind.EventUpdate, track: 1)));
        Assert.Equal((0, 0.8), ((double)told["after"]!["score"]!, (double)told["before"]!["score"]!));
    }

    [Fact]
    public void Farewell_IsStopped() =>
        Assert.Equal(("nvr/available", "stopped"), (_mirror.Farewell().Single().Topic, Encoding.UTF8.GetString(_mirror.Farewell().Single().Payload.Span)));

    private JsonNode Event(LabelRecordKind kind, long atMs, ushort zones, float left = 0.2f, bool hasBox = true)
    {
        var record = LabelRecord.Of(kind, 0);
        (record.BootEpoch, record.TrackId, record.Label, record.WallTimeMs, record.Zones) = (3, 9, 0, atMs, zones);
        (record.Score, record.TopScore) = (204, 255);
        if (hasBox)
            (record.Flags, record.Box) = (LabelRecordFlags.HasBox, NormalizedBox.FromFractions(left, 0, left + 0.3f, 0.5f));
        return EventOf(Apply(record));
    }

    private static LabelRecord Life(LabelRecordKind kind, uint track, bool isStationary = false)
    {
        var record = LabelRecord.Of(kind, 0);
        (record.TrackId, record.Label, record.Zones) = (track, 0, 0b01);
        record.Flags = isStationary ? LabelRecordFlags.Stationary : LabelRecordFlags.None;
        return record;
    }

    private static JsonNode EventOf(Dictionary<string, string> told) => JsonNode.Parse(told["nvr/events"])!;

    private Dictionary<string, string> Apply(LabelRecordKind kind, uint value = 0, ushort label = 0)
    {
        var record = LabelRecord.Of(kind, 0);
        (record.Value, record.Label) = (value, label);
        return Apply(record);
    }

    private Dictionary<string, string> Apply(LabelRecord record, NameTable? names = null)
    {
        var table = names ?? Table;
        var step = _view.Apply(record, table, new ViewChanges());
        var output = new List<MqttMessage>();
        _mirror.OnRecord(new AppliedRecord(record, table, step), output);
        Assert.Empty(output.SelectMany(m => _check.Faults(m.Topic, m.Payload.Span, m.Retain)));
        return output.ToDictionary(m => m.Topic, m => Encoding.UTF8.GetString(m.Payload.Span));
    }
}
