namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// Of boxes that show the same object, keeps the best (greedy non-maximum suppression): going from the highest score down,
/// a box is dropped when it overlaps one already kept by more than the threshold. O(n · kept); allocates nothing.
/// </summary>
public static class NonMaxSuppression
{
    // A delegate made once: sorting a span with a comparer makes a new one each time.
    private static readonly Comparison<Detection> BestFirst = Compare;

    /// <summary>Sorts the detections, best first, and moves the kept ones to the front.</summary>
    /// <param name="detections">Candidates in any order; the rest of the span is undefined afterwards.</param>
    /// <param name="iouThreshold">0..1; boxes that overlap by exactly this much are both kept.</param>
    /// <param name="classAgnostic">Do boxes of different labels compete?</param>
    /// <param name="maxCandidates">Only the best this many are looked at.</param>
    /// <param name="maxKept">At most this many are kept.</param>
    /// <returns>How many were kept.</returns>
    public static int Apply(
        Span<Detection> detections,
        float iouThreshold,
        bool classAgnostic = false,
        int maxCandidates = int.MaxValue,
        int maxKept = int.MaxValue)
    {
        Sort(detections);
        return Suppress(detections[..Math.Min(detections.Length, maxCandidates)], [], iouThreshold, classAgnostic, maxKept);
    }

    /// <summary>
    /// Best score first; equal scores by label, then by box, so that the result never depends on the order of the input.
    /// </summary>
    public static void Sort(Span<Detection> detections) => detections.Sort(BestFirst);

    /// <summary>Moves the kept ones of detections that are sorted already to the front.</summary>
    /// <param name="sorted">Best first.</param>
    /// <param name="keys">One per detection, moved as they are; or empty.</param>
    /// <param name="iouThreshold">As for <see cref="Apply"/>.</param>
    /// <param name="classAgnostic">As for <see cref="Apply"/>.</param>
    /// <param name="maxKept">As for <see cref="Apply"/>.</param>
    internal static int Suppress(Span<Detection> sorted, Span<ulong> keys, float iouThreshold, bool classAgnostic, int maxKept)
    {
        var kept = 0;
        for (var i = 0; i < sorted.Length && kept < maxKept; i++)
        {
            if (IsSuppressed(sorted[i], sorted[..kept], iouThreshold, classAgnostic))
                continue;
            if (!keys.IsEmpty)
                keys[kept] = keys[i];
            sorted[kept++] = sorted[i];
        }

        return kept;
    }

    private static bool IsSuppressed(in Detection candidate, ReadOnlySpan<Detection> kept, float iouThreshold, bool classAgnostic)
    {
        foreach (ref readonly var better in kept)
        {
            if ((classAgnostic || better.LabelIndex == candidate.LabelIndex)
                && BoundingBox.IntersectionOverUnion(better.Box, candidate.Box) > iouThreshold)
                return true;
        }

        return false;
    }

    private static int Compare(Detection x, Detection y)
    {
        var order = y.Score.CompareTo(x.Score);
        if (order == 0)
            order = x.LabelIndex.CompareTo(y.LabelIndex);
        if (order == 0)
            order = x.Box.Left.CompareTo(y.Box.Left);
        if (order == 0)
            order = x.Box.Top.CompareTo(y.Box.Top);
        if (order == 0)
            order = x.Box.Right.CompareTo(y.Box.Right);
        return order != 0 ? order : x.Box.Bottom.CompareTo(y.Box.Bottom);
    }
}
