using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// Fills one row of the scaled picture in two steps. First the bytes that contribute are gathered column by column: two
/// neighbours of the upper and of the lower source row. Then four columns at a time, one channel per vector, they are widened to
/// float, interpolated across and down, converted to RGB where they are YUV, and rounded; four pixels make one 16-byte store.
/// Unlike a vertical pass over whole rows this costs the same for a 4K frame as for VGA, since only the bytes that contribute
/// are touched. 128-bit, portable: NEON and SSE.
/// </summary>
/// <remarks>
/// The steps go over the whole row, one after the other: vectors that read what was only just written in smaller pieces wait
/// for it. Nothing is wider than 128 bits because native programs, made for every PC, cannot choose AVX as they run.
/// </remarks>
internal static class RowSampler
{
    /// <summary>A scaled row is R, G, B and a byte of no meaning per pixel.</summary>
    public const int BytesPerPixel = 4;

    /// <summary>Does this machine have 128-bit vectors?</summary>
    public static bool IsAccelerated => Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian;

    /// <summary>Fills one scaled row.</summary>
    public static void Sample(SamplingPlan plan, Frame frame, int scaledRow, Span<byte> rgbx)
    {
        var vectorColumns = plan.Kind switch
        {
            SampleKind.Rgb24 => Sample<Rgb24Texels>(plan, frame, scaledRow, rgbx),
            SampleKind.Luma => Sample<LumaTexels>(plan, frame, scaledRow, rgbx),
            SampleKind.YuyvLuma => Sample<YuyvLumaTexels>(plan, frame, scaledRow, rgbx),
            SampleKind.Yuyv => Sample<YuyvTexels>(plan, frame, scaledRow, rgbx),
            SampleKind.Nv12 => Sample<Nv12Texels>(plan, frame, scaledRow, rgbx),
            _ => Sample<I420Texels>(plan, frame, scaledRow, rgbx),
        };
        ScalarRowSampler.Sample(plan, frame, scaledRow, vectorColumns, plan.Geometry.ScaledWidth, rgbx);
    }

    /// <returns>How many columns were filled, from the left.</returns>
    private static int Sample<TTexels>(SamplingPlan plan, Frame frame, int scaledRow, Span<byte> rgbx)
        where TTexels : struct, ITexels
    {
        var position = plan.RowAt(scaledRow);
        var count = plan.VectorColumns(frame, position);
        Gather<TTexels>(
            plan, count,
            RowsOf(frame, plan.HasHalfRows, position.LumaTop, position.ChromaTop),
            RowsOf(frame, plan.HasHalfRows, position.LumaBottom, position.ChromaBottom));
        if (plan.NeedsMatrix)
            Convert<TTexels>(plan, position, count, rgbx);
        else if (Round<TTexels>(plan, position, count, rgbx) && !plan.IsExact(scaledRow))
            Correct(plan, frame, scaledRow, count, rgbx);
        return count;
    }

    private static SourceRow RowsOf(Frame frame, bool hasChromaPlanes, int lumaRow, int chromaRow)
    {
        var bytes = frame.Bytes;
        var planes = frame.Planes;
        ref readonly var luma = ref bytes[planes[0].Offset + (lumaRow * planes[0].StrideBytes)];
        if (!hasChromaPlanes)
            return new(in luma, in luma, in luma);
        var (u, v) = (planes[1], planes[^1]);
        return new(in luma, in bytes[u.Offset + (chromaRow * u.StrideBytes)], in bytes[v.Offset + (chromaRow * v.StrideBytes)]);
    }

