namespace EdgeDaemon.Scenes.Drawing;

/// <summary>Smooth random texture: a random value at each whole coordinate, interpolated between them.</summary>
internal static class ValueNoise
{
    /// <summary>One octave at a point; -1..1.</summary>
    internal static float At(float x, float y, uint seed)
    {
        var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var (fx, fy) = (Smooth(x - left), Smooth(y - top));
        var upper = Lerp(Corner(left, top, seed), Corner(left + 1, top, seed), fx);
        var lower = Lerp(Corner(left, top + 1, seed), Corner(left + 1, top + 1, seed), fx);
        return Lerp(upper, lower, fy);
    }

    /// <summary>Three octaves, each twice as fine and half as strong; about -1..1.</summary>
    internal static float Fractal(float x, float y, uint seed) =>
        (At(x, y, seed) * 0.57f) + (At(x * 2, y * 2, seed + 1) * 0.29f) + (At(x * 4, y * 4, seed + 2) * 0.14f);

    private static float Corner(int x, int y, uint seed)
    {
        var hash = ((uint)x * 0x9E3779B1u) ^ ((uint)y * 0x85EBCA77u) ^ (seed * 0xC2B2AE3Du);
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6Du;
        hash = (hash ^ (hash >> 12)) * 0x297A2D39u;
        return ((hash >> 8) * (2f / (1 << 24))) - 1;
    }

    private static float Smooth(float t) => t * t * (3 - (2 * t));

    private static float Lerp(float a, float b, float t) => a + ((b - a) * t);
}
