using System.Runtime.Intrinsics;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// The reference for <see cref="RowSampler"/>, and its right edge: one channel after the other, one column after the
/// other. The order of the floating-point operations is part of the contract between the two.
/// </summary>
internal static class ScalarRowSampler
{
    /// <summary>Fills the columns from <paramref name="from"/> on of one scaled row with R, G, B, 0.</summary>
    public static void Sample(SamplingPlan plan, Frame frame, int scaledRow, int from, Span<byte> rgbx)
    {
        var position = plan.RowAt(scaledRow);
        Span<float> sample = stackalloc float[3];
        for (var x = from; x < plan.Geometry.ScaledWidth; x++)
        {
            for (var channel = 0; channel < sample.Length; channel++)
                sample[channel] = Bilinear(plan, frame, position, x, channel);
            var pixel = rgbx.Slice(x * RowSampler.BytesPerPixel, RowSampler.BytesPerPixel);
            for (var color = 0; color < sample.Length; color++)
                pixel[color] = Round(plan.NeedsMatrix ? Convert(plan.Matrix, sample, color) : sample[color]);
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

    private static byte Round(float value) => (byte)(value + 0.5f);
}
