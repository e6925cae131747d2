using System.Collections.Immutable;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.Tests.Publishing;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Tests.View;

public sealed class DeviceViewTests
{
    private static readonly NameTable Table = PublisherRig.Names("porch", "person", "cat");
    private readonly TestedView _view = new(
        new ShownLabels { ListedLabels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("porch", ["person"]) });

    [Fact]
    public void Apply_Boot_ListedLabelsAreThereButUnknownUntilLive()
    {
        Assert.Equal("unknown", Apply(LabelRecordKind.Boot)["p/d/porch/label/person"]);
        var live = Apply(LabelRecordKind.State, (uint)CameraState.Live);

        Assert.Equal("0", live["p/d/porch/label/person"]);
        Assert.Equal("OFF", live["p/d/porch/label/person/occupied"]);
        Assert.DoesNotContain("p/d/porch/label/cat", live.Keys);
    }

    [Fact]
    public void Apply_StateWithSettings_TellsWhatHoldsAndWhoDecidedIt()
    {
        var record = LabelRecord.Of(LabelRecordKind.State, camera: 0);
        (record.Value, record.WallTimeMs) = ((uint)CameraState.Stopped, 1_700_000_000_000);
        new EffectiveSettings(PrivacyLevel.Count, DecisionOrigin.Network, new EffectivePause(DecisionOrigin.Operator, TimeSpan.FromHours(1)), 0.55, 0.3).WriteTo(ref record);
        var told = _view.Apply(record, Table)["p/d/porch/state"];
        var shape = _view.View.ShapeVersion;

        Assert.Contains(
            "\"privacy\":\"count\",\"privacy_by\":\"network\",\"paused_by\":\"operator\",\"paused_until\":\"2023-11-14T23:13:20.000Z\",\"threshold\":0.55,", told, StringComparison.Ordinal);
        // Whoever looks later reads the same end.
        record = LabelRecord.Of(LabelRecordKind.Health, camera: 0);
        record.WallTimeMs = 1_700_000_600_000;
        _view.Apply(record, Table);
        Assert.Contains("\"paused_until\":\"2023-11-14T23:13:20.000Z\"", _view.All()["p/d/porch/state"], StringComparison.Ordinal);
        Assert.Equal(shape, _view.View.ShapeVersion);
        // A build that does not say: nothing is claimed.
        Assert.DoesNotContain("privacy", Apply(LabelRecordKind.State, (uint)CameraState.Live)["p/d/porch/state"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CameraHealth.Unknown, "2")]
    [InlineData(CameraHealth.Ok, "2")]
    [InlineData(CameraHealth.Moved, "2")]
    [InlineData(CameraHealth.Dark, "unknown")]
    [InlineData(CameraHealth.Overexposed, "unknown")]
    [InlineData(CameraHealth.Blurred, "unknown")]
    [InlineData(CameraHealth.Covered, "unknown")]
    [InlineData(CameraHealth.Frozen, "unknown")]
    [InlineData(CameraHealth.Offline, "unknown")]
    public void Apply_Health_BlindnessMakesCountsUnknown(CameraHealth health, string count)
    {
        Apply(LabelRecordKind.State, (uint)CameraState.Live);
        Apply(LabelRecordKind.Count, 2);
        Apply(LabelRecordKind.Health, (uint)health);

        Assert.Equal(count, Snapshot()["p/d/porch/label/person"]);
        Assert.Equal(health.ToString().ToLowerInvariant(), Snapshot()["p/d/porch/health"]);
    }

    [Theory]
    [InlineData(CameraState.Offline, "offline")]
    [InlineData(CameraState.Stopped, "unknown")]
    public void Apply_StateNotLive_HealthOfBeforeIsNotRepeated(CameraState state, string health)
    {
        Apply(LabelRecordKind.State, (uint)CameraState.Live);
        Apply(LabelRecordKind.Health, (uint)CameraHealth.Ok);
        Apply(LabelRecordKind.Count, 2);
        Apply(LabelRecordKind.State, (uint)state);

        Assert.Equal(health, Snapshot()["p/d/porch/health"]);
        Assert.Equal("unknown", Snapshot()["p/d/porch/label/person/occupied"]);
        Assert.Contains("\"labels\":null", Snapshot()["p/d/porch/state"], StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_CountWithoutAState_CameraIsTakenAsLive()
    {
        Apply(LabelRecordKind.Count, 1);

        Assert.Equal("1", Snapshot()["p/d/porch/label/person"]);
    }

    [Fact]
    public void Forget_AfterAGap_CountsAreUnknownUntilCountedAgain()
    {
        Apply(LabelRecordKind.State, (uint)CameraState.Live);
        Apply(LabelRecordKind.Count, 1);
        Apply(LabelRecordKind.Count, 1, label: 1);
        _view.View.Forget(default, new ViewChanges());
        Assert.Equal("unknown", Snapshot()["p/d/porch/label/cat"]);

        Apply(LabelRecordKind.Count, 3);

        Assert.Equal("3", Snapshot()["p/d/porch/label/person"]);
        Assert.Equal("unknown", Snapshot()["p/d/porch/label/cat"]);
    }

    [Fact]
    public void Apply_UnderATableWithoutALabelOrCamera_ClearsTheirTopics()
    {
        Apply(LabelRecordKind.State, (uint)CameraState.Live);
        Apply(LabelRecordKind.Count, 1, label: 1);

        var withoutCat = Apply(LabelRecordKind.ConfigChange, table: PublisherRig.Names("porch", "person"));
        Assert.Equal("", withoutCat["p/d/porch/label/cat"]);
        var withoutCamera = Apply(LabelRecordKind.ConfigChange, table: PublisherRig.Names("yard", "person"));
        Assert.Equal("", withoutCamera["p/d/porch/state"]);
        Assert.DoesNotContain("p/d/porch/state", Snapshot().Keys);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 7)]
    public void Apply_NameOutsideTheTable_Refuses(byte camera, ushort label)
    {
        var record = LabelRecord.Of(LabelRecordKind.Count, camera);
        record.Label = label;

        Assert.Throws<FormatException>(() => _view.View.Apply(record, Table, new ViewChanges()));
    }

    [Fact]
    public void Apply_SubLabelOutsideTheTable_Refuses()
    {
        var record = LabelRecord.Of(LabelRecordKind.EventUpdate, camera: 0);
        (record.Label, record.SubLabel) = (0, 3);

        Assert.Contains("sub-label 3", Assert.Throws<FormatException>(() => _view.View.Apply(record, Table, new ViewChanges())).Message, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Apply(LabelRecordKind kind, uint value = 0, ushort label = 0, NameTable? table = null)
    {
        var record = LabelRecord.Of(kind, camera: 0);
        (record.Value, record.Label) = (value, label);
        return _view.Apply(record, table ?? Table);
    }

    private Dictionary<string, string> Snapshot() => _view.All();
}
