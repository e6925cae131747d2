using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Vision.Gating;
using EdgeDaemon.Vision.Tracking;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Pipeline.Following;

/// <summary>From what the configuration says to what the maths takes.</summary>
internal static class TrackRules
{
    /// <summary>How a camera's objects, or labels, become events.</summary>
    /// <param name="camera">The camera's configuration.</param>
    /// <param name="labels">Labels of its model as slugs.</param>
    /// <param name="thresholds">Score from which each counts.</param>
    /// <param name="zones">Its zones, from <see cref="ZonesOf"/>.</param>
    public static TrackParameters Of(CameraConfig camera, IReadOnlyList<string> labels, ReadOnlySpan<float> thresholds, ImmutableArray<Zone> zones)
    {
        var rules = ImmutableArray.CreateBuilder<LabelRule>(labels.Count);
        for (var i = 0; i < labels.Count; i++)
        {
            var size = camera.Tracking.Sizes.GetValueOrDefault(labels[i]);
            rules.Add(size is null
                ? new LabelRule(thresholds[i])
                : new LabelRule(thresholds[i], (float)size.MinArea, (float)size.MaxArea));
        }

        return new TrackParameters
        {
            VisibleFrames = camera.VisibleFrames,
            HiddenFrames = camera.HiddenFrames,
            StationaryAfter = camera.Tracking.StationaryAfter,
            Labels = rules.MoveToImmutable(),
            Zones = zones,
            Mask = MaskOf(camera),
        };
    }

    /// <summary>A camera's zones, with labels by index.</summary>
    public static ImmutableArray<Zone> ZonesOf(CameraConfig camera, IReadOnlyList<string> labels) => [.. camera.Zones.Select(zone => ZoneOf(zone, labels))];

    /// <summary>What counts as motion.</summary>
    public static MotionParameters MotionOf(MotionConfig motion) => new()
    {
        Threshold = (float)motion.Threshold,
        MinArea = (float)motion.MinArea,
        LightingShare = (float)motion.LightingShare,
        Hold = motion.Hold,
        Keepalive = motion.Keepalive,
    };

    /// <summary>What is not looked at.</summary>
    public static CellMask MaskOf(CameraConfig camera) => camera.Masks.IsEmpty ? CellMask.None : new CellMask(PolygonsOf(camera.Masks));

    /// <summary>What is painted over.</summary>
    public static PrivacyMask PrivacyMaskOf(CameraConfig camera) => new(PolygonsOf(camera.PrivacyMasks));

    private static ImmutableArray<Polygon> PolygonsOf(ImmutableArray<ImmutableArray<PointConfig>> polygons) =>
        [.. polygons.Select(corners => new Polygon([.. corners.Select(PointOf)]))];

    private static Zone ZoneOf(ZoneConfig zone, IReadOnlyList<string> labels)
    {
        var only = Enumerable.Range(0, labels.Count).Where(i => zone.Labels.Contains(labels[i])).ToImmutableHashSet();
        return zone.Line.Length == 2
            ? new LineZone(PointOf(zone.Line[0]), PointOf(zone.Line[1]), DirectionOf(zone.Direction)) { Labels = only }
            : new AreaZone(new Polygon([.. zone.Area.Select(PointOf)])) { Labels = only, InertiaFrames = zone.Inertia, Loitering = zone.Loitering };
    }

    private static CrossingDirection DirectionOf(LineDirection direction) => direction switch
    {
        LineDirection.ToLeft => CrossingDirection.ToLeft,
        LineDirection.ToRight => CrossingDirection.ToRight,
        _ => CrossingDirection.Either,
    };

    private static FramePoint PointOf(PointConfig point) => new((float)point.X, (float)point.Y);
}
