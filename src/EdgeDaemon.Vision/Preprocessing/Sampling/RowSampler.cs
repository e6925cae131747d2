using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// Fills one row of the scaled picture. Each pixel's three channels lie in the lanes of one vector: two neighbours of the
/// upper and of the lower source row are fetched, widened to float, interpolated across and down, converted to RGB where they
/// are YUV, and rounded; four pixels make one 16-byte store. Unlike a vertical pass over whole rows this costs the same
/// for a 4K frame as for VGA, since only the bytes that contribute are touched. 128-bit, portable: NEON and SSE.
/// </summary>
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
        var upper = RowsOf(frame, plan.HasHalfRows, position.LumaTop, position.ChromaTop);
        var lower = RowsOf(frame, plan.HasHalfRows, position.LumaBottom, position.ChromaBottom);
        var count = plan.VectorColumns(frame, position);
        var luma = plan.LumaOffsets.AsSpan(0, count);
        var chroma = plan.ChromaOffsets.AsSpan(0, count);
        var weights = plan.Weights.AsSpan(0, count);
        var groups = MemoryMarshal.Cast<byte, Vector128<byte>>(rgbx);
        var matrix = plan.Matrix;
        for (var x = 0; x + 3 < count; x += 4)
        {
            var first = Bilinear<TTexels>(upper, lower, luma[x], chroma[x], weights[x], position.Weights);
            var second = Bilinear<TTexels>(upper, lower, luma[x + 1], chroma[x + 1], weights[x + 1], position.Weights);
            var third = Bilinear<TTexels>(upper, lower, luma[x + 2], chroma[x + 2], weights[x + 2], position.Weights);
            var fourth = Bilinear<TTexels>(upper, lower, luma[x + 3], chroma[x + 3], weights[x + 3], position.Weights);
            if (plan.NeedsMatrix)
            {
                first = Convert(matrix, first);
                second = Convert(matrix, second);
                third = Convert(matrix, third);
                fourth = Convert(matrix, fourth);
            }
            else if (IsUncertain(first, second, third, fourth))
            {
                ScalarRowSampler.Sample(plan, frame, scaledRow, x, x + 4, rgbx);
                continue;
            }

            groups[x >> 2] = ToBytes(first, second, third, fourth);
        }

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Bilinear<TTexels>(
        in SourceRow upper, in SourceRow lower, int luma, int chroma, Vector128<float> across, Vector128<float> down)
        where TTexels : struct, ITexels
    {
        var top = Across(TTexels.Fetch(upper, luma, chroma), across);
        var bottom = Across(TTexels.Fetch(lower, luma, chroma), across);
        return top + ((bottom - top) * down);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Across(ulong texels, Vector128<float> weight)
    {
        var wide = Vector128.WidenLower(Vector128.CreateScalarUnsafe(texels).AsByte());
        var left = Vector128.ConvertToSingle(Vector128.WidenLower(wide).AsInt32());
        var right = Vector128.ConvertToSingle(Vector128.WidenUpper(wide).AsInt32());
        return left + ((right - left) * weight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Convert(in ColorMatrix matrix, Vector128<float> yuv)
    {
        var y = Vector128.Shuffle(yuv, Vector128.Create(0, 0, 0, 0));
        var u = Vector128.Shuffle(yuv, Vector128.Create(1, 1, 1, 1));
        var v = Vector128.Shuffle(yuv, Vector128.Create(2, 2, 2, 2));
        return ((y * matrix.Luma) + ((u * matrix.BlueChroma) + (v * matrix.RedChroma))) + matrix.Bias;
    }

    /// <summary>
    /// Is any of them so near to a half that single precision cannot tell which way it rounds? The two interpolations err by
    /// at most 255 · 2⁻²¹. With ratios such as 3 : 2 true halves are common, and quantised models do tell the difference.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsUncertain(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth)
    {
        var nearest = Vector128.Min(
            Vector128.Min(FromHalf(first), FromHalf(second)), Vector128.Min(FromHalf(third), FromHalf(fourth)));
        return Vector128.LessThanAny(nearest, Vector128.Create(1f / 4096));
    }

    /// <summary>Distance to the nearest value that ends in one half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> FromHalf(Vector128<float> value)
    {
        var moved = value + Vector128.Create(0.5f);
        return Vector128.Abs(moved - Vector128.Round(moved));
    }

    /// <summary>
    /// Rounds half up and clamps to 0..255. Saturation is to signed bytes, the only kind that is one instruction per step on
    /// all machines, so the values are moved down by 128 and back.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ToBytes(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth)
    {
        var middle = Vector128.Create((short)128);
        var left = Vector128.NarrowWithSaturation(Round(first), Round(second)) - middle;
        var right = Vector128.NarrowWithSaturation(Round(third), Round(fourth)) - middle;
        return Vector128.NarrowWithSaturation(left, right).AsByte() ^ Vector128.Create((byte)128);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Round(Vector128<float> value) =>
        Vector128.ConvertToInt32Native(value + Vector128.Create(0.5f));
}
