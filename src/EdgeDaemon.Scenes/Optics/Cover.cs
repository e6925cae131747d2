using EdgeDaemon.Scenes.Drawing;

namespace EdgeDaemon.Scenes.Optics;

/// <summary>
/// A brown cloth that hangs right before the lens: out of focus, with soft folds, a faint weave and a soft, wavy edge beyond
/// which a strip of the scene is left. Drawn once, then mixed over each frame. Warm browns, because the camera-health model
/// that the demonstration runs knows covers by them best: cold or strongly woven cloth it takes for a wall.
/// </summary>
internal sealed class Cover
{
    private readonly byte[] _cloth;
    private readonly byte[] _opacity;

    internal Cover(int width, int height, ulong seed)
    {
        _cloth = new byte[width * height * 3];
        _opacity = new byte[width * height];
        var random = new Pcg32(seed);
        var look = Look.Pick(ref random);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                // In shares of the frame, so that it looks the same to a model whatever the frame's size.
                var (u, v) = ((x + 0.5f) / width, (y + 0.5f) / height);
                var color = look.ColorAt(u, v);
                var i = (y * width) + x;
                _cloth[i * 3] = Byte(color.R);
                _cloth[(i * 3) + 1] = Byte(color.G);
                _cloth[(i * 3) + 2] = Byte(color.B);
                _opacity[i] = Byte(255 * look.OpacityAt(u, v));
            }
        }
    }

    internal void Apply(Span<byte> pixels)
    {
        for (int i = 0, p = 0; i < _opacity.Length; i++, p += 3)
        {
            var over = _opacity[i] + (_opacity[i] >> 7); // 0..256, so that the division is a shift
            var under = 256 - over;
            pixels[p] = (byte)(((pixels[p] * under) + (_cloth[p] * over)) >> 8);
            pixels[p + 1] = (byte)(((pixels[p + 1] * under) + (_cloth[p + 1] * over)) >> 8);
            pixels[p + 2] = (byte)(((pixels[p + 2] * under) + (_cloth[p + 2] * over)) >> 8);
        }
    }

    private static byte Byte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);

    private readonly record struct Look(uint Seed, Rgb Color, float Cos, float Sin, float Slope, float Reach, float Weave)
    {
        internal static Look Pick(ref Pcg32 random)
        {
            var turn = random.Between(0, 1);
            var light = random.Between(105, 160);
            return new(
                random.Next(), new Rgb(light, light * random.Between(0.6f, 0.7f), light * random.Between(0.36f, 0.46f)),
                Wave.Cos(turn), Wave.Sin(turn), random.Between(0.2f, 0.5f), random.Between(0.27f, 0.35f), random.Between(30, 50));
        }

        internal Rgb ColorAt(float u, float v)
        {
            var shade = 1 + (Slope * Along(u, v));
            var folds = 16 * ValueNoise.At(u * 4, v * 4, Seed);
            var weave = 2 * Wave.Sin(((u * Cos) - (v * Sin)) * Weave);
            return new((Color.R * shade) + folds + weave, (Color.G * shade) + folds + weave, (Color.B * shade) + folds + weave);
        }

        internal float OpacityAt(float u, float v)
        {
            var edge = Reach + (0.03f * Wave.Sin((u + v) * 1.3f)) - Along(u, v);
            return Math.Clamp((edge / 0.07f) + 0.5f, 0, 1);
        }

        private float Along(float u, float v) => ((u - 0.5f) * Cos) + ((v - 0.5f) * Sin);
    }
}
