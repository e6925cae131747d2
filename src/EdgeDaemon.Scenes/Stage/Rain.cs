using EdgeDaemon.Scenes.Drawing;

namespace EdgeDaemon.Scenes.Stage;

/// <summary>Raindrops near the lens: short, pale, slanted streaks, in other places in every frame.</summary>
internal static class Rain
{
    private static readonly Rgb Color = new(206, 212, 220);

    internal static void Draw(ref Canvas canvas, int streaks, ulong seed)
    {
        var random = new Pcg32(seed);
        for (var i = 0; i < streaks; i++)
        {
            var (x, y) = (random.Between(0, canvas.Aspect), random.Between(-0.05f, 1));
            var length = random.Between(0.03f, 0.07f);
            canvas.Capsule(x, y, x - (length * 0.15f), y + length, 0.0016f, 0.0012f, Color);
        }
    }
}
