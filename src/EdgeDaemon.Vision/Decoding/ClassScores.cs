using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>Finds the best of a box's class scores. What is not a number is never the best; of equal scores the first is.</summary>
internal static class ClassScores
{
    // 4 KiB of maxima stay in the first-level cache while the scores of all classes stream past them.
    private const int ColumnsPerBlock = 1024;

    /// <summary>The best class of a row, and its score; label −1 and <paramref name="nothing"/> when no score is above that.</summary>
    public static (int Label, float Score) Best(ReadOnlySpan<float> row, float nothing = 0)
    {
        var (label, best) = (-1, nothing);
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] > best)
                (label, best) = (i, row[i]);
        }

        return (label, best);
    }

    /// <summary>As <see cref="Best"/>, for a column of a matrix with so many columns.</summary>
    public static (int Label, float Score) BestOfColumn(ReadOnlySpan<float> matrix, int columns, int column, float nothing = 0)
    {
        var (label, best) = (-1, nothing);
        for (int i = 0, at = column; at < matrix.Length; i++, at += columns)
        {
            if (matrix[at] > best)
                (label, best) = (i, matrix[at]);
        }

        return (label, best);
    }

    /// <summary>The largest value of each column, or <paramref name="nothing"/> where none is above that.</summary>
    /// <param name="matrix">Rows × <c>maxima.Length</c> columns.</param>
    /// <param name="maxima">Overwritten.</param>
    /// <param name="nothing">As for <see cref="Best"/>.</param>
    /// <remarks>
    /// Goes row by row over blocks of columns, so that memory is read in order and once: walking down the columns, a 84 × 8400
    /// output touches another page at every step.
    /// </remarks>
    public static void MaxOfColumns(ReadOnlySpan<float> matrix, Span<float> maxima, float nothing = 0)
    {
        maxima.Fill(nothing);
        var columns = maxima.Length;
        for (var start = 0; start < columns; start += ColumnsPerBlock)
        {
            var block = maxima.Slice(start, Math.Min(ColumnsPerBlock, columns - start));
            for (var at = start; at < matrix.Length; at += columns)
                MaxInPlace(block, matrix.Slice(at, block.Length));
        }
    }

    /// <summary>What <see cref="MaxOfColumns"/> computes, written so that it is plainly right: the reference in tests.</summary>
    public static void MaxOfColumnsScalar(ReadOnlySpan<float> matrix, Span<float> maxima)
    {
        for (var column = 0; column < maxima.Length; column++)
            maxima[column] = BestOfColumn(matrix, maxima.Length, column).Score;
    }

    /// <summary>Position of the first value from <paramref name="from"/> on that is at least the floor; the length if none is.</summary>
    public static int NextAtLeast(ReadOnlySpan<float> values, int from, float floor)
    {
        var floors = Vector128.Create(floor);
        ref var first = ref MemoryMarshal.GetReference(values);
        while (from <= values.Length - Vector128<float>.Count
            && !Vector128.GreaterThanOrEqualAny(Vector128.LoadUnsafe(ref first, (nuint)from), floors))
            from += Vector128<float>.Count;
        while (from < values.Length && !(values[from] >= floor))
            from++;
        return from;
    }

    private static void MaxInPlace(Span<float> maxima, ReadOnlySpan<float> row)
    {
        ref var best = ref MemoryMarshal.GetReference(maxima);
        ref var value = ref MemoryMarshal.GetReference(row);
        var i = 0;
        for (; i <= maxima.Length - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            // A comparison with NaN is false and leaves the maximum; the instructions for "max" differ in that between machines.
            var (kept, candidate) = (Vector128.LoadUnsafe(ref best, (nuint)i), Vector128.LoadUnsafe(ref value, (nuint)i));
            Vector128.ConditionalSelect(Vector128.GreaterThan(candidate, kept), candidate, kept).StoreUnsafe(ref best, (nuint)i);
        }

        for (; i < maxima.Length; i++)
        {
            if (row[i] > maxima[i])
                maxima[i] = row[i];
        }
    }
}
