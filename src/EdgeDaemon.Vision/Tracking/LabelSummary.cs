using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>Sums a model's result up per label.</summary>
public static class LabelSummary
{
    /// <summary>Threshold of a label that is never reported.</summary>
    public const float Never = float.PositiveInfinity;

    /// <summary>
    /// Writes one observation for each label that has a class, or at least one object, with a score at or above the
    /// label's threshold, or that covers at least that share of the picture; in the order in which the labels first appear in
    /// the result, so best first. The score of a segment is its share, its count the number of its regions (1 when they are all
    /// too small to count), its box that of its largest region.
    /// </summary>
    /// <param name="result">Detections, classifications or segments.</param>
    /// <param name="thresholds">Score threshold per label index; labels beyond its end are not reported.</param>
    /// <param name="destination">At least as long as <paramref name="thresholds"/>.</param>
    /// <param name="annotations">What second models say of the detections; null: there are none.</param>
    /// <returns>How many observations were written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public static int From(
        ModelResult result, ReadOnlySpan<float> thresholds, Span<LabelObservation> destination, DetectionAnnotations? annotations = null)
    {
        if (destination.Length < thresholds.Length)
        {
            throw new ArgumentException(
                $"Room for {destination.Length} observations, expected {thresholds.Length} (one per label).", nameof(destination));
        }

        var count = 0;
        foreach (ref readonly var c in result.Classifications)
        {
            if (IsReported(c.LabelIndex, c.Score, thresholds))
                count = Merge(new LabelObservation(c.LabelIndex, c.Score, 1, default), destination, count, addToCount: 0);
        }

        for (var i = 0; i < result.Detections.Length; i++)
        {
            ref readonly var d = ref result.Detections[i];
            if (!IsReported(d.LabelIndex, d.Score, thresholds))
                continue;
            var seen = new LabelObservation(d.LabelIndex, d.Score, 1, d.Box) { SubLabel = annotations?.SubLabelOf(i) ?? default };
            count = Merge(seen, destination, count, addToCount: 1);
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

    private static int Merge(in LabelObservation seen, Span<LabelObservation> observations, int count, int addToCount)
    {
        for (var i = 0; i < count; i++)
        {
            if (observations[i].LabelIndex != seen.LabelIndex)
                continue;
            var total = observations[i].Count + addToCount;
            observations[i] = (seen.Score > observations[i].Score ? seen : observations[i]) with { Count = total };
            return count;
        }

        observations[count] = seen;
        return count + 1;
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
