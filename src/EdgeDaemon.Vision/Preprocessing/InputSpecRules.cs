using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>What must hold before pixels are written without further checks.</summary>
internal static class InputSpecRules
{
    private const int MaxSide = 8192;

    public static void Check(InputSpec spec)
    {
        if (spec.Width is < 1 or > MaxSide || spec.Height is < 1 or > MaxSide)
            throw Bad($"size {spec.Width}×{spec.Height}, expected sides of 1..{MaxSide} pixels");
        if (spec.ElementType is TensorElementType.Int64 or TensorElementType.Int32)
            throw Bad($"element type {TensorSpec.NameOf(spec.ElementType)}, expected float32, float16, uint8 or int8");
        if (spec.CropFraction is not (> 0 and <= 1))
            throw Bad($"crop fraction {spec.CropFraction}, expected more than 0 and at most 1");
        CheckNormalisation(spec);
    }

    public static void CheckDestination(InputSpec spec, Tensor destination)
    {
        var shape = destination.Shape.AsSpan();
        var fits = shape.Length == 4 && shape[0] == 1 && (spec.Layout == TensorLayout.Nchw
            ? shape[1] == spec.Channels && shape[2] == spec.Height && shape[3] == spec.Width
            : shape[1] == spec.Height && shape[2] == spec.Width && shape[3] == spec.Channels);
        if (!fits || destination.Spec.ElementType != spec.ElementType)
        {
            throw new ArgumentException(
                $"Input tensor: expected {Describe(spec)}, got {destination.Spec with { Shape = destination.Shape }}.", nameof(destination));
        }
    }

    /// <summary>The value of a pixel in the input, before it is cast to the element type.</summary>
    public static double Normalise(InputSpec spec, int channel, int pixel) => (pixel - spec.Mean[channel]) / spec.Std[channel];

    private static void CheckNormalisation(InputSpec spec)
    {
        if (spec.Mean.Length < spec.Channels || spec.Std.Length < spec.Channels)
            throw Bad($"{spec.Mean.Length} mean and {spec.Std.Length} std values, expected {spec.Channels} each");
        for (var channel = 0; channel < spec.Channels; channel++)
        {
            var (first, last) = (Normalise(spec, channel, 0), Normalise(spec, channel, 255));
            if (!double.IsFinite(first) || !double.IsFinite(last))
                throw Bad($"mean {spec.Mean[channel]}, std {spec.Std[channel]} in channel {channel}, expected numbers, std not 0");
            var (lowest, highest) = RangeOf(spec.ElementType);
            if (Math.Min(first, last) <= lowest - 1 || Math.Max(first, last) >= highest + 1)
            {
                throw Bad(
                    $"(pixel − {spec.Mean[channel]}) / {spec.Std[channel]} spans {first:0.##}..{last:0.##} in channel {channel}, "
                    + $"{TensorSpec.NameOf(spec.ElementType)} holds {lowest}..{highest}; set mean and std to fit");
            }
        }
    }

    private static (double Lowest, double Highest) RangeOf(TensorElementType type) => type switch
    {
        TensorElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        TensorElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        TensorElementType.Float16 => ((double)Half.MinValue, (double)Half.MaxValue),
        _ => (float.MinValue, float.MaxValue),
    };

    private static string Describe(InputSpec spec) => spec.Layout == TensorLayout.Nchw
        ? $"{TensorSpec.NameOf(spec.ElementType)}[1,{spec.Channels},{spec.Height},{spec.Width}]"
        : $"{TensorSpec.NameOf(spec.ElementType)}[1,{spec.Height},{spec.Width},{spec.Channels}]";

    private static ArgumentException Bad(string what) => new($"Model input: {what}.");
}
