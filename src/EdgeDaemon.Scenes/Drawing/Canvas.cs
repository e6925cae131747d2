using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Scenes.Drawing;

/// <summary>
/// Draws anti-aliased shapes into packed RGB. Coordinates and lengths are in frame heights: y runs 0..1 downwards, x runs
/// 0..<see cref="Aspect"/>; what lies outside is clipped. The light comes from the upper left: round shapes darken away from it.
/// Made of additions, multiplications, divisions and square roots only, which every processor rounds alike.
/// </summary>
internal ref struct Canvas
{
    private readonly Span<byte> _pixels;
    private readonly int _width;
    private readonly int _height;
    private float _left;
    private float _top;
    private float _right;
    private float _bottom;

    /// <summary>Draws into <paramref name="pixels"/>, RGB, <paramref name="width"/> × 3 bytes a row.</summary>
    internal Canvas(Span<byte> pixels, int width, int height)
    {
        _pixels = pixels;
        (_width, _height) = (width, height);
        ResetBounds();
    }

    /// <summary>Draws nothing, and collects <see cref="Bounds"/> all the same.</summary>
    internal static Canvas ForBounds(int width, int height) => new([], width, height);

    /// <summary>Width in frame heights.</summary>
    internal readonly float Aspect => (float)_width / _height;

    /// <summary>What was drawn since <see cref="ResetBounds"/>, as fractions of the frame, not clipped.</summary>
    internal readonly BoundingBox Bounds => new(_left / _width, _top / _height, _right / _width, _bottom / _height);

    /// <summary>Starts to collect <see cref="Bounds"/> anew.</summary>
    internal void ResetBounds() =>
        (_left, _top, _right, _bottom) = (float.MaxValue, float.MaxValue, float.MinValue, float.MinValue);

    /// <summary>A limb: a line with round ends whose radius goes from <paramref name="radiusA"/> to <paramref name="radiusB"/>.</summary>
    internal void Capsule(float ax, float ay, float bx, float by, float radiusA, float radiusB, Rgb color)
    {
        (ax, ay, bx, by) = (ax * _height, ay * _height, bx * _height, by * _height);
        (radiusA, radiusB) = (radiusA * _height, radiusB * _height);
        var radius = MathF.Max(radiusA, radiusB);
        var area = Clip(MathF.Min(ax, bx) - radius, MathF.Min(ay, by) - radius, MathF.Max(ax, bx) + radius, MathF.Max(ay, by) + radius);
        var (dx, dy) = (bx - ax, by - ay);
        var scale = 1 / MathF.Max((dx * dx) + (dy * dy), 1e-6f);
        for (var y = area.Top; y < area.Bottom; y++)
        {
            for (var x = area.Left; x < area.Right; x++)
            {
                var (px, py) = (x + 0.5f - ax, y + 0.5f - ay);
                var along = Math.Clamp(((px * dx) + (py * dy)) * scale, 0, 1);
                var (ox, oy) = (px - (dx * along), py - (dy * along));
                var r = radiusA + ((radiusB - radiusA) * along);
                var cover = r - MathF.Sqrt((ox * ox) + (oy * oy)) + 0.5f;
                if (cover > 0)
                    Blend(x, y, color.Lit(1 - (0.2f * (ox + oy) / (r + 1))), MathF.Min(cover, 1));
            }
        }
    }

    /// <summary>An upright ellipse; <paramref name="opacity"/> 0..1.</summary>
    internal void Ellipse(float centerX, float centerY, float radiusX, float radiusY, Rgb color, float opacity = 1)
    {
        (centerX, centerY, radiusX, radiusY) = (centerX * _height, centerY * _height, radiusX * _height, radiusY * _height);
        var area = Clip(centerX - radiusX, centerY - radiusY, centerX + radiusX, centerY + radiusY);
        var (scaleX, scaleY, radius) = (1 / radiusX, 1 / radiusY, MathF.Min(radiusX, radiusY));
        for (var y = area.Top; y < area.Bottom; y++)
        {
            for (var x = area.Left; x < area.Right; x++)
            {
                var (u, v) = ((x + 0.5f - centerX) * scaleX, (y + 0.5f - centerY) * scaleY);
                var cover = ((1 - MathF.Sqrt((u * u) + (v * v))) * radius) + 0.5f;
                if (cover > 0)
                    Blend(x, y, color.Lit(1 - (0.15f * (u + v))), MathF.Min(cover, 1) * opacity);
            }
        }
    }

    /// <summary>A soft shadow on the ground: black, fading out towards the edge of the ellipse.</summary>
    internal void Shadow(float centerX, float centerY, float radiusX, float radiusY, float strength)
    {
        var bounds = (_left, _top, _right, _bottom);
        (centerX, centerY, radiusX, radiusY) = (centerX * _height, centerY * _height, radiusX * _height, radiusY * _height);
        var area = Clip(centerX - radiusX, centerY - radiusY, centerX + radiusX, centerY + radiusY);
        (_left, _top, _right, _bottom) = bounds; // A shadow is not part of the object that throws it.
        for (var y = area.Top; y < area.Bottom; y++)
        {
            for (var x = area.Left; x < area.Right; x++)
            {
                var (u, v) = ((x + 0.5f - centerX) / radiusX, (y + 0.5f - centerY) / radiusY);
                var fade = 1 - ((u * u) + (v * v));
                if (fade > 0)
                    Blend(x, y, default, MathF.Min(1, fade * 1.5f) * strength);
            }
        }
    }

    /// <summary>A convex polygon, corners clockwise on the screen, x and y in turn. It is lit from above: <paramref name="foot"/> is the colour at its lower end.</summary>
    internal void Polygon(scoped ReadOnlySpan<float> corners, Rgb color, Rgb foot)
    {
        var (left, top, right, bottom) = (float.MaxValue, float.MaxValue, float.MinValue, float.MinValue);
        for (var i = 0; i < corners.Length; i += 2)
        {
            (left, right) = (MathF.Min(left, corners[i] * _height), MathF.Max(right, corners[i] * _height));
            (top, bottom) = (MathF.Min(top, corners[i + 1] * _height), MathF.Max(bottom, corners[i + 1] * _height));
        }

        var area = Clip(left, top, right, bottom);
        for (var y = area.Top; y < area.Bottom; y++)
        {
            var shade = color.Mix(foot, Math.Clamp((y + 0.5f - top) / (bottom - top), 0, 1));
            for (var x = area.Left; x < area.Right; x++)
            {
                var cover = Inside(corners, x + 0.5f, y + 0.5f);
                if (cover > 0)
                    Blend(x, y, shade, cover);
            }
        }
    }

    /// <summary>An upright rectangle, lit like <see cref="Polygon"/>.</summary>
    internal void Rectangle(float left, float top, float right, float bottom, Rgb color, Rgb foot) =>
        Polygon([left, top, right, top, right, bottom, left, bottom], color, foot);

    /// <summary>Mixes a colour into a pixel; <paramref name="cover"/> 0..1.</summary>
    internal readonly void Blend(int x, int y, Rgb color, float cover)
    {
        var pixel = _pixels.Slice(((y * _width) + x) * 3, 3);
        pixel[0] = Mixed(pixel[0], color.R, cover);
        pixel[1] = Mixed(pixel[1], color.G, cover);
        pixel[2] = Mixed(pixel[2], color.B, cover);
    }

    private static byte Mixed(byte under, float over, float cover) =>
        (byte)Math.Clamp(under + ((over - under) * cover) + 0.5f, 0, 255);

    /// <summary>How far a pixel lies inside: the smallest distance to an edge, 0..1 pixel.</summary>
    private readonly float Inside(scoped ReadOnlySpan<float> corners, float x, float y)
    {
        var cover = 1f;
        var (fromX, fromY) = (corners[^2] * _height, corners[^1] * _height);
        for (var i = 0; i < corners.Length; i += 2)
        {
            var (toX, toY) = (corners[i] * _height, corners[i + 1] * _height);
            var (dx, dy) = (toX - fromX, toY - fromY);
            var distance = ((dx * (y - fromY)) - (dy * (x - fromX))) / MathF.Sqrt((dx * dx) + (dy * dy) + 1e-9f);
            cover = MathF.Min(cover, distance + 0.5f);
            if (cover <= 0)
                return 0;
            (fromX, fromY) = (toX, toY);
        }

        return cover;
    }

    /// <summary>Adds an area in pixels to the bounds and clips it to the frame.</summary>
    private (int Left, int Top, int Right, int Bottom) Clip(float left, float top, float right, float bottom)
    {
        (_left, _top) = (MathF.Min(_left, left), MathF.Min(_top, top));
        (_right, _bottom) = (MathF.Max(_right, right), MathF.Max(_bottom, bottom));
        if (_pixels.IsEmpty)
            return default;
        return (
            (int)Math.Clamp(MathF.Floor(left), 0, _width), (int)Math.Clamp(MathF.Floor(top), 0, _height),
            (int)Math.Clamp(MathF.Ceiling(right) + 1, 0, _width), (int)Math.Clamp(MathF.Ceiling(bottom) + 1, 0, _height));
    }
}
