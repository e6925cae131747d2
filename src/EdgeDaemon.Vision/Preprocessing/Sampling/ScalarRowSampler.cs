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
        var matrix = plan.Matrix;
        for (var x = from; x < to; x++)
        {
            var y = Bilinear(plan, frame, position, x, channel: 0) * matrix.Luma;
            var u = Bilinear(plan, frame, position, x, channel: 1);
            var v = Bilinear(plan, frame, position, x, channel: 2);
            var pixel = rgbx.Slice(x * RowSampler.BytesPerPixel, RowSampler.BytesPerPixel);
            pixel[0] = Round((y + (v * matrix.RedFromV)) + matrix.RedBias);
            pixel[1] = Round((y + ((u * matrix.GreenFromU) + (v * matrix.GreenFromV))) + matrix.GreenBias);
            pixel[2] = Round((y + (u * matrix.BlueFromU)) + matrix.BlueBias);
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
        var weight = isChroma ? plan.ChromaWeights[x] : plan.LumaWeights[x];
        var step = isChroma ? SampleLayout.ChromaStep(kind) : SampleLayout.LumaStep(kind);
        var next = offset + (weight > 0 ? step : 0);
        var (top, bottom, down) = isChroma
            ? (position.ChromaTop, position.ChromaBottom, position.ChromaWeight)
            : (position.LumaTop, position.LumaBottom, position.LumaWeight);
        var upper = RowOf(frame, plane, top);
        var lower = RowOf(frame, plane, bottom);
        return Lerp(Lerp(upper[offset], upper[next], weight), Lerp(lower[offset], lower[next], weight), down);
    }

    private static ReadOnlySpan<byte> RowOf(Frame frame, int plane, int row)
    {
        var stride = frame.Planes[plane].StrideBytes;
        return frame.Plane(plane).Slice(row * stride, stride);
    }

    private static byte Round(float value) => (byte)(MathF.Min(MathF.Max(value, 0), 255) + 0.5f);

    private static float Lerp(float a, float b, float weight) => a + ((b - a) * weight);
}
