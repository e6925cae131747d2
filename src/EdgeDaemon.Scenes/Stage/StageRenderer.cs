using EdgeDaemon.Scenes.Drawing;
using EdgeDaemon.Scenes.Optics;
using EdgeDaemon.Scenes.World;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Scenes.Stage;

/// <summary>Draws the frames of a <see cref="StagePlay"/> and says the truth about each. One thread at a time.</summary>
public sealed class StageRenderer
{
    private readonly StagePlay _play;
    private readonly SceneRenderer _empty;
    private readonly IFigure[] _figures;
    private readonly int[] _farthestFirst;
    private readonly Exposure[] _lights;
    private readonly SensorNoise _noise;
    private readonly List<StagedObject> _truth = [];
    private int _shown;

    /// <summary>Draws the still part of the play.</summary>
    /// <exception cref="ArgumentException">The play has a size that cannot be drawn.</exception>
    public StageRenderer(StagePlay play)
    {
        _play = play;
        _empty = new SceneRenderer(play.Seed, play.Width, play.Height);
        var random = new Pcg32((ulong)(uint)play.Seed ^ 0x5EED_0010);
        _figures = new IFigure[play.Actors.Length];
        for (var i = 0; i < _figures.Length; i++)
            _figures[i] = MakeFigure(play.Actors[i], _empty.Layout, ref random);
        _farthestFirst = [.. Enumerable.Range(0, _figures.Length).OrderBy(i => Foot(play.Actors[i]))];
        _lights = [.. play.Lights.Select(light => new Exposure(light.Gain, offset: 0))];
        _noise = new SensorNoise(sigma: 2, play.Width * 3, (ulong)(uint)play.Seed ^ 0x5EED_0011);
    }

    /// <summary>Bytes of a frame: packed RGB without gaps between rows.</summary>
    public int FrameBytes => _empty.FrameBytes;

    /// <summary>The truth about the frame that was drawn last, one entry per actor of which any part is in the frame; whatever the camera's condition, it says what is there.</summary>
    public IReadOnlyList<StagedObject> Truth => _truth;

    /// <summary>Draws one frame.</summary>
    /// <param name="frame">Its number, from 0; while the camera is frozen the last one before is drawn again.</param>
    /// <param name="pixels">Destination, <see cref="FrameBytes"/> long, packed RGB; fully overwritten.</param>
    public void Render(int frame, Span<byte> pixels)
    {
        var condition = _play.ConditionAt(frame);
        if (condition != SceneCondition.Frozen)
            _shown = frame;
        // The truth is that of now, also while the camera shows something older.
        FindTruth(frame);
        DrawPicture(_shown, _play.ConditionAt(_shown), pixels);
    }

    /// <summary>Says the truth about a frame without drawing it.</summary>
    public void FindTruth(int frame)
    {
        _truth.Clear();
        // Outlines come from drawing.
        var canvas = Canvas.ForBounds(_play.Width, _play.Height);
        foreach (var i in _farthestFirst)
        {
            if (DrawActor(ref canvas, i, frame))
                Note(i, canvas.Bounds, frame);
        }

        if (_play.Pillar is { } pillar)
            Hide(new BoundingBox(pillar.X - (pillar.Width / 2), 0.2f, pillar.X + (pillar.Width / 2), 1), _truth.Count);
    }

    private static float Foot(StageActor actor) => actor.Kind switch
    {
        SceneObjectKind.Person => Between(Walker.Far, Walker.Near, actor.Depth),
        SceneObjectKind.Vehicle => Between(Car.Far, Car.Near, actor.Depth),
        _ => Between(Dog.Far, Dog.Near, actor.Depth),
    };

    private static float Between(float far, float near, float depth) => far + ((near - far) * depth);

    private static IFigure MakeFigure(StageActor actor, in SceneLayout layout, ref Pcg32 random) => actor.Kind switch
    {
        SceneObjectKind.Person => new Walker(layout, Foot(actor), ref random),
        SceneObjectKind.Vehicle => new Car(layout, Foot(actor), ref random),
        _ => new Dog(layout, Foot(actor), ref random),
    };

