using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Tests.Pipeline;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Models;

/// <summary>A new version of a model takes over between two frames, and one that is worse is returned from, whatever is wrong with it.</summary>
public sealed class LiveModelTests : IDisposable
{
    private static readonly CameraConfig Camera = ObjectRig.Camera;
    private readonly StandIn _old = new();
    private readonly StandIn _new = new();

    [Fact]
    public void Process_InTheShadow_TheOldOneIsBelieved()
    {
        using var live = new LiveModel(_old);
        live.Try(_new, Camera);

        Assert.All(Frames(live, LiveModel.FramesPerVerdict), used => Assert.Same(_old, used));
        Assert.Equal(LiveModel.FramesPerVerdict, _new.Looks);
    }

    [Fact]
    public void Process_AfterTheShadow_TheNewOneIsBelievedFromTheNextFrame()
    {
        using var live = new LiveModel(_old);
        live.Try(_new, Camera);
        Frames(live, LiveModel.FramesPerVerdict);

        Assert.All(Frames(live, 10), used => Assert.Same(_new, used));
        Assert.True(live.IsSwitched);
    }

    [Fact]
    public void Settle_AfterAllVerdicts_TheOldOneIsLetGo()
    {
        using var live = new LiveModel(_old);
        live.Try(_new, Camera);
        Frames(live, LiveModel.FramesPerVerdict * LiveModel.Verdicts);
        Assert.True(live.HasPassed);

        live.Settle();

        Assert.True(_old.IsDisposed);
        Assert.False(_new.IsDisposed);
        Assert.All(Frames(live, 10), used => Assert.Same(_new, used));
        Assert.Equal(ModelNote.None, live.Verdict);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(LiveModel.FramesPerVerdict + 3)]
    [InlineData((LiveModel.FramesPerVerdict * LiveModel.Verdicts) - 1)]
    public void Process_NewOneFailsInAFrame_ThatVeryFrameIsTheOldOnes(int frame)
    {
        using var live = new LiveModel(_old);
        live.Try(_new, Camera);
        Frames(live, frame);
        _new.Fails = true;

        Assert.Same(_old, Assert.Single(Frames(live, 1)));
        Assert.Equal((ModelNote.Failed, true, false), (live.Verdict, _new.IsDisposed, _old.IsDisposed));
        Assert.All(Frames(live, 10), used => Assert.Same(_old, used));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(LiveModel.Verdicts - 1)]
    public void Process_NewOneBecomesSlow_IsReturnedFrom(int verdicts)
    {
        using var live = new LiveModel(_old);
        (_old.Takes, _new.Takes) = (20, 20);
        live.Try(_new, Camera);
        Frames(live, LiveModel.FramesPerVerdict * verdicts);
        _new.Takes = 60;

        Frames(live, LiveModel.FramesPerVerdict);

        Assert.Equal(ModelNote.Slow, live.Verdict);
        Assert.True(_new.IsDisposed);
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(0, 3)]
    [InlineData(8, 0)]
    [InlineData(8, 1)]
    public void Process_NewOneSeesMuchMoreOrLess_IsReturnedFrom(int old, int now)
    {
        using var live = new LiveModel(_old);
        (_old.Sees, _new.Sees) = (old, now);
        live.Try(_new, Camera);

        Frames(live, LiveModel.FramesPerVerdict);

        Assert.Equal(ModelNote.Disagrees, live.Verdict);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(1, 2)]
    public void Process_NewOneSeesALittleMoreOrLess_IsTaken(int old, int now)
    {
        using var live = new LiveModel(_old);
        (_old.Sees, _new.Sees) = (old, now);
        live.Try(_new, Camera);

        Frames(live, LiveModel.FramesPerVerdict * LiveModel.Verdicts);

        Assert.True(live.HasPassed);
    }

    [Fact]
    public void Process_WhatIsBelowTheThreshold_IsNotCompared()
    {
        using var live = new LiveModel(_old);
        (_new.Sees, _new.Score) = (20, 0.2f);
        live.Try(_new, Camera);

        Frames(live, LiveModel.FramesPerVerdict);

        Assert.Equal(ModelNote.None, live.Verdict);
    }

