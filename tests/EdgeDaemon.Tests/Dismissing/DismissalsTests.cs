using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Dismissing;
using EdgeDaemon.TestKit;
using EdgeDaemon.Tests.Pipeline;
using EdgeDaemon.Vision.Decoding;
using static EdgeDaemon.Tests.Pipeline.ObjectRig;

namespace EdgeDaemon.Tests.Dismissing;

public sealed class DismissalsTests : IDisposable
{
    private readonly ObjectRig _rig = new(Camera);

    [Fact]
    public void Dismiss_RunningEvent_EndsItAndSilencesItsLikeThere()
    {
        _rig.Show(3, Car(Left));
        Assert.Equal(CommandOutcome.Done, _rig.Dismissals.Dismiss(_rig.Journal.BootEpoch, 1, out var number, DecisionOrigin.Operator));
        _rig.Show(5, Car(Left));
        _rig.Show(5);
        _rig.Show(5, Car(Left), Car(Right), Person(Left));

        Assert.Equal(1u, number);
        Assert.Equal(
            ["start 0 #1 z0", "count 0=1", "end 0 #1 z0", "count 0=0", "start 0 #2 z0", "start 1 #3 z0", "count 0=1", "count 1=1"],
            _rig.Story.Skip(3));
        Assert.Equal(1u, _rig.Dismissals.At(0).Hits);
    }

    [Fact]
    public void Dismiss_EventThatIsOver_IsStillKnown()
    {
        _rig.Show(3, Car(Left));
        _rig.Show(4);

        Assert.Equal(CommandOutcome.Done, _rig.Dismissals.Dismiss(_rig.Journal.BootEpoch, 1, out _, DecisionOrigin.Operator));
        _rig.Show(5, Car(Left));
        Assert.Single(_rig.Story, s => s.StartsWith("start", StringComparison.Ordinal));
    }

    [Fact]
    public void Dismiss_UnknownEvent_SaysSo()
    {
        _rig.Show(3, Car(Left));

        Assert.Equal(CommandOutcome.UnknownEvent, _rig.Dismissals.Dismiss(_rig.Journal.BootEpoch, 7, out _, DecisionOrigin.Operator));
        Assert.Equal(CommandOutcome.UnknownEvent, _rig.Dismissals.Dismiss(_rig.Journal.BootEpoch + 1, 1, out _, DecisionOrigin.Operator));
        Assert.Equal(0, _rig.Dismissals.Count);
    }

    [Fact]
    public void Undo_Dismissal_LetsItThroughAgain()
    {
        _rig.Show(3, Car(Left));
        _rig.Dismissals.Dismiss(_rig.Journal.BootEpoch, 1, out var number, DecisionOrigin.Operator);
        _rig.Show(5);

        Assert.Equal(CommandOutcome.UnknownItem, _rig.Dismissals.Undo(number + 1, DecisionOrigin.Operator));
        Assert.Equal(CommandOutcome.Done, _rig.Dismissals.Undo(number, DecisionOrigin.Operator));
        _rig.Show(3, Car(Left));
        Assert.Equal(2, _rig.Story.Count(s => s.StartsWith("start", StringComparison.Ordinal)));
    }

