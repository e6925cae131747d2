using EdgeDaemon.Scenes.Drawing;

namespace EdgeDaemon.Scenes.World;

/// <summary>Draws what never moves: sky, woods, ground and road, then house and trees. Drawn once per scene.</summary>
internal static class Backdrop
{
    /// <summary>Fills the whole canvas.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="layout">Where things stand.</param>
    /// <param name="random">Colours and places.</param>
    internal static void Draw(ref Canvas canvas, int width, int height, in SceneLayout layout, ref Pcg32 random)
    {
        var palette = Palette.Pick(ref random);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                canvas.Blend(x, y, Ground(layout, palette, (x + 0.5f) / height, (y + 0.5f) / height), 1);
        }

        House.Draw(ref canvas, layout, ref random);
        var trees = 2 + random.Below(3);
        for (var i = 0; i < trees; i++)
            Tree.Draw(ref canvas, layout, ref random);
    }

    private static Rgb Ground(in SceneLayout layout, in Palette palette, float x, float y)
    {
        var woods = layout.Horizon - 0.035f - (0.03f * ValueNoise.Fractal(x * 7, 0, palette.Seed));
        if (y < woods)
            return Sky(layout, palette, x, y);
        if (y < layout.Horizon + 0.004f)
            return palette.Woods.Lit(1 + (0.45f * ValueNoise.Fractal(x * 45, y * 60, palette.Seed + 7)));

        // Metres on the ground, so that texture and joints shrink towards the horizon as they should.
        var depth = layout.CameraMetres / (y - layout.Horizon);
        var across = (x - (layout.Aspect / 2)) * depth;
        return y switch
        {
            > SceneLayout.RoadFar and < SceneLayout.RoadNear => Road(palette, across, depth, y),
            > SceneLayout.PathFar and < SceneLayout.PathNear => Path(palette, across, depth, y),
            _ => Lawn(palette, across, depth, x, y),
        };
    }

    private static Rgb Sky(in SceneLayout layout, in Palette palette, float x, float y)
    {
        var clouds = ValueNoise.Fractal(x * 3, y * 9, palette.Seed + 20) + palette.Cloudiness;
        return palette.SkyTop.Mix(palette.SkyFoot, y / layout.Horizon).Mix(new Rgb(236, 238, 240), Math.Clamp(clouds * 1.6f, 0, 0.85f));
    }

    private static Rgb Lawn(in Palette palette, float across, float depth, float x, float y)
    {
        var patches = ValueNoise.Fractal(across * 0.6f, depth * 0.6f, palette.Seed + 30);
        var tufts = ValueNoise.Fractal(across * 9, depth * 5, palette.Seed + 33);
        var blades = ValueNoise.At(x * 170, y * 95, palette.Seed + 36);
        return palette.Lawn.Lit(0.8f + (0.3f * y) + (0.16f * patches) + (0.18f * tufts) + (0.2f * blades));
    }

    private static Rgb Road(in Palette palette, float across, float depth, float y)
    {
        if (y is < SceneLayout.RoadFar + 0.008f or > SceneLayout.RoadNear - 0.012f)
            return new Rgb(168, 166, 160).Lit(1 + (0.1f * ValueNoise.At(across * 2, depth, palette.Seed + 40)));
        var middle = MathF.Abs(y - ((SceneLayout.RoadFar + SceneLayout.RoadNear) / 2)) < 0.0035f;
        if (middle && across - (MathF.Floor(across / 3) * 3) < 1.6f)
            return new Rgb(214, 212, 204);
        return palette.Road.Lit(1 + (0.1f * ValueNoise.Fractal(across * 2, depth * 2, palette.Seed + 43)) + (0.12f * ValueNoise.At(across * 24, depth * 9, palette.Seed + 46)));
    }

    private static Rgb Path(in Palette palette, float across, float depth, float y)
    {
        var joint = across - MathF.Floor(across) < 0.03f || y is < SceneLayout.PathFar + 0.005f or > SceneLayout.PathNear - 0.008f;
        var slab = ValueNoise.At(MathF.Floor(across) * 3.7f, 0.5f, palette.Seed + 50);
        var grain = ValueNoise.Fractal(across * 12, depth * 9, palette.Seed + 53);
        return palette.Path.Lit((joint ? 0.68f : 1) + (0.06f * slab) + (0.09f * grain));
    }

    private readonly record struct Palette(
        uint Seed, Rgb SkyTop, Rgb SkyFoot, Rgb Woods, Rgb Lawn, Rgb Road, Rgb Path, float Cloudiness)
    {
        internal static Palette Pick(ref Pcg32 random) => new(
            random.Next(),
            random.Near(new Rgb(104, 152, 208), 22), random.Near(new Rgb(186, 208, 226), 14),
            random.Near(new Rgb(58, 84, 56), 14), random.Near(new Rgb(98, 128, 62), 18),
            random.Near(new Rgb(92, 93, 96), 14), random.Near(new Rgb(160, 154, 144), 14),
            random.Between(-0.25f, 0.35f));
    }
}
