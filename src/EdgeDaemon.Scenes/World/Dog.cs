using EdgeDaemon.Scenes.Drawing;

namespace EdgeDaemon.Scenes.World;

/// <summary>A dog trotting over the lawn, seen from the side.</summary>
internal sealed class Dog : IFigure
{
    private readonly float _foot;
    private readonly float _metre;
    private readonly Traverse _way;
    private readonly Rgb _coat;
    private readonly Rgb _belly;

    internal Dog(in SceneLayout layout, ref Pcg32 random)
        : this(layout, random.Between(Far, Near), ref random)
    {
    }

    /// <summary>A dog whose paws are at a height of the frame, <see cref="Far"/>..<see cref="Near"/>.</summary>
    internal Dog(in SceneLayout layout, float foot, ref Pcg32 random)
    {
        _foot = foot;
        _metre = layout.Metre(_foot) * random.Between(1, 1.35f);
        var (span, speed) = (layout.Aspect + (1.4f * _metre), random.Between(1.1f, 1.9f) * _metre);
        _way = new(span, 0.7f * _metre, speed, random.Between(2, 6), random.Between(0.1f, 0.7f) * span / speed);
        _coat = random.Near(Coats[random.Below(Coats.Length)], 12);
        _belly = _coat.Mix(new Rgb(226, 212, 190), 0.45f);
    }

    internal static float Far => SceneLayout.RoadNear + 0.025f;

    internal static float Near => SceneLayout.PathFar - 0.005f;

    private static Rgb[] Coats { get; } = [new(142, 98, 58), new(58, 48, 44), new(204, 176, 128), new(216, 210, 200)];

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
        var step = way / (0.7f * _metre);
        var bob = 0.012f * Wave.Cos(step * 2);
        canvas.Shadow(x, _foot, 0.55f * _metre, 0.06f * _metre, 0.5f);
        canvas.ResetBounds();
        // A trot: the legs of a diagonal swing together.
        Leg(ref canvas, x, 0.3f, forward, step + 0.5f, 0.7f);
        Leg(ref canvas, x, -0.32f, forward, step, 0.7f);
        Tail(ref canvas, x, bob, forward, step);
        Limb(ref canvas, x, forward, 0.28f, 0.47f + bob, -0.28f, 0.48f + bob, 0.15f, 0.125f, _coat);
        Limb(ref canvas, x, forward, 0.26f, 0.4f + bob, -0.12f, 0.43f + bob, 0.1f, 0.07f, _belly);
        Leg(ref canvas, x, 0.3f, forward, step, 1);
        Leg(ref canvas, x, -0.32f, forward, step + 0.5f, 1);
        Head(ref canvas, x, bob, forward);
    }

    private void Leg(ref Canvas canvas, float x, float hip, int forward, float step, float light)
    {
        var swing = 0.17f * Wave.Sin(step);
        var lift = 0.07f * MathF.Max(0, Wave.Cos(step));
        var (knee, paw) = (hip + (swing * 0.45f) + (hip < 0 ? -0.03f : 0.02f), hip + swing);
        Limb(ref canvas, x, forward, hip, 0.42f, knee, 0.23f + (lift * 0.5f), 0.08f, 0.045f, _coat.Lit(light));
        Limb(ref canvas, x, forward, knee, 0.23f + (lift * 0.5f), paw, 0.035f + lift, 0.04f, 0.03f, _coat.Lit(light * 0.95f));
        Limb(ref canvas, x, forward, paw, 0.03f + lift, paw + 0.05f, 0.028f + lift, 0.032f, 0.028f, _belly.Lit(light));
    }

    private void Tail(ref Canvas canvas, float x, float bob, int forward, float step)
    {
        var wag = 0.05f * Wave.Sin(step * 1.5f);
        Limb(ref canvas, x, forward, -0.38f, 0.54f + bob, -0.52f, 0.64f + wag, 0.04f, 0.035f, _coat);
        Limb(ref canvas, x, forward, -0.52f, 0.64f + wag, -0.6f, 0.76f + (wag * 1.6f), 0.035f, 0.02f, _coat.Lit(1.1f));
    }

    private void Head(ref Canvas canvas, float x, float bob, int forward)
    {
        var nod = bob * 1.5f;
        Limb(ref canvas, x, forward, 0.3f, 0.52f + bob, 0.46f, 0.7f + nod, 0.12f, 0.085f, _coat);
        Limb(ref canvas, x, forward, 0.48f, 0.72f + nod, 0.52f, 0.72f + nod, 0.105f, 0.095f, _coat.Lit(1.05f));
        Limb(ref canvas, x, forward, 0.56f, 0.69f + nod, 0.68f, 0.665f + nod, 0.06f, 0.045f, _belly);
        Limb(ref canvas, x, forward, 0.715f, 0.69f + nod, 0.72f, 0.69f + nod, 0.02f, 0.02f, new Rgb(24, 22, 22));
        Limb(ref canvas, x, forward, 0.56f, 0.755f + nod, 0.563f, 0.755f + nod, 0.014f, 0.014f, new Rgb(24, 20, 18));
        Limb(ref canvas, x, forward, 0.44f, 0.8f + nod, 0.4f, 0.66f + nod, 0.035f, 0.045f, _coat.Lit(0.7f));
    }

    /// <summary>A capsule given in metres: forwards from the middle, up from the ground.</summary>
    private void Limb(
        ref Canvas canvas, float x, int forward, float ax, float ay, float bx, float by, float radiusA, float radiusB, Rgb color) =>
        canvas.Capsule(
            x + (ax * _metre * forward), _foot - (ay * _metre), x + (bx * _metre * forward), _foot - (by * _metre),
            radiusA * _metre, radiusB * _metre, color);
}
