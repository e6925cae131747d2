using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Cli.Doctor;

/// <summary>How a picture is exposed and how sharp it is, from its brightness alone.</summary>
/// <param name="Mean">Mean brightness, 0 to 255.</param>
/// <param name="Clipped">Fraction of the pixels that are black or white, 0 to 1.</param>
/// <param name="Focus">
/// Variance of the Laplacian (four neighbours): it grows with sharpness, and with how much there is to be seen. To be compared with
/// itself, as while a lens is turned.
/// </param>
internal readonly record struct FrameFigures(double Mean, double Clipped, double Focus)
{
    private const int Black = 18;
    private const int White = 237;

    /// <summary>Looks at a frame of any format.</summary>
    public static FrameFigures Of(Frame frame)
    {
        double sum = 0, clipped = 0, laplacian = 0, squares = 0;
        long inner = 0;
        for (var y = 0; y < frame.Height; y++)
        {
            for (var x = 0; x < frame.Width; x++)
            {
                var here = Brightness(frame, x, y);
                sum += here;
                clipped += here is <= Black or >= White ? 1 : 0;
                if (x == 0 || y == 0 || x == frame.Width - 1 || y == frame.Height - 1)
                    continue;
                var edge = (4 * here) - Brightness(frame, x - 1, y) - Brightness(frame, x + 1, y) - Brightness(frame, x, y - 1) - Brightness(frame, x, y + 1);
                laplacian += edge;
                squares += (double)edge * edge;
                inner++;
            }
        }

        var pixels = (double)frame.Width * frame.Height;
        var mean = inner == 0 ? 0 : laplacian / inner;
        return new FrameFigures(sum / pixels, clipped / pixels, inner == 0 ? 0 : (squares / inner) - (mean * mean));
    }

    private static int Brightness(Frame frame, int x, int y)
    {
        var row = frame.Plane(0)[(y * frame.Planes[0].StrideBytes)..];
        return frame.Format switch
        {
            PixelFormat.Yuyv => row[2 * x],
            PixelFormat.Rgb24 => (row[3 * x] + (2 * row[(3 * x) + 1]) + row[(3 * x) + 2]) / 4,
            _ => row[x],
        };
    }
}
