namespace EdgeDaemon.TestKit.Evaluation;

/// <summary>Agreement of two class maps in one class, pixel by pixel.</summary>
public static class MapOverlap
{
    /// <summary>Intersection over union of a class, 0..1, and the share of all pixels that agree in whatever class.</summary>
    /// <param name="actual">A class per pixel.</param>
    /// <param name="expected">As many.</param>
    /// <param name="label">The class.</param>
    public static (double Overlap, double Agreement) Of(ReadOnlySpan<long> actual, ReadOnlySpan<byte> expected, int label)
    {
        if (actual.Length != expected.Length)
            throw new ArgumentException($"{actual.Length} pixels against {expected.Length}.", nameof(actual));
        var (both, either, same) = (0L, 0L, 0L);
        for (var i = 0; i < actual.Length; i++)
        {
            both += actual[i] == label && expected[i] == label ? 1 : 0;
            either += actual[i] == label || expected[i] == label ? 1 : 0;
            same += actual[i] == expected[i] ? 1 : 0;
        }

        return ((double)both / either, (double)same / actual.Length);
    }
}
