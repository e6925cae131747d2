using EdgeDaemon.Scenes.Drawing;

namespace EdgeDaemon.Scenes.World;

/// <summary>A broad-leaved tree: trunk, two boughs, and a crown of many leaf tufts that are lighter on top.</summary>
internal static class Tree
{
    internal static void Draw(ref Canvas canvas, in SceneLayout layout, ref Pcg32 random)
    {
        var foot = random.Between(SceneLayout.HouseFoot + 0.004f, SceneLayout.RoadFar - 0.008f);
        var metre = layout.Metre(foot);
        var x = random.Between(0, layout.Aspect);
        var (height, spread) = (random.Between(4.6f, 6.4f) * metre, random.Between(1.3f, 2) * metre);
        var bark = random.Near(new Rgb(94, 74, 56), 12);
        var leaf = random.Near(new Rgb(70, 106, 46), 16);
        var crown = foot - height + spread;

        canvas.Shadow(x + (spread * 0.4f), foot, spread * 1.1f, spread * 0.16f, 0.45f);
        canvas.Capsule(x, foot, x, crown, 0.2f * metre, 0.11f * metre, bark);
        canvas.Capsule(x, crown + (spread * 0.7f), x - (spread * 0.5f), crown, 0.09f * metre, 0.05f * metre, bark);
        canvas.Capsule(x, crown + (spread * 0.8f), x + (spread * 0.5f), crown, 0.09f * metre, 0.05f * metre, bark.Lit(0.85f));
        for (var i = 0; i < 320; i++)
        {
            var (turn, distance) = (random.Between(0, 1), MathF.Sqrt(random.Between(0, 1)));
            var (u, v) = (Wave.Cos(turn) * distance, Wave.Sin(turn) * distance);
            var tuft = spread * random.Between(0.05f, 0.14f);
            canvas.Ellipse(x + (u * spread), crown + (v * spread * 0.95f), tuft, tuft * 0.8f, leaf.Lit(random.Between(0.62f, 1.25f) - (0.24f * (v + (u * 0.5f)))));
        }
    }
}
