using System.Collections.Immutable;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Vision.Zones;

/// <summary>
/// Paints parts of a frame black, before anything looks at it: what lies there exists for no model, no statistic and no view.
/// Every pixel that a polygon touches is painted, and every chroma sample that belongs to such a pixel. One thread; allocates
/// when the size or format of the frames changes.
/// </summary>
/// <param name="polygons">What is painted over.</param>
public sealed class PrivacyMask(ImmutableArray<Polygon> polygons)
{
    private const byte NeutralChroma = 128;
    private const byte LimitedBlack = 16;

    private (PixelFormat Format, int Width, int Height) _geometry;
    private PixelRun[] _pixels = [];
    private PixelRun[] _chroma = [];

    /// <summary>Paints a frame.</summary>
    public void Paint(Frame frame)
    {
        if (polygons.IsEmpty)
            return;
        if (_geometry != (frame.Format, frame.Width, frame.Height))
            Compute(frame);
        var black = frame.Range == ColorRange.Limited && frame.Format is not (PixelFormat.Rgb24 or PixelFormat.Gray8) ? LimitedBlack : (byte)0;
        switch (frame.Format)
        {
            case PixelFormat.Rgb24:
                Fill(frame, plane: 0, _pixels, bytesPerSample: 3, black);
                break;
            case PixelFormat.Yuyv:
                PaintYuyv(frame, black);
                break;
            case PixelFormat.Nv12:
                Fill(frame, plane: 0, _pixels, bytesPerSample: 1, black);
                Fill(frame, plane: 1, _chroma, bytesPerSample: 2, NeutralChroma);
                break;
            case PixelFormat.I420:
                Fill(frame, plane: 0, _pixels, bytesPerSample: 1, black);
                Fill(frame, plane: 1, _chroma, bytesPerSample: 1, NeutralChroma);
                Fill(frame, plane: 2, _chroma, bytesPerSample: 1, NeutralChroma);
                break;
            case PixelFormat.Gray8:
                Fill(frame, plane: 0, _pixels, bytesPerSample: 1, black);
                break;
            default:
                // A format that nobody taught it must not slip through unpainted.
                throw new ArgumentException($"No privacy mask is known for {frame.Format} frames.", nameof(frame));
        }
    }

    private static void Fill(Frame frame, int plane, PixelRun[] runs, int bytesPerSample, byte value)
    {
        var samples = frame.Plane(plane);
        var stride = frame.Planes[plane].StrideBytes;
        foreach (var run in runs)
            samples.Slice((run.Row * stride) + (run.From * bytesPerSample), (run.To - run.From) * bytesPerSample).Fill(value);
    }

    /// <summary>Two pixels share a pair of chroma samples, so that whole pairs are painted.</summary>
    private void PaintYuyv(Frame frame, byte black)
    {
        var samples = frame.Plane(0);
        var stride = frame.Planes[0].StrideBytes;
        foreach (var run in _pixels)
        {
            var pairs = samples[(run.Row * stride)..].Slice(run.From / 2 * 4, ((run.To + 1) / 2 * 4) - (run.From / 2 * 4));
            for (var i = 0; i < pairs.Length; i += 2)
                (pairs[i], pairs[i + 1]) = (black, NeutralChroma);
        }
    }

    private void Compute(Frame frame)
    {
        _geometry = (frame.Format, frame.Width, frame.Height);
        var touched = new TouchedPixels(frame.Width, frame.Height);
        foreach (var polygon in polygons)
            touched.Add(polygon);
        _pixels = touched.Runs();
        _chroma = touched.Halved().Runs();
    }
}
