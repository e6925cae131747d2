using System.Collections.Immutable;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.Tests.Publishing;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.View;

/// <summary>A restart reads only what came after the snapshot: so it must hold all of the view, or count for nothing.</summary>
public sealed class ViewSnapshotTests : IDisposable
{
    private static readonly NameTable Table = PublisherRig.Names("porch", "person", "cat", "dog");
    private static readonly ShownLabels Labels = new() { ListedLabels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("porch", ["person"]) };
    private readonly TempDirectory _folder = new();
    private readonly TestedView _view = new(Labels);
    private uint _sequence;

    private string Path => _folder[ViewSnapshot.FileName];

    [Fact]
    public void Load_WhatWasWritten_IsTheSameViewAndGoesOnTheSame()
    {
        Live();
        Write();

        var loaded = new TestedView(Labels);
        Assert.Equal(new RecordId(3, _sequence), Open().Load(loaded.View));

        Assert.Equal(_view.All(), loaded.All());
        Assert.Equal(_view.View.Cameras["porch"].Metrics, loaded.View.Cameras["porch"].Metrics);
        Assert.Equal(new ModelChange(ModelChange.Own, 77, ModelNote.Slow), Assert.Single(loaded.View.Cameras["porch"].Models).Value);
        Assert.NotNull(loaded.View.Cameras["porch"].Settings);
        Assert.Equal(_view.View.Cameras["porch"].Settings, loaded.View.Cameras["porch"].Settings);
        Assert.Equal(new EventId(3, 2), loaded.View.Cameras["porch"].NewestEvent(null));
        Assert.Equal(new EventId(3, 1), loaded.View.Cameras["porch"].NewestEvent("person"));
        foreach (var record in (LabelRecord[])
            [Event(LabelRecordKind.EventUpdate, 1, 0b10), Event(LabelRecordKind.EventEnd, 2, 0), Record(LabelRecordKind.Count, 1), Record(LabelRecordKind.Count, 0), Record(LabelRecordKind.Health, 1)])
        {
            Assert.Equal(_view.Apply(record, Table), loaded.Apply(record, Table));
        }
    }

    [Fact]
    public void Load_AfterAGap_WhatIsNotKnownStaysUnknown()
    {
        Live();
        _view.View.Forget(default, new ViewChanges());
        Write();

        var loaded = new TestedView(Labels);
        Open().Load(loaded.View);

        Assert.Equal("unknown", loaded.All()["p/d/porch/label/person"]);
        Assert.Equal(_view.All(), loaded.All());
    }

    [Fact]
    public void Load_AnyByteDamaged_IsLeftAside()
    {
        Live();
        Write();
        var whole = File.ReadAllBytes(Path);
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 0x10;
            File.WriteAllBytes(Path, damaged);
            AssertNothing(Labels);
        }
    }

    [Fact]
    public void Load_CutAnywhere_IsLeftAside()
    {
        Live();
        Write();
        var whole = File.ReadAllBytes(Path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            AssertNothing(Labels);
        }
    }

    [Fact]
    public void Load_MadeWhileOtherLabelsWereShown_IsLeftAside()
    {
        Live();
        Write();

        AssertNothing(new ShownLabels());
        AssertNothing(Labels with { ListIsComplete = ImmutableHashSet.Create("porch") });
    }

    [Fact]
    public void Load_NothingThereOrAbsurdlyLarge_IsLeftAside()
    {
        AssertNothing(Labels);
        using (var large = File.Create(Path))
            large.SetLength(1L << 30);
        AssertNothing(Labels);
    }

    [Fact]
    public void IsDue_BrokerIsBehindTheCopy_NotYet()
    {
        Live();
        var snapshot = Open();
        snapshot.Note(_view.View, 1, new RecordId(3, 9));
        Assert.False(snapshot.IsDue(new RecordId(3, 9)));

        snapshot.Note(_view.View, ViewSnapshot.RecordsBetween, new RecordId(3, 20_009));
        Assert.False(snapshot.IsDue(new RecordId(3, 20_008)));
        Assert.True(snapshot.IsDue(new RecordId(3, 20_009)));
    }

    [Fact]
    public void Write_FolderCannotBeWritten_SaysSo()
    {
        File.WriteAllText(_folder["file"], "");
        var told = new List<string>();
        var snapshot = new ViewSnapshot(_folder["file", "view"], Labels, told.Add);
        snapshot.Note(_view.View, 1, default);
        snapshot.Take(_view.View, default);
        snapshot.Write();

        Assert.Contains("reads the whole journal", Assert.Single(told), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private ViewSnapshot Open(ShownLabels? labels = null) => new(Path, labels ?? Labels, Assert.Fail);

    private void AssertNothing(ShownLabels labels)
    {
        var view = new DeviceView(labels);
        Assert.Null(Open(labels).Load(view));
        Assert.Empty(view.Cameras);
    }

    private void Write()
    {
        var snapshot = Open();
        snapshot.Note(_view.View, 1, new RecordId(3, _sequence));
        snapshot.Take(_view.View, new RecordId(3, _sequence));
        snapshot.Write();
    }

    private void Live()
    {
        Apply(Record(LabelRecordKind.Boot));
        var live = Record(LabelRecordKind.State, (uint)CameraState.Live);
        new EffectiveSettings(PrivacyLevel.Track, DecisionOrigin.Operator, new EffectivePause(DecisionOrigin.Network, TimeSpan.FromSeconds(90)), 0.5, 0.3).WriteTo(ref live);
        Apply(live);
        Apply(Record(LabelRecordKind.Health, (uint)CameraHealth.Ok));
        Apply(Event(LabelRecordKind.EventStart, 1, 0b01));
        var cat = Event(LabelRecordKind.EventStart, 2, 0b11);
        (cat.Label, cat.Flags) = (1, LabelRecordFlags.Stationary);
        Apply(cat);
        Apply(new ModelChange(ModelChange.Own, 77, ModelNote.Slow).ToRecord(0) with { BootEpoch = 3, Sequence = ++_sequence });
        Apply(Record(LabelRecordKind.Count, 1));
        Apply(new CameraMetrics(10, 1, 9, 0, 2.5, TimeSpan.FromMilliseconds(12), null).ToRecord(camera: 0));
    }

    private void Apply(LabelRecord record)
    {
        (record.BootEpoch, record.Sequence, record.WallTimeMs) = (3, ++_sequence, 1_700_000_000_000 + _sequence);
        _view.Apply(record, Table);
    }

    private static LabelRecord Record(LabelRecordKind kind, uint value = 0)
    {
        var record = LabelRecord.Of(kind, camera: 0);
        (record.Value, record.Label) = (value, 0);
        return record;
    }

    private static LabelRecord Event(LabelRecordKind kind, uint track, ushort zones)
    {
        var record = LabelRecord.Of(kind, camera: 0);
        (record.TrackId, record.Zones, record.Label) = (track, zones, 0);
        return record;
    }
}
