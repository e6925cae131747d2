using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// From Y, U, V (0..255) to R, G, B: <c>R = Y · Luma + V · RedFromV + RedBias</c>, and so on; green takes both U and V. BT.601
/// (ITU-R BT.601-7, 2.5), full range as JFIF has it or limited range as webcams send it.
/// </summary>
internal readonly record struct ColorMatrix(
    float Luma, float RedFromV, float RedBias, float GreenFromU, float GreenFromV, float GreenBias, float BlueFromU, float BlueBias)
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
            (float)lumaGain,
            (float)redFromV, (float)(offset - (128 * redFromV)),
            (float)greenFromU, (float)greenFromV, (float)(offset - (128 * (greenFromU + greenFromV))),
            (float)blueFromU, (float)(offset - (128 * blueFromU)));
    }
}
