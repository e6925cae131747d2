namespace EdgeDaemon.Scenes.Drawing;

/// <summary>
/// Sine and cosine of turns (1 = a full circle) by Bhaskara's rational approximation, error below 0.002. The math library's
/// differ in the last bit between processors and C libraries; this is made of exactly rounded operations only.
/// </summary>
internal static class Wave
{
    internal static float Sin(float turns)
    {
        var part = turns - MathF.Floor(turns);
        var half = part < 0.5f ? part * 2 : (part * 2) - 1;
        var product = half * (1 - half);
        var sine = 16 * product / (5 - (4 * product));
        return part < 0.5f ? sine : -sine;
    }

    internal static float Cos(float turns) => Sin(turns + 0.25f);
}
