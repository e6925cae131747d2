namespace EdgeDaemon.Scenes.Drawing;

/// <summary>
/// A small random number generator, PCG-XSH-RR 64/32 (O'Neill 2014, www.pcg-random.org). Ours, because a seed must draw the same scene with every
/// version of the runtime. Whole-number arithmetic only, so it is the same on every processor.
/// </summary>
internal struct Pcg32
{
    private ulong _state;

    internal Pcg32(ulong seed)
    {
        _state = 0;
        Next();
        _state += seed;
        Next();
    }

    /// <summary>32 random bits.</summary>
    internal uint Next()
    {
        var old = _state;
        _state = (old * 6364136223846793005UL) + 1442695040888963407UL;
        return uint.RotateRight((uint)(((old >> 18) ^ old) >> 27), (int)(old >> 59));
    }

    /// <summary>A whole number in 0..<paramref name="bound"/> − 1 (bias below 2⁻²⁰ for the small bounds used here).</summary>
    internal int Below(int bound) => (int)(((ulong)Next() * (ulong)bound) >> 32);

    /// <summary>A number in <paramref name="low"/>..<paramref name="high"/>, evenly spread.</summary>
    internal float Between(float low, float high) => low + ((high - low) * (Next() >> 8) * (1f / (1 << 24)));

    /// <summary>A colour around <paramref name="color"/>, each channel up to <paramref name="spread"/> away.</summary>
    internal Rgb Near(Rgb color, float spread)
    {
        var light = Between(-spread, spread);
        return new(color.R + light + Between(-spread / 3, spread / 3), color.G + light + Between(-spread / 3, spread / 3), color.B + light + Between(-spread / 3, spread / 3));
    }
}
