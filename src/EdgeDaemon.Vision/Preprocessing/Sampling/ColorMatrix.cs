using System.Runtime.Intrinsics;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// From Y, U, V (0..255) to R, G, B: <c>Y · Luma + U · BlueChroma + V · RedChroma + Bias</c>, one lane per colour; the fourth lane is
/// unused. BT.601 (ITU-R BT.601-7, 2.5), full range as JFIF has it or limited range as webcams send it.
/// </summary>
internal readonly record struct ColorMatrix(
    Vector128<float> Luma, Vector128<float> BlueChroma, Vector128<float> RedChroma, Vector128<float> Bias)
{
    private const double RedWeight = 0.299;
    private const double GreenWeight = 0.587;
    private const double BlueWeight = 0.114;

    /// <summary>The matrix for a colour range; <paramref name="lumaOnly"/> leaves the chroma out.</summary>
    public static ColorMatrix For(ColorRange range, bool lumaOnly)
    {
        var limited = range == ColorRange.Limited;
        var (lumaGain, chromaGain, black) = limited ? (255.0 / 219, 255.0 / 224, 16.0) : (1.0, 1.0, 0.0);
        if (lumaOnly)
            chromaGain = 0;
        var redFromV = 2 * (1 - RedWeight) * chromaGain;
        var blueFromU = 2 * (1 - BlueWeight) * chromaGain;
        var greenFromU = -blueFromU * BlueWeight / GreenWeight;
        var greenFromV = -redFromV * RedWeight / GreenWeight;
        var offset = -black * lumaGain;
        return new(
            Vector128.Create((float)lumaGain),
            Lanes(0, greenFromU, blueFromU),
            Lanes(redFromV, greenFromV, 0),
            Lanes(offset - (128 * redFromV), offset - (128 * (greenFromU + greenFromV)), offset - (128 * blueFromU)));
    }

    private static Vector128<float> Lanes(double red, double green, double blue) =>
        Vector128.Create((float)red, (float)green, (float)blue, 0);
}
