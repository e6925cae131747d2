namespace EdgeDaemon.Scenes.Drawing;

/// <summary>A colour, channels 0..255; values outside are clamped when drawn.</summary>
internal readonly record struct Rgb(float R, float G, float B)
{
    /// <summary>Lighter (above 1) or darker (below 1).</summary>
    internal Rgb Lit(float factor) => new(R * factor, G * factor, B * factor);

    /// <summary>This colour at 0, the other at 1.</summary>
    internal Rgb Mix(Rgb other, float share) =>
        new(R + ((other.R - R) * share), G + ((other.G - G) * share), B + ((other.B - B) * share));
}
