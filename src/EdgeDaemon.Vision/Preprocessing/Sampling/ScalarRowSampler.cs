using System.Runtime.Intrinsics;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// The reference for <see cref="RowSampler"/>, its right edge, and its resort where a value cannot be rounded safely: one
/// channel after the other, one column after the other. Samples that need no conversion are computed in double precision;
/// for YUV the order of the single-precision operations is part of the contract between the two.
/// </summary>
internal static class ScalarRowSampler
{
    private const int Channels = 3;

    /// <summary>Fills the columns from <paramref name="from"/> to before <paramref name="to"/> of one scaled row with R, G, B, 0.</summary>
    public static void Sample(SamplingPlan plan, Frame frame, int scaledRow, int from, int to, Span<byte> rgbx)
    {
        if (from == to)
            return;
        if (plan.NeedsMatrix)
            SampleConverted(plan, frame, scaledRow, from, to, rgbx);
        else
            SampleExactly(plan, frame, scaledRow, from, to, rgbx);
    }

    private static void SampleConverted(SamplingPlan plan, Frame frame, int scaledRow, int from, int to, Span<byte> rgbx)
    {
        var position = plan.RowAt(scaledRow);
        Span<float> sample = stackalloc float[Channels];
        for (var x = from; x < to; x++)
        {
            for (var channel = 0; channel < Channels; channel++)
                sample[channel] = Bilinear(plan, frame, position, x, channel);
            var pixel = rgbx.Slice(x * RowSampler.BytesPerPixel, RowSampler.BytesPerPixel);
            for (var color = 0; color < Channels; color++)
                pixel[color] = (byte)(Convert(plan.Matrix, sample, color) + 0.5f);
            pixel[3] = 0;
        }
    }

    private static void SampleExactly(SamplingPlan plan, Frame frame, int scaledRow, int from, int to, Span<byte> rgbx)
    {
        var (row, down) = plan.ExactRow(scaledRow);
        var step = SampleLayout.LumaStep(plan.Kind);
        var upper = RowOf(frame, 0, row);
        var lower = RowOf(frame, 0, row + (down > 0 ? 1 : 0));
        for (var x = from; x < to; x++)
        {
            var across = plan.ExactColumn(x).Weight;
            var pixel = rgbx.Slice(x * RowSampler.BytesPerPixel, RowSampler.BytesPerPixel);
            for (var channel = 0; channel < Channels; channel++)
            {
                var left = plan.LumaOffsets[x] + SampleLayout.Channel(plan.Kind, channel).FirstByte;
                var right = left + (across > 0 ? step : 0);
                var top = (upper[left] * (1 - across)) + (upper[right] * across);
                var bottom = (lower[left] * (1 - across)) + (lower[right] * across);
                pixel[channel] = (byte)((top * (1 - down)) + (bottom * down) + 0.5);
            }

            pixel[3] = 0;
        }
    }

    private static float Bilinear(SamplingPlan plan, Frame frame, in RowPosition position, int x, int channel)
    {
        var kind = plan.Kind;
        var isChroma = SampleLayout.IsChroma(kind, channel);
        var (plane, firstByte) = SampleLayout.Channel(kind, channel);
        var offset = firstByte + (isChroma ? plan.ChromaOffsets[x] : plan.LumaOffsets[x]);
        var weight = plan.Weights[x].GetElement(channel);
        var step = isChroma ? SampleLayout.ChromaStep(kind) : SampleLayout.LumaStep(kind);
        var next = offset + (weight > 0 ? step : 0);
        var (top, bottom) = isChroma ? (position.ChromaTop, position.ChromaBottom) : (position.LumaTop, position.LumaBottom);
        var upper = RowOf(frame, plane, top);
        var lower = RowOf(frame, plane, bottom);
        return Lerp(
            Lerp(upper[offset], upper[next], weight), Lerp(lower[offset], lower[next], weight), position.Weights.GetElement(channel));
    }

    private static ReadOnlySpan<byte> RowOf(Frame frame, int plane, int row)
    {
        var stride = frame.Planes[plane].StrideBytes;
        return frame.Plane(plane).Slice(row * stride, stride);
    }

    private static float Convert(in ColorMatrix matrix, ReadOnlySpan<float> yuv, int color)
    {
        var chroma = (yuv[1] * matrix.BlueChroma.GetElement(color)) + (yuv[2] * matrix.RedChroma.GetElement(color));
        var value = ((yuv[0] * matrix.Luma.GetElement(color)) + chroma) + matrix.Bias.GetElement(color);
        return MathF.Min(MathF.Max(value, 0), 255);
    }

    private static float Lerp(float a, float b, float weight) => a + ((b - a) * weight);
}
