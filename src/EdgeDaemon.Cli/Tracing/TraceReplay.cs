using System.Globalization;
using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline.Following;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Cli.Tracing;

/// <summary>Feeds a trace to tracking under a camera's configuration, and tells the events that come of it, one line each.</summary>
internal static class TraceReplay
{
    /// <summary>The events: <c>SECONDS start|update|end|interrupted LABEL[/SUBLABEL] #NUMBER SCORE ZONES</c>.</summary>
    public static IEnumerable<string> Run(TraceReader trace, CameraConfig camera)
    {
        var header = trace.Header;
        var thresholds = LabelSelection.Thresholds(camera, header.Labels, header.ScoreThreshold);
        var tracker = new EventTracker(TrackRules.Of(camera, header.Labels, thresholds, TrackRules.ZonesOf(camera, header.Labels)));
        var transitions = new TrackTransition[EventTracker.MaxTransitions];
        var last = TimeSpan.Zero;
        foreach (var frame in trace.Frames())
        {
            last = frame.At;
            var changes = tracker.Observe(frame.At, frame.Objects, transitions);
            for (var i = 0; i < changes; i++)
                yield return Describe(transitions[i], header, camera);
        }

        var open = tracker.Reset(last, transitions);
        for (var i = 0; i < open; i++)
            yield return Describe(transitions[i], header, camera);
    }

    private static string Describe(in TrackTransition change, TraceHeader header, CameraConfig camera)
    {
        var word = change.Change switch
        {
            TrackChange.Started => "start",
            TrackChange.Updated => "update",
            TrackChange.Ended => "end",
            _ => "interrupted",
        };
        var sub = change.SubLabel.IsKnown ? $"/{header.SubLabels[change.SubLabel.Index]}" : "";
        var bits = change.Zones;
        var zones = string.Concat(camera.Zones.Where((_, i) => (bits & (1 << i)) != 0).Select(zone => $" {zone.Name}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"{change.At.TotalSeconds:F3} {word} {header.Labels[change.LabelIndex]}{sub} #{change.Track} {change.TopScore:F3}{zones}");
    }
}