    private void DrawPicture(int frame, SceneCondition condition, Span<byte> pixels)
    {
        _empty.CopyBackdrop(pixels);
        var canvas = new Canvas(pixels, _play.Width, _play.Height);
        foreach (var i in _farthestFirst)
            DrawActor(ref canvas, i, frame);
        if (_play.Pillar is { } pillar)
            DrawPillar(ref canvas, pillar);
        if (_play.RainStreaks > 0)
            Rain.Draw(ref canvas, _play.RainStreaks, ((ulong)(uint)_play.Seed << 32) ^ (ulong)frame);
        if (_play.Knock is { } knock && frame >= knock.FromFrame)
            LookAside(pixels, (int)(knock.Aside * _play.Width));
        if (LightIndex(frame) is var light && light >= 0)
            _lights[light].Apply(pixels);
        _empty.Suffer(condition, pixels);
        _noise.AddTo(pixels, _play.Width * 3, ((ulong)(uint)_play.Seed << 32) ^ (ulong)frame);
    }

    private bool DrawActor(ref Canvas canvas, int actor, int frame)
    {
        if (_play.Actors[actor].At(frame / _play.FramesPerSecond) is not { } at)
            return false;
        _figures[actor].DrawAt(ref canvas, at.X * canvas.Aspect, at.Way * canvas.Aspect, at.FacesRight);
        return true;
    }

    private static void DrawPillar(ref Canvas canvas, StagePillar pillar)
    {
        var (left, right) = ((pillar.X - (pillar.Width / 2)) * canvas.Aspect, (pillar.X + (pillar.Width / 2)) * canvas.Aspect);
        canvas.Rectangle(left, 0.2f, right, 1, new Rgb(150, 142, 130), new Rgb(96, 90, 82));
    }

    private int LightIndex(int frame)
    {
        var index = -1;
        for (var i = 0; i < _play.Lights.Length; i++)
            index = frame >= _play.Lights[i].FromFrame ? i : index;
        return index;
    }

    /// <summary>Everything moves to the left; what comes into view on the right is the mirror image of what was there.</summary>
    private void LookAside(Span<byte> pixels, int columns)
    {
        for (var y = 0; y < _play.Height; y++)
        {
            var row = pixels.Slice(y * _play.Width * 3, _play.Width * 3);
            row[(columns * 3)..].CopyTo(row);
            for (var x = _play.Width - columns; x < _play.Width; x++)
                row.Slice(((2 * (_play.Width - columns)) - x - 1) * 3, 3).CopyTo(row[(x * 3)..]);
        }
    }

    private void Note(int actor, BoundingBox outline, int frame)
    {
        var aside = _play.Knock is { } knock && frame >= knock.FromFrame ? knock.Aside : 0;
        var box = new BoundingBox(
            Math.Clamp(outline.Left - aside, 0, 1), Math.Clamp(outline.Top, 0, 1), Math.Clamp(outline.Right - aside, 0, 1), Math.Clamp(outline.Bottom, 0, 1));
        if (box.Area <= 0)
            return;
        // Those that are noted already are farther away: this one hides them.
        Hide(box, _truth.Count);
        _truth.Add(new StagedObject(actor + 1, _play.Actors[actor].Kind, box, box.Area / outline.Area));
    }

    private void Hide(in BoundingBox cover, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (seen, width) = (_truth[i], MathF.Min(_truth[i].Box.Right, cover.Right) - MathF.Max(_truth[i].Box.Left, cover.Left));
            var height = MathF.Min(seen.Box.Bottom, cover.Bottom) - MathF.Max(seen.Box.Top, cover.Top);
            if (width > 0 && height > 0)
                _truth[i] = seen with { VisibleShare = seen.VisibleShare * (1 - (width * height / seen.Box.Area)) };
        }
    }
}
