using EdgeDaemon.Scenes.Drawing;
using EdgeDaemon.Scenes.Optics;
using EdgeDaemon.Scenes.World;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Scenes;

/// <summary>
/// Draws a moving scene: a house, trees, a road and a path, on which a person walks, a car drives and a dog trots, seen by a
/// camera with some sensor noise. A frame depends on seed, size, time, frame number and condition only, and is the same byte for byte
/// on every machine. One thread at a time; allocates nothing per frame after the first of each condition.
/// </summary>
public sealed class SceneRenderer
{
    private const int MaxObjects = 3;
    private readonly int _width;
    private readonly int _height;
    private readonly ulong _seed;
    private readonly byte[] _backdrop;
    private readonly Walker _walker;
    private readonly Car _car;
    private readonly Dog _dog;
    private readonly SensorNoise _faintNoise;
    private readonly SensorNoise _strongNoise;
    private readonly Exposure _dark = new(gain: 0.07f, offset: 4);
    private readonly Exposure _overexposed = new(gain: 3.6f, offset: 70);
    private readonly SceneObject[] _objects = new SceneObject[MaxObjects];
    private int _objectCount;
    private SmallPicture? _small;
    private Cover? _cover;

    /// <summary>Draws the still part of the scene.</summary>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="width">Width of the frames in pixels, 64..4096.</param>
    /// <param name="height">Height of the frames in pixels, 64..4096.</param>
    public SceneRenderer(int seed, int width, int height)
    {
        new SceneOptions { Width = width, Height = height }.Validate();
        (_width, _height, _seed) = (width, height, (ulong)(uint)seed);
        var random = new Pcg32(_seed);
        Layout = new SceneLayout((float)width / height, random.Between(0.395f, 0.43f), random.Between(1.9f, 2.2f));
        _backdrop = new byte[width * height * 3];
        var canvas = new Canvas(_backdrop, width, height);
        Backdrop.Draw(ref canvas, width, height, Layout, ref random);
        _walker = new Walker(Layout, ref random);
        _car = new Car(Layout, ref random);
        _dog = new Dog(Layout, ref random);
        _faintNoise = new SensorNoise(sigma: 2, width * 3, _seed ^ 0x5EED_0001);
        _strongNoise = new SensorNoise(sigma: 4, width * 3, _seed ^ 0x5EED_0002);
    }

    /// <summary>Bytes of a frame: packed RGB without gaps between rows.</summary>
    public int FrameBytes => _backdrop.Length;

    /// <summary>Where things stand in it.</summary>
    internal SceneLayout Layout { get; }

    /// <summary>What is to be seen in the last frame, farthest first; whatever the camera's condition, it says what is there.</summary>
    public ReadOnlySpan<SceneObject> Truth => _objects.AsSpan(0, _objectCount);

    /// <summary>Draws one frame.</summary>
    /// <param name="frameNumber">Chooses the noise.</param>
    /// <param name="seconds">Where things are.</param>
    /// <param name="condition">What the camera suffers. <see cref="SceneCondition.Frozen"/> is refused: it is the caller's to repeat a frame.</param>
    /// <param name="pixels">Destination, <see cref="FrameBytes"/> long, packed RGB; fully overwritten.</param>
    /// <exception cref="ArgumentException">A wrong length, or a condition that is not a look.</exception>
    public void Render(long frameNumber, double seconds, SceneCondition condition, Span<byte> pixels)
    {
        if (pixels.Length != FrameBytes)
            throw new ArgumentException($"Expected {FrameBytes} bytes for {_width}×{_height} RGB, got {pixels.Length}.", nameof(pixels));
        _backdrop.CopyTo(pixels);
        DrawObjects(pixels, seconds);
        Suffer(condition, pixels);
        var noise = condition == SceneCondition.Dark ? _strongNoise : _faintNoise;
        noise.AddTo(pixels, _width * 3, (_seed << 32) ^ (ulong)frameNumber);
    }

    /// <summary>The still part of the scene, without noise.</summary>
    internal void CopyBackdrop(Span<byte> pixels) => _backdrop.CopyTo(pixels);

    private void DrawObjects(Span<byte> pixels, double seconds)
    {
        _objectCount = 0;
        var canvas = new Canvas(pixels, _width, _height);
        if (_car.Draw(ref canvas, seconds))
            Note(SceneObjectKind.Vehicle, canvas.Bounds);
        if (_dog.Draw(ref canvas, seconds))
            Note(SceneObjectKind.Animal, canvas.Bounds);
        if (_walker.Draw(ref canvas, seconds))
            Note(SceneObjectKind.Person, canvas.Bounds);
    }

    /// <summary>Keeps an object of which at least a third is in the frame; less is not fairly called visible.</summary>
    private void Note(SceneObjectKind kind, in BoundingBox box)
    {
        var visible = new BoundingBox(
            Math.Clamp(box.Left, 0, 1), Math.Clamp(box.Top, 0, 1), Math.Clamp(box.Right, 0, 1), Math.Clamp(box.Bottom, 0, 1));
        if (visible.Area * 3 >= box.Area)
            _objects[_objectCount++] = new SceneObject(kind, visible);
    }

    /// <summary>Makes a picture look as under a condition.</summary>
    internal void Suffer(SceneCondition condition, Span<byte> pixels)
    {
        switch (condition)
        {
            case SceneCondition.Ok:
                break;
            case SceneCondition.Dark:
                _dark.Apply(pixels);
                break;
            case SceneCondition.Overexposed:
                _overexposed.Apply(pixels);
                break;
            case SceneCondition.Blurred:
                _small ??= new SmallPicture(_width, _height);
                _small.TakeFrom(pixels);
                _small.Blur(radius: Math.Max(1, _small.Width / 26));
                _small.CopyTo(pixels);
                break;
            case SceneCondition.Covered:
                _cover ??= new Cover(_width, _height, _seed ^ 0x5EED_0003);
                _cover.Apply(pixels);
                break;
            default:
                throw new ArgumentException($"{condition} is not a look that can be drawn.", nameof(condition));
        }
    }
}
