namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// A box as four distances from a point (left, top, right, bottom), each the mean of a distribution over 0, 1, … strides that
/// is given as logits (generalised focal loss, arXiv 2006.04388).
/// </summary>
internal static class BoxDistances
{
    /// <summary>Distances of a box.</summary>
    public const int Sides = 4;

    /// <summary>Logits of a distance in the models of the NanoDet family (<c>reg_max: 7</c>).</summary>
    public const int UsualBins = 8;

    /// <summary>Adds the box to the candidates; <paramref name="x"/>, <paramref name="y"/> and the stride are input pixels.</summary>
    public static void Add(CandidateList candidates, ReadOnlySpan<float> logits, float x, float y, int stride, int label, float score, int source)
    {
        var bins = logits.Length / Sides;
        candidates.Add(
            x - (stride * Mean(logits[..bins])),
            y - (stride * Mean(logits[bins..(2 * bins)])),
            x + (stride * Mean(logits[(2 * bins)..(3 * bins)])),
            y + (stride * Mean(logits[(3 * bins)..])),
            label,
            score,
            source);
    }

    /// <summary>The mean of a distribution over 0, 1, … whose logits these are; NaN when any of them is.</summary>
    private static float Mean(ReadOnlySpan<float> logits)
    {
        var largest = float.NegativeInfinity;
        foreach (var logit in logits)
            largest = MathF.Max(largest, logit);
        var (weights, sum) = (0f, 0f);
        for (var i = 0; i < logits.Length; i++)
        {
            var weight = MathF.Exp(logits[i] - largest);
            weights += weight;
            sum += weight * i;
        }

        return sum / weights;
    }
}
