using EdgeDaemon.Scenes.Drawing;

namespace EdgeDaemon.Scenes.World;

/// <summary>Someone walking along the path, seen from the side: legs with knees, arms with elbows, all swinging with the steps.</summary>
internal sealed class Walker : IFigure
{
    private readonly float _foot;
    private readonly float _tall;
    private readonly Traverse _way;
    private readonly Rgb _skin;
    private readonly Rgb _hair;
    private readonly Rgb _shirt;
    private readonly Rgb _trousers;

    internal Walker(in SceneLayout layout, ref Pcg32 random)
        : this(layout, random.Between(Far, Near), ref random)
    {
    }

    /// <summary>Someone whose feet are at a height of the frame, <see cref="Far"/>..<see cref="Near"/>.</summary>
    internal Walker(in SceneLayout layout, float foot, ref Pcg32 random)
    {
        _foot = foot;
        var metre = layout.Metre(_foot);
        _tall = random.Between(1.6f, 1.85f) * metre;
        var (span, speed) = (layout.Aspect + _tall, random.Between(1.1f, 1.5f) * metre);
        _way = new(span, _tall / 2, speed, random.Between(1, 3), random.Between(0.15f, 0.55f) * span / speed);
        _skin = new Rgb(224, 180, 150).Mix(new Rgb(122, 80, 56), random.Between(0, 1));
        _hair = new Rgb(44, 32, 26).Mix(new Rgb(176, 140, 84), random.Between(0, 0.8f));
        _shirt = random.Near(Shirts[random.Below(Shirts.Length)], 12);
        _trousers = random.Near(Trousers[random.Below(Trousers.Length)], 8);
    }

    internal static float Far => SceneLayout.PathFar + 0.02f;

    internal static float Near => SceneLayout.PathNear - 0.015f;

    private static Rgb[] Shirts { get; } = [new(186, 50, 48), new(44, 82, 156), new(226, 222, 212), new(214, 160, 52), new(66, 60, 70)];

    private static Rgb[] Trousers { get; } = [new(46, 54, 82), new(48, 46, 46), new(118, 104, 82)];

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
        var step = way / (0.82f * _tall); // A full gait cycle covers most of a body height.
        var bob = 0.012f * _tall * Wave.Cos(step * 2);
        var (hip, shoulder) = (_foot - (0.5f * _tall) - bob, _foot - (0.815f * _tall) - bob);
        var lean = 0.015f * _tall * forward;

        canvas.Shadow(x + (0.1f * _tall), _foot, 0.3f * _tall, 0.035f * _tall, 0.5f);
        canvas.ResetBounds();
        Arm(ref canvas, x + lean, shoulder, forward, step, 0.72f);
        Leg(ref canvas, x, hip, forward, step + 0.5f, 0.75f);
        Leg(ref canvas, x, hip, forward, step, 1);
        Torso(ref canvas, x, lean, hip, shoulder);
        Head(ref canvas, x + (lean * 1.6f), shoulder, forward);
        Arm(ref canvas, x + lean, shoulder, forward, step + 0.5f, 1);
    }

    private void Leg(ref Canvas canvas, float x, float hip, int forward, float step, float light)
    {
        var swing = 0.075f * Wave.Sin(step);
        var bend = 0.03f + (0.12f * MathF.Max(0, Wave.Cos(step + 0.03f)));
        var (kneeX, kneeY) = Hang(x, hip, 0.25f, swing * forward);
        var (heelX, heelY) = Hang(kneeX, kneeY, 0.235f, (swing - bend) * forward);
        var cloth = _trousers.Lit(light);
        canvas.Capsule(kneeX, kneeY, heelX, heelY, 0.042f * _tall, 0.028f * _tall, cloth);
        canvas.Capsule(x, hip, kneeX, kneeY, 0.06f * _tall, 0.045f * _tall, cloth);
        canvas.Capsule(heelX, heelY, heelX + (0.075f * _tall * forward), heelY + (0.008f * _tall), 0.026f * _tall, 0.02f * _tall, new Rgb(40, 36, 34).Lit(light));
    }

    private void Arm(ref Canvas canvas, float x, float shoulder, int forward, float step, float light)
    {
        var swing = 0.065f * Wave.Sin(step);
        var (elbowX, elbowY) = Hang(x, shoulder + (0.03f * _tall), 0.17f, swing * forward);
        var (handX, handY) = Hang(elbowX, elbowY, 0.15f, (swing + 0.05f) * forward);
        canvas.Capsule(elbowX, elbowY, handX, handY, 0.025f * _tall, 0.02f * _tall, _skin.Lit(light));
        canvas.Ellipse(handX, handY, 0.026f * _tall, 0.028f * _tall, _skin.Lit(light * 0.97f));
        canvas.Capsule(x, shoulder + (0.03f * _tall), elbowX, elbowY, 0.038f * _tall, 0.03f * _tall, _shirt.Lit(light * 0.93f));
    }

    private void Torso(ref Canvas canvas, float x, float lean, float hip, float shoulder)
    {
        canvas.Capsule(x, hip - (0.02f * _tall), x, hip + (0.01f * _tall), 0.075f * _tall, 0.07f * _tall, _trousers);
        canvas.Capsule(x + lean, shoulder + (0.055f * _tall), x, hip - (0.04f * _tall), 0.085f * _tall, 0.075f * _tall, _shirt);
    }

    private void Head(ref Canvas canvas, float x, float shoulder, int forward)
    {
        var y = shoulder - (0.095f * _tall);
        canvas.Capsule(x, y + (0.05f * _tall), x - (0.005f * _tall * forward), shoulder + (0.01f * _tall), 0.03f * _tall, 0.034f * _tall, _skin.Lit(0.85f));
        canvas.Ellipse(x - (0.012f * _tall * forward), y - (0.012f * _tall), 0.06f * _tall, 0.07f * _tall, _hair);
        canvas.Ellipse(x + (0.012f * _tall * forward), y + (0.008f * _tall), 0.05f * _tall, 0.064f * _tall, _skin);
        canvas.Ellipse(x + (0.06f * _tall * forward), y + (0.015f * _tall), 0.012f * _tall, 0.014f * _tall, _skin.Lit(0.95f));
        canvas.Ellipse(x + (0.036f * _tall * forward), y - (0.004f * _tall), 0.007f * _tall, 0.007f * _tall, new Rgb(30, 26, 26));
        canvas.Capsule(x - (0.03f * _tall * forward), y - (0.052f * _tall), x + (0.03f * _tall * forward), y - (0.05f * _tall), 0.022f * _tall, 0.018f * _tall, _hair);
    }

    /// <summary>The end of a limb that hangs from a joint at an angle, in turns from straight down, forwards positive.</summary>
    private (float X, float Y) Hang(float x, float y, float length, float turns) =>
        (x + (length * _tall * Wave.Sin(turns)), y + (length * _tall * Wave.Cos(turns)));
}
