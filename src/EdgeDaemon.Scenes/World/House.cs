using EdgeDaemon.Scenes.Drawing;

namespace EdgeDaemon.Scenes.World;

/// <summary>A house across the road: boarded wall, gabled roof, chimney, door and windows.</summary>
internal static class House
{
    private static readonly Rgb[] Walls =
        [new(206, 192, 164), new(178, 92, 72), new(214, 214, 206), new(134, 156, 170), new(196, 170, 104)];

    private static readonly Rgb[] Roofs = [new(110, 58, 46), new(70, 70, 78), new(88, 74, 62)];

    internal static void Draw(ref Canvas canvas, in SceneLayout layout, ref Pcg32 random)
    {
        var metre = layout.Metre(SceneLayout.HouseFoot);
        var (width, height) = (random.Between(7.5f, 10) * metre, random.Between(3.1f, 3.8f) * metre);
        var left = random.Between(0.04f, 0.96f) * (layout.Aspect - width);
        var (foot, top) = (SceneLayout.HouseFoot, SceneLayout.HouseFoot - height);
        var wall = random.Near(Walls[random.Below(Walls.Length)], 10);
        var roof = random.Near(Roofs[random.Below(Roofs.Length)], 10);

        canvas.Shadow(left + (width * 0.58f), foot + 0.004f, width * 0.62f, 0.02f, 0.5f);
        Boards(ref canvas, left, top, left + width, foot, wall, 0.22f * metre);
        var chimney = left + (width * random.Between(0.2f, 0.75f));
        canvas.Rectangle(chimney, top - (1.75f * metre), chimney + (0.55f * metre), top, roof.Lit(1.25f), roof);
        Roof(ref canvas, left, left + width, top, metre, roof);
        Openings(ref canvas, left, top, width, foot, metre, ref random);
    }

    private static void Boards(ref Canvas canvas, float left, float top, float right, float bottom, Rgb wall, float board)
    {
        canvas.Rectangle(left, top, right, bottom, wall, wall.Lit(0.85f));
        for (var y = top + board; y < bottom; y += board)
            canvas.Rectangle(left, y, right, y + (board * 0.16f), wall.Lit(0.68f), wall.Lit(0.68f));
    }

    private static void Roof(ref Canvas canvas, float left, float right, float top, float metre, Rgb color)
    {
        var (eaves, ridge, inset) = (0.45f * metre, 1.6f * metre, 1.1f * metre);
        canvas.Polygon([left - eaves, top, left + inset, top - ridge, right - inset, top - ridge, right + eaves, top], color.Lit(1.1f), color.Lit(0.85f));
        for (var row = 1; row < 8; row++)
        {
            var share = row / 8f;
            var (y, slope) = (top - (ridge * share), (inset + eaves) * share);
            canvas.Rectangle(left - eaves + slope, y, right + eaves - slope, y + (0.035f * metre), color.Lit(0.7f), color.Lit(0.7f));
        }

        canvas.Rectangle(left - eaves, top, right + eaves, top + (0.1f * metre), new Rgb(226, 222, 212), new Rgb(190, 186, 178));
    }

    private static void Openings(ref Canvas canvas, float left, float top, float width, float foot, float metre, ref Pcg32 random)
    {
        var places = 4 + random.Below(2);
        var door = random.Below(places);
        var paint = random.Near(new Rgb(96, 70, 52), 40);
        for (var i = 0; i < places; i++)
        {
            var center = left + (width * (i + 0.5f) / places);
            if (i == door)
                Door(ref canvas, center, foot, metre, paint);
            else
                Window(ref canvas, center, top + (0.85f * metre), metre, random.Between(0.7f, 1.3f));
        }
    }

    private static void Door(ref Canvas canvas, float center, float foot, float metre, Rgb paint)
    {
        var (half, height) = (0.48f * metre, 2.1f * metre);
        canvas.Rectangle(center - half - (0.1f * metre), foot - height - (0.1f * metre), center + half + (0.1f * metre), foot, new Rgb(222, 218, 208), new Rgb(200, 196, 186));
        canvas.Rectangle(center - half, foot - height, center + half, foot, paint.Lit(1.1f), paint.Lit(0.8f));
        canvas.Ellipse(center + (half * 0.7f), foot - (height * 0.48f), 0.05f * metre, 0.05f * metre, new Rgb(220, 190, 110));
    }

    private static void Window(ref Canvas canvas, float center, float top, float metre, float light)
    {
        var (half, height, frame) = (0.55f * metre, 1.25f * metre, 0.09f * metre);
        var (bar, barFoot) = (new Rgb(232, 230, 224), new Rgb(210, 206, 198));
        canvas.Rectangle(center - half - frame, top - frame, center + half + frame, top + height + frame, bar, barFoot);
        canvas.Rectangle(center - half, top, center + half, top + height, new Rgb(92, 112, 130).Lit(light), new Rgb(38, 48, 60).Lit(light));
        canvas.Rectangle(center - (frame / 3), top, center + (frame / 3), top + height, bar, barFoot);
        canvas.Rectangle(center - half, top + (height * 0.45f), center + half, top + (height * 0.45f) + (frame * 0.6f), bar, barFoot);
    }
}