    [Fact]
    public void Return_AfterItPassed_GoesBackToTheOldOne()
    {
        using var live = new LiveModel(_old);
        live.Try(_new, Camera);
        Frames(live, LiveModel.FramesPerVerdict * LiveModel.Verdicts);

        live.Return(ModelNote.Slow);

        Assert.All(Frames(live, 10), used => Assert.Same(_old, used));
    }

    [Fact]
    public void Process_ThousandSwapsOfEveryKind_EachFrameHasAModelAndBadOnesAreReturnedFrom()
    {
        var random = new Random(12);
        var running = new StandIn();
        using var live = new LiveModel(running);
        for (var swap = 0; swap < 1000; swap++)
        {
            var candidate = new StandIn();
            live.Try(candidate, Camera);
            var fault = random.Next(4);
            var at = random.Next(LiveModel.FramesPerVerdict * (LiveModel.Verdicts - 1));
            Frames(live, at);
            (candidate.Fails, candidate.Takes, candidate.Sees) = (fault == 1, fault == 2 ? 500 : 0, fault == 3 ? 20 : 0);
            Frames(live, (LiveModel.FramesPerVerdict * LiveModel.Verdicts) - at);

            Assert.Equal(fault switch { 1 => ModelNote.Failed, 2 => ModelNote.Slow, 3 => ModelNote.Disagrees, _ => ModelNote.None }, live.Verdict);
            live.Settle();
            running = fault == 0 ? candidate : running;
            Assert.Same(running, Assert.Single(Frames(live, 1)));
        }
    }

    [Fact]
    public void Process_EventInProgress_SurvivesTheSwitchAndTheReturn()
    {
        using var rig = new ObjectRig(ObjectRig.Camera with { VisibleFrames = 2 }, isLive: true);
        rig.Show(10, ObjectRig.Car(ObjectRig.Left));
        using var candidate = new ScriptedObjects { Next = [ObjectRig.Car(ObjectRig.Left)] };

        rig.Live.Try(candidate, ObjectRig.Camera);
        rig.Show(LiveModel.FramesPerVerdict + 20, ObjectRig.Car(ObjectRig.Left));
        Assert.True(rig.Live.IsSwitched);
        rig.Live.Return(ModelNote.Slow);
        rig.Show(20, ObjectRig.Car(ObjectRig.Left));

        Assert.Single(rig.Story, line => line.StartsWith("start", StringComparison.Ordinal));
        Assert.DoesNotContain(rig.Story, line => line.StartsWith("end", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
    }

    /// <summary>Shows frames; says whose results were given.</summary>
    private static List<StandIn> Frames(LiveModel live, int count)
    {
        using var frame = PaintedFrame.Of();
        return [.. Enumerable.Range(0, count).Select(_ => StandIn.Of(live.Process(frame)))];
    }

    private sealed class StandIn : ILabelModel
    {
        private static readonly ConditionalWeakTable<ModelResult, StandIn> Owners = [];
        private readonly ModelResult _result = new(maxDetections: 64);

        public StandIn() => Owners.Add(_result, this);

        public static StandIn Of(ModelResult result) => Owners.TryGetValue(result, out var owner) ? owner : throw new InvalidOperationException("Nobody's result.");

        public int Sees { get; set; }

        public float Score { get; set; } = 0.9f;

        public int Takes { get; set; }

        public bool Fails { get; set; }

        public int Looks { get; private set; }

        public bool IsDisposed { get; private set; }

        public ModelTask Task => ModelTask.Detection;

        public ImmutableArray<string> Labels { get; } = ["car", "person"];

        public int MaxDetections => 64;

        public ModelTimings Timings => new(TimeSpan.Zero, TimeSpan.FromMilliseconds(Takes), TimeSpan.Zero);

        public float[] ThresholdsOf(CameraConfig camera) => [0.5f, 0.5f];

        public ModelResult Process(Frame frame)
        {
            Assert.False(IsDisposed);
            if (Fails)
                throw new InferenceException("It fails.");
            Looks++;
            for (var i = 0; i < Sees; i++)
                _result.DetectionBuffer[i] = ObjectRig.Car(ObjectRig.Left, Score);
            _result.SetDetectionCount(Sees);
            return _result;
        }

        public void Dispose() => IsDisposed = true;
    }
}