    [Fact]
    public void Undo_WhileItStillStandsThere_IsAnEventAgain()
    {
        _rig.Show(3, Car(Left));
        _rig.Dismissals.Dismiss(_rig.Journal.BootEpoch, 1, out var number, DecisionOrigin.Operator);
        _rig.Show(5, Car(Left));
        _rig.Dismissals.Undo(number, DecisionOrigin.Operator);
        _rig.Show(2, Car(Left));
        _rig.Dismissals.Dismiss(_rig.Journal.BootEpoch, 2, out var next, DecisionOrigin.Operator);

        Assert.Equal(["start 0 #1 z0", "count 0=1", "end 0 #1 z0", "count 0=0", "start 0 #2 z0", "count 0=1", "end 0 #2 z0", "count 0=0"], _rig.Story.Skip(3));
        Assert.Equal((1u, 2u), (number, next));
    }

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(0.9f, 0.3f, false)]
    [InlineData(0, 1, true)]
    public void Suppresses_WithFeatureVectors_OnlyWhatLooksAlike(float x, float y, bool starts)
    {
        _rig.Objects.Embedding = [1, 0];
        _rig.Show(3, Car(Left));
        _rig.Dismissals.Dismiss(_rig.Journal.BootEpoch, 1, out _, DecisionOrigin.Operator);
        _rig.Show(5);
        _rig.Objects.Embedding = [x, y];
        _rig.Show(4, Car(Left));

        Assert.Equal(starts ? 2 : 1, _rig.Story.Count(s => s.StartsWith("start", StringComparison.Ordinal)));
    }

    [Fact]
    public void Store_WrittenAndRead_IsTheSameAndHoldsNoPicture()
    {
        _rig.Objects.Embedding = [0.6f, 0.8f];
        _rig.Show(3, Car(Left));
        _rig.Dismissals.Dismiss(_rig.Journal.BootEpoch, 1, out _, DecisionOrigin.Operator);
        File.AppendAllText(_rig.DismissalPath, "5 porch bird 0 0 1 1 0 0 -\n6 porch car 0 0 1 2 0 0 -\nnonsense\n7 porch car NaN 0 1 1 0 0 -\n");

        var read = new Dismissals(
            [new CameraNames("yard", "m", ["person"], []), new CameraNames("porch", "m", ["person", "car"], [])], 9, new DismissalFile(_rig.DismissalPath, _rig.Troubles.Add), _rig.Time);

        Assert.Equal(1, read.Count);
        var kept = read.At(0);
        Assert.Equal((1u, (byte)1, (ushort)1), (kept.Number, kept.Camera, kept.Label));
        Assert.Equal(NormalizedBox.FromFractions(Left.Left, Left.Top, Left.Right, Left.Bottom), kept.Box);
        Assert.True(read.Suppresses(1, 1, Left, [0.6f, 0.8f]));
        Assert.False(read.Suppresses(1, 1, Left, [0.8f, -0.6f]));
        Assert.False(read.Suppresses(1, 0, Left, []));
        Assert.False(read.Suppresses(0, 0, Left, []));
        read.AskPrivacyOf(_ => PrivacyLevel.Track);
        Assert.Null(read.At(0).Box);
        Assert.InRange(new FileInfo(_rig.DismissalPath).Length, 1, 400);
        // What was damaged is told, and is not lost when the rest is written again.
        Assert.Contains("dismissed.txt:3: 3 of 5 lines", Assert.Single(_rig.Troubles), StringComparison.Ordinal);
        Assert.True(read.Undo(1, DecisionOrigin.Operator) == CommandOutcome.Done);
        Assert.Contains("nonsense", File.ReadAllText(_rig.DismissalPath + ".damaged"), StringComparison.Ordinal);
    }

    /// <summary>They were written only when something else was dismissed, so that a restart lost them.</summary>
    [Fact]
    public void Hits_ARestart_AreStillThere()
    {
        _rig.Show(3, Car(Left));
        _rig.Dismissals.Dismiss(_rig.Journal.BootEpoch, 1, out _, DecisionOrigin.Operator);
        var entries = new[] { new CameraNames("porch", "m", ["person", "car"], []) };
        var first = new Dismissals([.. entries], 9, new DismissalFile(_rig.DismissalPath, _rig.Troubles.Add), _rig.Time);
        Assert.True(first.Suppresses(0, 1, Left, []));
        Assert.Equal(0u, Read().At(0).Hits);

        first.KeepHits();
        Assert.Equal(1u, Read().At(0).Hits);

        // And each hour, for who loses power.
        _rig.Time.Advance(TimeSpan.FromHours(1));
        Assert.True(first.Suppresses(0, 1, Left, []));
        Assert.Equal(2u, Read().At(0).Hits);

        Dismissals Read() => new([.. entries], 9, new DismissalFile(_rig.DismissalPath, _rig.Troubles.Add), _rig.Time);
    }

    [Fact]
    public void Store_TooLarge_IsSetAsideAndNamed()
    {
        using var folder = new TempDirectory();
        File.WriteAllBytes(folder["d.txt"], new byte[(4 << 20) + 1]);

        Assert.Empty(new DismissalFile(folder["d.txt"], _rig.Troubles.Add).Load());
        Assert.Contains("4194305 bytes, expected at most 4194304", Assert.Single(_rig.Troubles), StringComparison.Ordinal);
        Assert.True(File.Exists(folder["d.txt.damaged"]));
    }

    [Fact]
    public void Store_MoreThanTheMost_TheOldestGo()
    {
        using var folder = new TempDirectory();
        var file = new DismissalFile(folder["d.txt"], _rig.Troubles.Add);
        file.TrySave(Enumerable.Range(1, 250).Select(i => new DismissalEntry
        {
            Number = (uint)i,
            Camera = "porch",
            Label = "car",
            Box = new BoundingBox(0, 0, 0.1f, 0.1f),
            Embedding = [],
            CreatedMs = i,
        }));

        var read = new Dismissals([new CameraNames("porch", "m", ["car"], [])], 1, file, _rig.Time);
        Assert.Equal((Dismissals.Most, 51u), (read.Count, read.At(0).Number));
    }

    [Fact]
    public void Store_FolderIsGone_SaysSoAndGoesOn()
    {
        var file = new DismissalFile(Path.Combine(Path.GetTempPath(), "not-there", "x", "d.txt"), _rig.Troubles.Add);
        file.TrySave([]);

        Assert.Contains("cannot be kept", Assert.Single(_rig.Troubles), StringComparison.Ordinal);
    }

    public void Dispose() => _rig.Dispose();
}
