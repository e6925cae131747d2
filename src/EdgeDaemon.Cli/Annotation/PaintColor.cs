namespace EdgeDaemon.Cli.Annotation;

/// <summary>A colour to draw with.</summary>
internal readonly record struct PaintColor(byte Red, byte Green, byte Blue)
{
    // Steps of the golden section spread any number of hues, and neighbours lie far apart.
    private const double GoldenSection = 0.618034;

    /// <summary>Black.</summary>
    public static readonly PaintColor Black = new(0, 0, 0);

    /// <summary>White.</summary>
    public static readonly PaintColor White = new(255, 255, 255);

    /// <summary>Black or white, whichever can be read on this colour.</summary>
    public PaintColor ToContrast() => (0.299 * Red) + (0.587 * Green) + (0.114 * Blue) > 140 ? Black : White;

    /// <summary>A strong colour per label.</summary>
    public static PaintColor Of(int label)
    {
        var hue = label * GoldenSection % 1 * 6;
        return new PaintColor(Channel(hue, 0), Channel(hue, 2), Channel(hue, 4));
    }

    /// <summary>A channel of a saturated hue (0..6): full for a third of the circle around its own place, nothing opposite.</summary>
    private static byte Channel(double hue, double place)
    {
        var distance = Math.Abs(((hue - place + 9) % 6) - 3);
        return (byte)Math.Round(255 * Math.Clamp(2 - distance, 0, 1));
    }
}
