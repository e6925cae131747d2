using System.Runtime.InteropServices;

namespace EdgeDaemon.Contracts.Records;

/// <summary>
/// A box in the frame, each edge a fraction of width or height in 1/65535. Left ≤ right, top ≤ bottom.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public readonly record struct NormalizedBox(ushort Left, ushort Top, ushort Right, ushort Bottom)
{
    /// <summary>Rounds fractions to the grid. Values outside 0..1 are clamped; NaN becomes 0.</summary>
    public static NormalizedBox FromFractions(float left, float top, float right, float bottom) =>
        new(Quantize(left), Quantize(top), Quantize(right), Quantize(bottom));

    /// <summary>The edges as fractions, 0..1.</summary>
    public (float Left, float Top, float Right, float Bottom) ToFractions() =>
        (Left / 65535f, Top / 65535f, Right / 65535f, Bottom / 65535f);

    private static ushort Quantize(float fraction) =>
        fraction > 0 ? (ushort)MathF.Round(MathF.Min(fraction, 1) * 65535f) : (ushort)0;
}
