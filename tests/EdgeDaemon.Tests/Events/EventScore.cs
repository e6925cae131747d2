using EdgeDaemon.Scenes.Stage;
using EdgeDaemon.TestKit.Evaluation;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Tests.Events;

/// <summary>
/// Events against the script. An actor is an event for as long as enough of it can be seen, with pauses no longer than an event
/// bridges; where the camera is blind the event is cut. A reported event is right when its label is, and it starts and ends when the script
/// says, and it starts where the actor is.
/// </summary>
/// <param name="Expected">Events of the script.</param>
/// <param name="Reported">Events that were reported; those that belong to an appearance too short to be expected are left out.</param>
/// <param name="Right">Those that agree.</param>
internal readonly record struct EventScore(int Expected, int Reported, int Right)
{
    // In seconds. An end is noticed after the hidden frames; health is noticed after some looks.
    private const double StartSlack = 1.5;
    private const double EndSlack = 2.5;
    private const double HealthSlack = 4;
    private const double LeastDuration = 0.8;

    public double Precision => Reported == 0 ? 1 : (double)Right / Reported;

    public double Recall => Expected == 0 ? 1 : (double)Right / Expected;

    public static EventScore operator +(EventScore a, EventScore b) => new(a.Expected + b.Expected, a.Reported + b.Reported, a.Right + b.Right);

    public static EventScore Of(StagePlay play, IEnumerable<TrackTransition> transitions)
    {
        var expected = Script(play);
        var reported = Reports(play, transitions);
        var right = 0;
        var optional = 0;
        foreach (var report in reported)
        {
            var match = expected.FindIndex(e => e.Agrees(report));
            if (match < 0)
                continue;
            (right, optional) = expected[match].IsOptional ? (right, optional + 1) : (right + 1, optional);
            expected.RemoveAt(match);
        }

        return new EventScore(right + expected.Count(e => !e.IsOptional), reported.Count - optional, right);
    }

    /// <summary>What was expected and what was reported, for a look at what went wrong.</summary>
    public static IEnumerable<string> Explain(StagePlay play, IEnumerable<TrackTransition> transitions) =>
    [
        .. Script(play).Select(e => $"  script: {e}"),
        .. Reports(play, transitions).Select(r => FormattableString.Invariant($"  report: label {r.Label}, {r.Start:F1} to {r.End:F1} s at {r.Box}")),
    ];

    private static List<ScriptedEvent> Script(StagePlay play)
    {
        var renderer = new StageRenderer(play);
        var (events, open) = (new List<ScriptedEvent>(), new Dictionary<int, ScriptedEvent>());
        for (var i = 0; i < play.Frames; i++)
        {
            renderer.FindTruth(i);
            foreach (var thing in renderer.Truth.Where(t => t.VisibleShare >= PlayRun.LeastVisible && PlayRun.IsFair(play, i)))
            {
                if (!open.TryGetValue(thing.Actor, out var running))
                    open[thing.Actor] = running = new ScriptedEvent(play, (int)thing.Kind, i, thing.Actor);
                running.See(i, thing.Box);
            }

            foreach (var over in open.Values.Where(e => i - e.Last >= PlayRun.Parameters.HiddenFrames || !PlayRun.IsFair(play, i)).ToList())
            {
                open.Remove(over.Actor);
                events.Add(over);
            }
        }

        return [.. events, .. open.Values];
    }

    private static List<ReportedEvent> Reports(StagePlay play, IEnumerable<TrackTransition> transitions)
    {
        var events = new Dictionary<int, ReportedEvent>();
        foreach (var change in transitions)
        {
            if (change.Change == TrackChange.Started)
                events[change.Track] = new ReportedEvent(change.LabelIndex, change.At.TotalSeconds, play.Frames / play.FramesPerSecond, change.Box!.Value);
            else if (change.Change != TrackChange.Updated)
                events[change.Track] = events[change.Track] with { End = change.At.TotalSeconds };
        }

        return [.. events.Values];
    }

    private readonly record struct ReportedEvent(int Label, double Start, double End, Vision.Decoding.BoundingBox Box);

    private sealed class ScriptedEvent(StagePlay play, int label, int first, int actor)
    {
        private readonly Dictionary<int, Vision.Decoding.BoundingBox> _boxes = [];

        public int Actor => actor;

        public int Last { get; private set; }

        public bool IsOptional => Last - first < LeastDuration * play.FramesPerSecond;

        public override string ToString() =>
            FormattableString.Invariant($"label {label}, {first / play.FramesPerSecond:F1} to {(Last + 1) / play.FramesPerSecond:F1} s{(IsOptional ? ", may be missed" : "")}");

        public void See(int frame, Vision.Decoding.BoundingBox box) => (_boxes[frame], Last) = (box, frame);

        public bool Agrees(ReportedEvent report)
        {
            var (start, end) = (first / play.FramesPerSecond, (Last + 1) / play.FramesPerSecond);
            var afterFault = first > 0 && !PlayRun.IsFair(play, first - 1);
            var beforeFault = Last + 1 < play.Frames && !PlayRun.IsFair(play, Last + 1);
            return report.Label == label
                && report.Start >= start - 0.5 && report.Start <= start + (afterFault ? HealthSlack : StartSlack)
                && report.End >= end - 0.5 && report.End <= end + (beforeFault ? HealthSlack : EndSlack)
                && _boxes.TryGetValue((int)Math.Round(report.Start * play.FramesPerSecond), out var box)
                && PixelBox.Of(box, play.Width, play.Height).Overlap(PixelBox.Of(report.Box, play.Width, play.Height)) >= 0.3;
        }
    }
}
