using System.Collections.Immutable;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.Tests.Publishing;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Tests.View;

/// <summary>What is in the zones, out of the zone bits of events. The rig's zones are gate (bit 0) and path (bit 1).</summary>
public sealed class ZoneTests
{
    private const ushort Gate = 0b01;
    private const ushort Path = 0b10;
    private static readonly NameTable Table = PublisherRig.Names("porch", "person", "cat");
    private readonly TestedView _view = new(
        new ShownLabels { ListedLabels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("porch", ["person"]) });

    public ZoneTests()
    {
        Apply(LabelRecordKind.Boot);
        Apply(LabelRecordKind.State, (uint)CameraState.Live);
    }

    [Fact]
    public void Boot_ListedLabel_HasEveryZoneFromTheStart()
    {
        Assert.Equal("0", Snapshot()["p/d/porch/zone/gate/person"]);
        Assert.Equal("OFF", Snapshot()["p/d/porch/zone/path/person/occupied"]);
        Assert.DoesNotContain("p/d/porch/zone/gate/cat", Snapshot().Keys);
    }

    [Fact]
    public void Event_ObjectWalksFromZoneToZone_CountsFollow()
    {
        Event(LabelRecordKind.EventStart, track: 1, zones: Gate);
        Event(LabelRecordKind.EventStart, track: 2, zones: Gate | Path);
        Assert.Equal(("2", "1"), (Snapshot()["p/d/porch/zone/gate/person"], Snapshot()["p/d/porch/zone/path/person"]));

        var walked = Event(LabelRecordKind.EventUpdate, track: 1, zones: Path);
        Assert.Equal(("1", "2"), (walked["p/d/porch/zone/gate/person"], walked["p/d/porch/zone/path/person"]));

        Event(LabelRecordKind.EventEnd, track: 1, zones: Path);
        Event(LabelRecordKind.EventEnd, track: 2, zones: Gate | Path);
        Assert.Equal("OFF", Snapshot()["p/d/porch/zone/gate/person/occupied"]);
        Assert.Equal("0", Snapshot()["p/d/porch/zone/path/person"]);
    }

    [Fact]
    public void Event_ObjectLeavesAZone_BothZonesHearOfIt()
    {
        Event(LabelRecordKind.EventStart, track: 1, zones: Gate);

        var walked = Event(LabelRecordKind.EventUpdate, track: 1, zones: Path);
        Assert.Contains("\"zones\":[\"path\"]", walked["p/d/porch/events/gate"], StringComparison.Ordinal);
        Assert.Contains("p/d/porch/events/path", walked.Keys);
        Assert.Contains("p/d/porch/events", walked.Keys);

        var ended = Event(LabelRecordKind.EventEnd, track: 1, zones: 0);
        Assert.Contains("p/d/porch/events/path", ended.Keys);
        Assert.DoesNotContain("p/d/porch/events/gate", ended.Keys);
    }

    [Fact]
    public void Event_LabelThatIsNotListed_AppearsInItsZone()
    {
        Assert.Equal("1", Event(LabelRecordKind.EventStart, track: 1, zones: Gate, label: 1)["p/d/porch/zone/gate/cat"]);
        Assert.DoesNotContain("p/d/porch/zone/path/cat", Snapshot().Keys);
    }

    [Fact]
    public void Health_CameraIsBlind_ZonesAreUnknown()
    {
        Event(LabelRecordKind.EventStart, track: 1, zones: Gate);
        Apply(LabelRecordKind.Health, (uint)CameraHealth.Covered);

        Assert.Equal("unknown", Snapshot()["p/d/porch/zone/gate/person"]);
        Assert.Equal("unknown", Snapshot()["p/d/porch/zone/gate/person/occupied"]);
    }

    [Fact]
    public void Forget_AfterAGap_ZonesAreUnknownUntilTheCountAgrees()
    {
        Event(LabelRecordKind.EventStart, track: 1, zones: Gate);
        _view.View.Forget(default, new ViewChanges());
        Assert.Equal("unknown", Snapshot()["p/d/porch/zone/gate/person"]);

        // Two are there by the count; one of them began before the gap, and nobody knows where it is.
        Event(LabelRecordKind.EventStart, track: 2, zones: Path);
        Apply(LabelRecordKind.Count, 2);
        Assert.Equal("unknown", Snapshot()["p/d/porch/zone/path/person"]);

        Apply(LabelRecordKind.Count, 1);
        Assert.Equal(("0", "1"), (Snapshot()["p/d/porch/zone/gate/person"], Snapshot()["p/d/porch/zone/path/person"]));
    }

    [Fact]
    public void Count_Zero_EmptiesTheZones()
    {
        Event(LabelRecordKind.EventStart, track: 1, zones: Gate);
        var counted = Apply(LabelRecordKind.Count, 0);

        Assert.Equal("0", counted["p/d/porch/zone/gate/person"]);
    }

    [Fact]
    public void Apply_UnderATableWithoutAZoneOrLabel_ClearsTheirTopics()
    {
        Event(LabelRecordKind.EventStart, track: 1, zones: Gate);

        var withoutGate = Apply(LabelRecordKind.ConfigChange, table: new NameTable([new CameraNames("porch", "detector", ["person"], ["path"])]));
        Assert.Equal("", withoutGate["p/d/porch/zone/gate/person"]);
        Assert.Equal("", withoutGate["p/d/porch/zone/gate/person/occupied"]);
        var withoutPerson = Apply(LabelRecordKind.ConfigChange, table: new NameTable([new CameraNames("porch", "detector", ["cat"], ["path"])]));
        Assert.Equal("", withoutPerson["p/d/porch/zone/path/person"]);
        Assert.DoesNotContain(Snapshot().Keys, topic => topic.Contains("person", StringComparison.Ordinal));
    }

    private Dictionary<string, string> Apply(LabelRecordKind kind, uint value = 0, NameTable? table = null)
    {
        var record = LabelRecord.Of(kind, camera: 0);
        (record.Value, record.Label) = (value, 0);
        return Apply(record, table ?? Table);
    }

    private Dictionary<string, string> Event(LabelRecordKind kind, uint track, ushort zones, ushort label = 0)
    {
        var record = LabelRecord.Of(kind, camera: 0);
        (record.TrackId, record.Zones, record.Label) = (track, zones, label);
        return Apply(record, Table);
    }

    private Dictionary<string, string> Apply(in LabelRecord record, NameTable table) => _view.Apply(record, table);

    private Dictionary<string, string> Snapshot() => _view.All();
}
