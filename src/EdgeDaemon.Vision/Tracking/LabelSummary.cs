using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>What a result says of each label, for models that have no objects to follow.</summary>
public static class LabelSummary
{
    /// <summary>Threshold of a label that is never reported.</summary>
    public const float Never = float.PositiveInfinity;

    /// <summary>
    /// Writes one observation for each label that has a class with a score at or above the label's threshold, or that covers at least that
    /// share of the picture; in the order of the result, so best first. The score of a segment is its share, its count the number of its
    /// regions (1 when they are all too small to count), its box that of its largest region.
    /// </summary>
    /// <param name="result">Classifications or segments, best first.</param>
    /// <param name="thresholds">Score threshold per label index; labels beyond its end are not reported.</param>
    /// <param name="destination">At least as long as <paramref name="thresholds"/>.</param>
    /// <returns>How many observations were written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public static int From(ModelResult result, ReadOnlySpan<float> thresholds, Span<LabelObservation> destination)
    {
        if (destination.Length < thresholds.Length)
        {
            throw new ArgumentException(
                $"Room for {destination.Length} observations, expected {thresholds.Length} (one per label).", nameof(destination));
        }

        var count = 0;
        foreach (ref readonly var c in result.Classifications)
        {
            // Several classes may be mapped to one label: they come best first.
            if (IsReported(c.LabelIndex, c.Score, thresholds) && !IsAmong(c.LabelIndex, destination[..count]))
                destination[count++] = new LabelObservation(c.LabelIndex, c.Score, 1, default);
        }

        foreach (ref readonly var s in result.Segments)
        {
            if (IsReported(s.LabelIndex, s.Area, thresholds))
                destination[count++] = new LabelObservation(s.LabelIndex, s.Area, Math.Max(1, s.RegionCount), LargestRegionOf(s.LabelIndex, result.Regions));
        }

        return count;
    }

    /// <summary>Is an object or class with this score reported?</summary>
    public static bool IsReported(int label, float score, ReadOnlySpan<float> thresholds) =>
        (uint)label < (uint)thresholds.Length && score >= thresholds[label];

    private static bool IsAmong(int label, ReadOnlySpan<LabelObservation> observations)
    {
        foreach (ref readonly var observation in observations)
        {
            if (observation.LabelIndex == label)
                return true;
        }

        return false;
    }

    private static BoundingBox LargestRegionOf(int label, ReadOnlySpan<SegmentRegion> regions)
    {
        foreach (ref readonly var region in regions)
        {
            if (region.LabelIndex == label)
                return region.Box;
        }

        return default;
    }
}