    private static void Gather<TTexels>(SamplingPlan plan, int count, SourceRow upper, SourceRow lower)
        where TTexels : struct, ITexels
    {
        ref var luma = ref MemoryMarshal.GetArrayDataReference(plan.LumaOffsets);
        ref var chroma = ref MemoryMarshal.GetArrayDataReference(plan.ChromaOffsets);
        ref var group = ref MemoryMarshal.GetArrayDataReference(plan.Texels);
        for (var x = 0; x < count; x += ColumnGroup.Columns)
        {
            Gather<TTexels>(upper, lower, Unsafe.Add(ref luma, x), Unsafe.Add(ref chroma, x), ref group);
            Gather<TTexels>(upper, lower, Unsafe.Add(ref luma, x + 1), Unsafe.Add(ref chroma, x + 1), ref Unsafe.Add(ref group, 1));
            Gather<TTexels>(upper, lower, Unsafe.Add(ref luma, x + 2), Unsafe.Add(ref chroma, x + 2), ref Unsafe.Add(ref group, 2));
            Gather<TTexels>(upper, lower, Unsafe.Add(ref luma, x + 3), Unsafe.Add(ref chroma, x + 3), ref Unsafe.Add(ref group, 3));
            group = ref Unsafe.Add(ref group, ColumnGroup.Size);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather<TTexels>(SourceRow upper, SourceRow lower, int luma, int chroma, ref uint column)
        where TTexels : struct, ITexels
    {
        TTexels.Fetch(upper, luma, chroma, ref column);
        TTexels.Fetch(lower, luma, chroma, ref Unsafe.Add(ref column, ColumnGroup.RowSize));
    }

    private static void Convert<TTexels>(SamplingPlan plan, in RowPosition position, int count, Span<byte> rgbx)
        where TTexels : struct, ITexels
    {
        var groups = MemoryMarshal.Cast<byte, Vector128<byte>>(rgbx)[..(count / ColumnGroup.Columns)];
        var lumaWeights = MemoryMarshal.Cast<float, Vector128<float>>(plan.LumaWeights)[..groups.Length];
        var chromaWeights = MemoryMarshal.Cast<float, Vector128<float>>(plan.ChromaWeights)[..groups.Length];
        ref var group = ref MemoryMarshal.GetArrayDataReference(plan.Texels);
        var matrix = plan.Matrix;
        var gain = Vector128.Create(matrix.Luma);
        var (redFromV, redBias) = (Vector128.Create(matrix.RedFromV), Vector128.Create(matrix.RedBias));
        var (greenFromU, greenFromV, greenBias) =
            (Vector128.Create(matrix.GreenFromU), Vector128.Create(matrix.GreenFromV), Vector128.Create(matrix.GreenBias));
        var (blueFromU, blueBias) = (Vector128.Create(matrix.BlueFromU), Vector128.Create(matrix.BlueBias));
        var luma = Vector128.Create(position.LumaWeight);
        var chroma = Vector128.Create(position.ChromaWeight);
        for (var i = 0; i < groups.Length; i++)
        {
            var y = Bilinear<TTexels>(ref group, 0, lumaWeights[i], luma) * gain;
            if (TTexels.Channels == 1)
            {
                var gray = y + redBias;
                groups[i] = ToBytes(gray, gray, gray);
            }
            else
            {
                var u = Bilinear<TTexels>(ref group, 1, chromaWeights[i], chroma);
                var v = Bilinear<TTexels>(ref group, 2, chromaWeights[i], chroma);
                groups[i] = ToBytes(
                    (y + (v * redFromV)) + redBias,
                    (y + ((u * greenFromU) + (v * greenFromV))) + greenBias,
                    (y + (u * blueFromU)) + blueBias);
            }

            group = ref Unsafe.Add(ref group, ColumnGroup.Size);
        }
    }

    /// <summary>
    /// Also notes the columns that lie so near to a half that single precision cannot tell which way they round. The two
    /// interpolations err by at most 255 · 2⁻²¹. With ratios such as 3 : 2 true halves are common, and quantised models do tell
    /// the difference.
    /// </summary>
    /// <returns>Are there any such columns?</returns>
    private static bool Round<TTexels>(SamplingPlan plan, in RowPosition position, int count, Span<byte> rgbx)
        where TTexels : struct, ITexels
    {
        var groups = MemoryMarshal.Cast<byte, Vector128<byte>>(rgbx)[..(count / ColumnGroup.Columns)];
        var weights = MemoryMarshal.Cast<float, Vector128<float>>(plan.LumaWeights)[..groups.Length];
        var uncertain = plan.UncertainColumns.AsSpan(0, groups.Length);
        ref var group = ref MemoryMarshal.GetArrayDataReference(plan.Texels);
        var down = Vector128.Create(position.LumaWeight);
        var any = 0u;
        for (var i = 0; i < groups.Length; i++)
        {
            var first = Bilinear<TTexels>(ref group, 0, weights[i], down);
            var nearest = FromHalf(first);
            if (TTexels.Channels == 1)
            {
                groups[i] = ToBytes(first, first, first);
            }
            else
            {
                var second = Bilinear<TTexels>(ref group, 1, weights[i], down);
                var third = Bilinear<TTexels>(ref group, 2, weights[i], down);
                nearest = Vector128.Min(nearest, Vector128.Min(FromHalf(second), FromHalf(third)));
                groups[i] = ToBytes(first, second, third);
            }

            var columns = Vector128.LessThan(nearest, Vector128.Create(1f / 4096)).ExtractMostSignificantBits();
            uncertain[i] = (byte)columns;
            any |= columns;
            group = ref Unsafe.Add(ref group, ColumnGroup.Size);
        }

        return any != 0;
    }

    private static void Correct(SamplingPlan plan, Frame frame, int scaledRow, int count, Span<byte> rgbx)
    {
        for (var x = 0; x < count; x += ColumnGroup.Columns)
        {
            int columns = plan.UncertainColumns[x / ColumnGroup.Columns];
            if (columns == 0)
                continue;
            var from = int.TrailingZeroCount(columns);
            var to = int.Log2(columns) + 1;
            ScalarRowSampler.Sample(plan, frame, scaledRow, x + from, x + to, rgbx);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Bilinear<TTexels>(ref uint group, int channel, Vector128<float> across, Vector128<float> down)
        where TTexels : struct, ITexels
    {
        var top = Across<TTexels>(ref group, channel, across);
        var bottom = Across<TTexels>(ref Unsafe.Add(ref group, ColumnGroup.RowSize), channel, across);
        return top + ((bottom - top) * down);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Across<TTexels>(ref uint row, int channel, Vector128<float> weight)
        where TTexels : struct, ITexels
    {
        var left = ColumnGroup.Samples(ref row, TTexels.Left(channel));
        var right = ColumnGroup.Samples(ref row, TTexels.Right(channel));
        return left + ((right - left) * weight);
    }

    /// <summary>Distance to the nearest value that ends in one half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> FromHalf(Vector128<float> value)
    {
        var moved = value + Vector128.Create(0.5f);
        return Vector128.Abs(moved - Vector128.Round(moved));
    }

    /// <summary>
    /// Rounds half up, clamps to 0..255, and mixes to pixels. Saturation is to signed bytes, the only kind that is one
    /// instruction per step on all machines, so the values are moved down by 128 and back.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ToBytes(Vector128<float> red, Vector128<float> green, Vector128<float> blue)
    {
        var middle = Vector128.Create((short)128);
        var roundBlue = Round(blue);
        var left = Vector128.NarrowWithSaturation(Round(red), Round(green)) - middle;
        var right = Vector128.NarrowWithSaturation(roundBlue, roundBlue) - middle;
        var planes = Vector128.NarrowWithSaturation(left, right).AsByte() ^ Vector128.Create((byte)128);
        return Vector128.Shuffle(planes, Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Round(Vector128<float> value) =>
        Vector128.ConvertToInt32Native(value + Vector128.Create(0.5f));
}
