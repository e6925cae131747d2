using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Gating;
using EdgeDaemon.Scenes;
using EdgeDaemon.Scenes.Stage;
using EdgeDaemon.TestKit.Evaluation;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Gating;
using EdgeDaemon.Vision.Tracking;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Tests.Events;

/// <summary>
/// Plays a play to the motion gate, the tracker and the real camera-health watch. Only the detection model is simulated.
/// </summary>
internal sealed class PlayRun(HealthWatch health)
{
    /// <summary>Of an object that shows less than this nobody expects to see it.</summary>
    public const float LeastVisible = 0.45f;

    // Who is there after the camera was blind is somebody new, as far as anyone can know.
    private const int AppearanceStep = 1000;

    private readonly TrackTransition[] _buffer = new TrackTransition[EventTracker.MaxTransitions];
    private readonly List<TrackTransition> _transitions = [];
    private readonly List<(int, CameraHealth)> _healthChanges = [];
    private readonly List<TrackedBox> _truth = [];
    private readonly List<TrackedBox> _found = [];
    private readonly LumaPlane _luma = new();

    /// <summary>The parameters that all plays share.</summary>
    public static TrackParameters Parameters { get; } = new()
    {
        VisibleFrames = 3,
        HiddenFrames = 12,
        StationaryAfter = TimeSpan.FromSeconds(5),
        Labels = [.. Enumerable.Repeat(new LabelRule(0.5f, MinArea: 0.002f, MaxArea: 0.6f), SimulatedDetector.Labels)],
    };

    public PlayResult Run(StagePlay play)
    {
        health.Interrupt();
        var (renderer, pool, detector) = (new StageRenderer(play), new FramePool(), new SimulatedDetector(play.Seed));
        var (gate, tracker) = (new MotionGate(new MotionParameters { Keepalive = TimeSpan.FromSeconds(3) }, CellMask.None), new EventTracker(Parameters));
        StagedObject[] shown = [];
        for (var i = 0; i < play.Frames; i++)
        {
            using var frame = pool.Rent(PixelFormat.Rgb24, play.Width, play.Height);
            renderer.Render(i, frame.Bytes);
            frame.Timestamp = TimeSpan.FromSeconds(i / play.FramesPerSecond);
            if (play.ConditionAt(i) != SceneCondition.Frozen)
                shown = [.. renderer.Truth];
            Watch(frame, i, tracker, gate);
            if (health.CanSee)
            {
                _luma.TakeFrom(frame);
                var isClear = play.ConditionAt(i) is SceneCondition.Ok or SceneCondition.Frozen;
                var count = gate.Decide(_luma, tracker.IsUnsettled).Infer
                    ? tracker.Observe(frame.Timestamp, [.. detector.Look(i, shown, isClear)], _buffer)
                    : tracker.ObserveStill(frame.Timestamp, _buffer);
                _transitions.AddRange(_buffer[..count]);
            }

            if (IsFair(play, i))
                Compare(play, i, renderer.Truth, tracker);
        }

        return new PlayResult(_transitions, _healthChanges, gate.Counters, MotMetrics.Of(_truth, _found));
    }

    private static BoundingBox Within(in BoundingBox box) =>
        new(Math.Clamp(box.Left, 0, 1), Math.Clamp(box.Top, 0, 1), Math.Clamp(box.Right, 0, 1), Math.Clamp(box.Bottom, 0, 1));

    /// <summary>Can the camera be expected to see in a frame?</summary>
    public static bool IsFair(StagePlay play, int frame) =>
        play.ConditionAt(frame) == SceneCondition.Ok && !(play.Knock is { } knock && frame >= knock.FromFrame);

    private static int Faults(StagePlay play, int frame) => Enumerable.Range(1, frame).Count(i => IsFair(play, i) && !IsFair(play, i - 1));

    private void Watch(Frame frame, int number, EventTracker tracker, MotionGate gate)
    {
        if (!health.Process(frame))
            return;
        _healthChanges.Add((number, health.Health));
        if (health.CanSee)
            return;
        _transitions.AddRange(_buffer[..tracker.Reset(frame.Timestamp, _buffer)]);
        gate.Reset();
    }

    private void Compare(StagePlay play, int number, IReadOnlyList<StagedObject> truth, EventTracker tracker)
    {
        foreach (var thing in truth.Where(t => t.VisibleShare >= LeastVisible))
            _truth.Add(new TrackedBox(number, thing.Actor + (AppearanceStep * Faults(play, number)), PixelBox.Of(thing.Box, play.Width, play.Height)));
        foreach (var track in tracker.Tracks)
        {
            if (track.IsStarted && track.Missed == 0)
                _found.Add(new TrackedBox(number, track.Number, PixelBox.Of(Within(track.Box), play.Width, play.Height)));
        }
    }
}
