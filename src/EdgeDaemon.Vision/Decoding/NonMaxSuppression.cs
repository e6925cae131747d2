namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// Of boxes that show the same object, keeps the best (greedy non-maximum suppression): going from the highest score down,
/// a box is dropped when it overlaps one already kept by more than the threshold. O(n · kept); allocates nothing.
/// </summary>
public static class NonMaxSuppression
{
    // Made once: sorting with a delegate or a comparer made on the spot would allocate one each time. Sorting a lone span
    // takes the delegate without wrapping it, sorting two together the comparer.
    private static readonly Comparison<Detection> BestFirst = Compare;
    private static readonly Comparer<Detection> BestFirstComparer = Comparer<Detection>.Create(BestFirst);

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
        return Suppress(detections, [], iouThreshold, classAgnostic, maxCandidates, maxKept);
    }

    /// <summary>As <see cref="Apply(Span{Detection}, float, bool, int, int)"/>, with a number that stays with each detection.</summary>
    /// <param name="detections">Candidates in any order.</param>
    /// <param name="sources">One per detection; moved as they are.</param>
    /// <param name="iouThreshold">As above.</param>
    /// <param name="classAgnostic">As above.</param>
    /// <param name="maxCandidates">As above.</param>
    /// <param name="maxKept">As above.</param>
    public static int Apply(
        Span<Detection> detections, Span<int> sources, float iouThreshold, bool classAgnostic, int maxCandidates, int maxKept)
    {
        Sort(detections, sources);
        return Suppress(detections, sources, iouThreshold, classAgnostic, maxCandidates, maxKept);
    }

    /// <summary>
    /// Best score first; equal scores by label, then by box, so that the result never depends on the order of the input.
    /// </summary>
    public static void Sort(Span<Detection> detections) => detections.Sort(BestFirst);

    /// <summary>Sorts the detections, and the numbers along with them.</summary>
    public static void Sort(Span<Detection> detections, Span<int> sources) => detections.Sort(sources, BestFirstComparer);

    private static int Suppress(
        Span<Detection> sorted, Span<int> sources, float iouThreshold, bool classAgnostic, int maxCandidates, int maxKept)
    {
        var candidates = Math.Min(sorted.Length, maxCandidates);
        var kept = 0;
        for (var i = 0; i < candidates && kept < maxKept; i++)
        {
            if (IsSuppressed(sorted[i], sorted[..kept], iouThreshold, classAgnostic))
                continue;
            if (!sources.IsEmpty)
                sources[kept] = sources[i];
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
