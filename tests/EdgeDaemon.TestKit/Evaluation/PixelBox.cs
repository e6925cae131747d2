using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.TestKit.Evaluation;

/// <summary>A box in pixels of its picture; double precision, sharing nothing with the product's own arithmetic.</summary>
public readonly record struct PixelBox(double Left, double Top, double Right, double Bottom)
{
    /// <summary>In square pixels.</summary>
    public double Area => Math.Max(0, Right - Left) * Math.Max(0, Bottom - Top);

    /// <summary>From fractions of a picture of this size.</summary>
    public static PixelBox Of(BoundingBox box, int width, int height) =>
        new((double)box.Left * width, (double)box.Top * height, (double)box.Right * width, (double)box.Bottom * height);

    /// <summary>Area that both cover.</summary>
    public double Intersection(PixelBox other)
    {
        var width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        var height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        return Math.Max(0, width) * Math.Max(0, height);
    }

    /// <summary>Intersection over union, 0..1.</summary>
    public double Overlap(PixelBox other)
    {
        var union = Area + other.Area - Intersection(other);
        return union > 0 ? Intersection(other) / union : 0;
    }
}
