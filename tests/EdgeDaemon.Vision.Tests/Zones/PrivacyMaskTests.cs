using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Zones;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Vision.Tests.Zones;

public sealed class PrivacyMaskTests
{
    private const int Width = 36;
    private const int Height = 22;

    public static TheoryData<PixelFormat, ColorRange> Formats() => new()
    {
        { PixelFormat.Gray8, ColorRange.Full },
        { PixelFormat.Rgb24, ColorRange.Full },
        { PixelFormat.Yuyv, ColorRange.Full },
        { PixelFormat.Yuyv, ColorRange.Limited },
        { PixelFormat.Nv12, ColorRange.Full },
        { PixelFormat.Nv12, ColorRange.Limited },
        { PixelFormat.I420, ColorRange.Full },
        { PixelFormat.I420, ColorRange.Limited },
    };

    [Fact]
    public void Formats_HasEveryPixelFormat() =>
        Assert.Equal(Enum.GetValues<PixelFormat>(), Formats().Select(row => row.Data.Item1).Distinct().Order());

    /// <summary>Whatever the polygon: what any point of it touches is black, everything else is as it was.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Paint_AnyPolygon_PaintsWhatItTouchesAndNothingElse(PixelFormat format, ColorRange range) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Corners.ToArbitrary(), corners =>
        {
            var polygon = new Polygon([.. corners]);
            using var before = TestFrames.Noise(format, Width, Height, range, seed: 3);
            using var after = TestFrames.Noise(format, Width, Height, range, seed: 3);
            new PrivacyMask([polygon]).Paint(after);
            var inside = DenselyInside(polygon);
            var may = Grown(inside, polygon);
            foreach (var (x, y) in Pixels())
            {
                if (inside[x, y])
                    Assert.True(IsBlack(after, x, y), $"({x}, {y}) shows through");
                else if (!may[x, y])
                    Assert.Equal(LumaOf(before, x, y), LumaOf(after, x, y));
            }

            return true;
        }));

    [Theory]
    [MemberData(nameof(Formats))]
    public void Paint_Square_LeavesTheRestUntouchedByteForByte(PixelFormat format, ColorRange range)
    {
        using var before = TestFrames.Noise(format, Width, Height, range, seed: 4);
        using var after = TestFrames.Noise(format, Width, Height, range, seed: 4);
        // Exactly pixels 8..15 across and 4..9 down, on even boundaries; a hair's breadth within, so that no neighbour is touched.
        const float Hair = 0.001f;
        var (left, top, right, bottom) = ((8f / Width) + Hair, (4f / Height) + Hair, (16f / Width) - Hair, (10f / Height) - Hair);
        new PrivacyMask([new Polygon([new(left, top), new(right, top), new(right, bottom), new(left, bottom)])]).Paint(after);

        var changed = Enumerable.Range(0, before.Bytes.Length).Count(i => before.Bytes[i] != after.Bytes[i]);
        var samples = format switch { PixelFormat.Rgb24 => 48 * 3, PixelFormat.Yuyv => 48 * 2, PixelFormat.Gray8 => 48, _ => 48 + 24 };
        // A random byte may have been right already, in one of 256 cases.
        Assert.InRange(changed, samples - 4, samples);
    }

    [Fact]
    public void Paint_WholeFrameOfEveryFormat_LeavesNoInformation()
    {
        var all = new PrivacyMask([new Polygon([new(0, 0), new(1, 0), new(1, 1), new(0, 1)])]);
        foreach (var row in Formats())
        {
            var (format, range) = row.Data;
            using var a = TestFrames.Noise(format, Width, Height, range, seed: 1);
            using var b = TestFrames.Noise(format, Width, Height, range, seed: 2);
            all.Paint(a);
            all.Paint(b);
            Assert.True(a.Bytes.SequenceEqual(b.Bytes), $"{format} {range}");
        }
    }

    [Fact]
    public void Paint_SteadyState_AllocatesNothing()
    {
        using var frame = TestFrames.Noise(PixelFormat.Yuyv, 64, 48);
        var mask = new PrivacyMask([new Polygon([new(0, 0), new(1, 0), new(0.3f, 1)])]);
        Assert.Equal(0, Allocations.InSteadyState(() => mask.Paint(frame)));
    }

    private static Gen<FramePoint[]> Corners =>
        from count in Gen.Choose(3, 7)
        from points in (from x in Gen.Choose(-200, 1200) from y in Gen.Choose(-200, 1200) select new FramePoint(x / 1000f, y / 1000f)).ArrayOf(count)
        select points;

    private static IEnumerable<(int X, int Y)> Pixels() =>
        from y in Enumerable.Range(0, Height) from x in Enumerable.Range(0, Width) select (x, y);

    /// <summary>Pixels of which one of 8 × 8 points lies inside.</summary>
    private static bool[,] DenselyInside(Polygon polygon)
    {
        var inside = new bool[Width, Height];
        foreach (var (x, y) in Pixels())
        {
            for (var i = 0; i < 64; i++)
                inside[x, y] |= polygon.Contains(new((x + ((i % 8) + 0.5f) / 8) / Width, (y + ((i / 8) + 0.5f) / 8) / Height));
        }

        return inside;
    }

    /// <summary>A pixel more on every side, and up to whole groups of 2 × 2: what may be painted without being wrong.</summary>
    private static bool[,] Grown(bool[,] inside, Polygon polygon)
    {
        // Needles are so thin that no point lies inside; their outline touches pixels all the same.
        inside = (bool[,])inside.Clone();
        for (var i = 0; i < polygon.Corners.Length * 1000; i++)
        {
            var (from, to) = (polygon.Corners[i / 1000], polygon.Corners[((i / 1000) + 1) % polygon.Corners.Length]);
            var (x, y) = ((from.X + ((to.X - from.X) * (i % 1000) / 1000f)) * Width, (from.Y + ((to.Y - from.Y) * (i % 1000) / 1000f)) * Height);
            if (x is >= 0 and < Width && y is >= 0 and < Height)
                inside[(int)x, (int)y] = true;
        }

        var grown = new bool[Width, Height];
        foreach (var (x, y) in Pixels())
        {
            for (var dy = -2; dy <= 2; dy++)
            {
                for (var dx = -2; dx <= 2; dx++)
                {
                    if (x + dx is >= 0 and < Width && y + dy is >= 0 and < Height)
                        grown[x, y] |= inside[x + dx, y + dy];
                }
            }
        }

        return grown;
    }

    private static byte LumaOf(Frame frame, int x, int y) => frame.Plane(0)[(y * frame.Planes[0].StrideBytes) + (x * frame.Format switch
    {
        PixelFormat.Rgb24 => 3,
        PixelFormat.Yuyv => 2,
        _ => 1,
    })];

    private static bool IsBlack(Frame frame, int x, int y)
    {
        var black = frame.Range == ColorRange.Limited ? 16 : 0;
        var row = frame.Plane(0)[(y * frame.Planes[0].StrideBytes)..];
        return frame.Format switch
        {
            PixelFormat.Gray8 => row[x] == 0,
            PixelFormat.Rgb24 => row[x * 3] == 0 && row[(x * 3) + 1] == 0 && row[(x * 3) + 2] == 0,
            PixelFormat.Yuyv => row[x * 2] == black && row[(x / 2 * 4) + 1] == 128 && row[(x / 2 * 4) + 3] == 128,
            PixelFormat.Nv12 => row[x] == black && ChromaOf(1, x / 2 * 2) == 128 && ChromaOf(1, (x / 2 * 2) + 1) == 128,
            _ => row[x] == black && ChromaOf(1, x / 2) == 128 && ChromaOf(2, x / 2) == 128,
        };

        byte ChromaOf(int plane, int column) => frame.Plane(plane)[(y / 2 * frame.Planes[plane].StrideBytes) + column];
    }
}
