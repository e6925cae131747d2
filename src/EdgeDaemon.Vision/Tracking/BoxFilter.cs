using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>
/// Where an object is and is going: middle, width and height of its box, each at a nearly constant rate. What is uncertain is so
/// in proportion to the object's size, because near objects are large and move fast in the frame.
/// </summary>
internal struct BoxFilter
{
    // In sizes of the object: how far a detector's box is off, how fast things move at first sight, and how they speed up. A walking
    // person does about one size per second, a car in a street three.
    private const float MiddleSigma = 0.05f;
    private const float SideSigma = 0.1f;
    private const float StartSpeedSigma = 3;
    private const float SpeedUpSigma = 2;
    private const float GrowSigma = 0.3f;

    private AxisFilter _x;
    private AxisFilter _y;
    private AxisFilter _width;
    private AxisFilter _height;

    /// <summary>The estimated box; it may reach beyond the frame.</summary>
    public readonly BoundingBox Box
    {
        get
        {
            var (halfWidth, halfHeight) = (MathF.Max(_width.Position, 0) / 2, MathF.Max(_height.Position, 0) / 2);
            return new(_x.Position - halfWidth, _y.Position - halfHeight, _x.Position + halfWidth, _y.Position + halfHeight);
        }
    }

    private readonly float Size => (MathF.Max(_width.Position, 0) + MathF.Max(_height.Position, 0)) / 2;

    public static BoxFilter Start(in BoundingBox box)
    {
        var (width, height) = (box.Right - box.Left, box.Bottom - box.Top);
        var size = (width + height) / 2;
        return new BoxFilter
        {
            _x = AxisFilter.Start((box.Left + box.Right) / 2, MiddleSigma * size, StartSpeedSigma * size),
            _y = AxisFilter.Start((box.Top + box.Bottom) / 2, MiddleSigma * size, StartSpeedSigma * size),
            _width = AxisFilter.Start(width, SideSigma * size, GrowSigma * size),
            _height = AxisFilter.Start(height, SideSigma * size, GrowSigma * size),
        };
    }

    public void Predict(float seconds)
    {
        var size = Size;
        _x.Predict(seconds, SpeedUpSigma * size);
        _y.Predict(seconds, SpeedUpSigma * size);
        _width.Predict(seconds, GrowSigma * size);
        _height.Predict(seconds, GrowSigma * size);
    }

    public void Update(in BoundingBox box)
    {
        var size = Size;
        _x.Update((box.Left + box.Right) / 2, MiddleSigma * size);
        _y.Update((box.Top + box.Bottom) / 2, MiddleSigma * size);
        _width.Update(box.Right - box.Left, SideSigma * size);
        _height.Update(box.Bottom - box.Top, SideSigma * size);
    }

    /// <summary>Keeps its size while it is not seen: a box that grows on its own would swallow others.</summary>
    public void HoldSize()
    {
        _width.Halt();
        _height.Halt();
    }
}
