using EdgeDaemon.Scenes.Drawing;

namespace EdgeDaemon.Scenes.World;

/// <summary>A car on the road, seen from the side, with turning wheels.</summary>
internal sealed class Car : IFigure
{
    // Outlines in metres: forwards from the middle, up from the road, clockwise for a car that faces right.
    private static readonly float[] Cabin = [-1.35f, 0.85f, -0.85f, 1.42f, 0.45f, 1.42f, 1.2f, 0.85f];
    private static readonly float[] Hull = [-2.15f, 0.3f, -2.2f, 0.7f, -2.05f, 0.93f, -1.3f, 0.96f, 1.15f, 0.93f, 1.95f, 0.8f, 2.18f, 0.62f, 2.18f, 0.3f];
    private static readonly float[] Sill = [-2.1f, 0.2f, -2.15f, 0.34f, 2.15f, 0.34f, 2.1f, 0.2f];
    private static readonly float[] RearWindow = [-1.15f, 0.93f, -0.76f, 1.33f, -0.25f, 1.33f, -0.25f, 0.93f];
    private static readonly float[] FrontWindow = [-0.17f, 0.93f, -0.17f, 1.33f, 0.4f, 1.33f, 0.95f, 0.93f];
    private static readonly float[] DoorGap = [-0.23f, 0.36f, -0.23f, 0.92f, -0.19f, 0.92f, -0.19f, 0.36f];
    private static readonly float[] Handle = [-0.6f, 0.78f, -0.6f, 0.82f, -0.38f, 0.82f, -0.38f, 0.78f];

    private readonly float _foot;
    private readonly float _metre;
    private readonly Traverse _way;
    private readonly Rgb _paint;

    internal Car(in SceneLayout layout, ref Pcg32 random)
        : this(layout, random.Between(Far, Near), ref random)
    {
    }

    /// <summary>A car whose wheels stand at a height of the frame, <see cref="Far"/>..<see cref="Near"/>.</summary>
    internal Car(in SceneLayout layout, float foot, ref Pcg32 random)
    {
        _foot = foot;
        _metre = layout.Metre(_foot) * random.Between(0.92f, 1.08f);
        var (span, speed) = (layout.Aspect + (5 * _metre), random.Between(2.2f, 4.5f) * _metre);
        _way = new(span, 2.5f * _metre, speed, random.Between(2, 5), random.Between(0, 0.8f) * span / speed);
        _paint = random.Near(Paints[random.Below(Paints.Length)], 12);
    }

    internal static float Far => 0.69f;

    internal static float Near => 0.712f;

    private static Rgb[] Paints { get; } = [new(168, 34, 36), new(40, 72, 138), new(212, 214, 216), new(52, 54, 58), new(196, 148, 44), new(60, 104, 82)];

    /// <summary>Draws it where it is at this time; false when it is out of sight.</summary>
    internal bool Draw(ref Canvas canvas, double seconds)
    {
        if (_way.At(seconds) is not { } at)
            return false;
        DrawAt(ref canvas, at.X, at.Way, at.FacesRight);
        return true;
    }

    /// <inheritdoc/>
    public void DrawAt(ref Canvas canvas, float x, float way, bool facesRight)
    {
        var forward = facesRight ? 1 : -1;
        canvas.Shadow(x, _foot, 2.5f * _metre, 0.22f * _metre, 0.7f);
        canvas.ResetBounds();
        Body(ref canvas, x, forward);
        Glass(ref canvas, x, forward);
        Trim(ref canvas, x, forward);
        Wheel(ref canvas, x + (1.32f * _metre), way, forward);
        Wheel(ref canvas, x - (1.32f * _metre), way, forward);
    }

    private void Body(ref Canvas canvas, float x, int forward)
    {
        Fill(ref canvas, x, forward, Cabin, _paint.Lit(1.15f), _paint);
        Fill(ref canvas, x, forward, Hull, _paint.Lit(1.12f), _paint.Lit(0.62f));
        Fill(ref canvas, x, forward, Sill, new Rgb(48, 48, 50), new Rgb(24, 24, 26));
    }

    private void Glass(ref Canvas canvas, float x, int forward)
    {
        var (sky, dark) = (new Rgb(138, 160, 178), new Rgb(44, 54, 64));
        Fill(ref canvas, x, forward, RearWindow, sky, dark);
        Fill(ref canvas, x, forward, FrontWindow, sky, dark);
    }

    private void Trim(ref Canvas canvas, float x, int forward)
    {
        var line = _paint.Lit(0.55f);
        Fill(ref canvas, x, forward, DoorGap, line, line);
        Fill(ref canvas, x, forward, Handle, line, line);
        canvas.Ellipse(x + (2.05f * _metre * forward), _foot - (0.66f * _metre), 0.13f * _metre, 0.09f * _metre, new Rgb(250, 244, 214));
        canvas.Ellipse(x - (2.12f * _metre * forward), _foot - (0.74f * _metre), 0.08f * _metre, 0.11f * _metre, new Rgb(188, 26, 28));
    }

    private void Wheel(ref Canvas canvas, float x, float way, int forward)
    {
        const float Radius = 0.33f;
        var (y, turn) = (_foot - (Radius * _metre), forward * way / (Radius * _metre * 6.2832f));
        canvas.Ellipse(x, y - (0.03f * _metre), 0.41f * _metre, 0.4f * _metre, new Rgb(18, 18, 20));
        canvas.Ellipse(x, y, Radius * _metre, Radius * _metre, new Rgb(40, 40, 42));
        canvas.Ellipse(x, y, 0.21f * _metre, 0.21f * _metre, new Rgb(178, 180, 184));
        for (var spoke = 0; spoke < 5; spoke++)
        {
            var (u, v) = (Wave.Cos(turn + (spoke / 5f)), Wave.Sin(turn + (spoke / 5f)));
            canvas.Capsule(x + (u * 0.06f * _metre), y + (v * 0.06f * _metre), x + (u * 0.17f * _metre), y + (v * 0.17f * _metre), 0.035f * _metre, 0.035f * _metre, new Rgb(74, 74, 78));
        }
    }

    private void Fill(ref Canvas canvas, float x, int forward, float[] part, Rgb color, Rgb foot)
    {
        Span<float> corners = stackalloc float[part.Length];
        for (var i = 0; i < part.Length; i += 2)
        {
            // Mirrored for a car that faces left, where the order of corners must turn round to stay clockwise.
            var from = forward > 0 ? i : part.Length - 2 - i;
            corners[i] = x + (part[from] * _metre * forward);
            corners[i + 1] = _foot - (part[from + 1] * _metre);
        }

        canvas.Polygon(corners, color, foot);
    }
}
