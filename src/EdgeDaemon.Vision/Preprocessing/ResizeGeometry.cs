namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// Which part of a frame goes where in the model input: the crop rectangle, in frame pixels, is scaled to the scaled size, in
/// input pixels, and put at the padding.
/// </summary>
/// <param name="CropLeft">First frame column used.</param>
/// <param name="CropTop">First frame row used.</param>
/// <param name="CropWidth">Frame columns used.</param>
/// <param name="CropHeight">Frame rows used.</param>
/// <param name="ScaledWidth">Input columns that show the frame.</param>
/// <param name="ScaledHeight">Input rows that show the frame.</param>
/// <param name="PadLeft">Padded input columns on the left.</param>
/// <param name="PadTop">Padded input rows at the top.</param>
public readonly record struct ResizeGeometry(
    int CropLeft, int CropTop, int CropWidth, int CropHeight, int ScaledWidth, int ScaledHeight, int PadLeft, int PadTop)
{
    /// <summary>The geometry of <paramref name="spec"/> for a region of a frame, which is treated as if it were the whole picture.</summary>
    public static ResizeGeometry For(InputSpec spec, FrameRegion region)
    {
        var whole = For(spec, region.Width, region.Height);
        return whole with { CropLeft = whole.CropLeft + region.Left, CropTop = whole.CropTop + region.Top };
    }

    /// <summary>The geometry of <paramref name="spec"/> for a frame of this size, in pixels.</summary>
    public static ResizeGeometry For(InputSpec spec, int frameWidth, int frameHeight)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameHeight);
        return spec.Resize switch
        {
            ResizeMode.Stretch => new(0, 0, frameWidth, frameHeight, spec.Width, spec.Height, 0, 0),
            ResizeMode.CenterCrop => CenterCrop(spec, frameWidth, frameHeight),
            ResizeMode.LetterboxCenter => Letterbox(spec, frameWidth, frameHeight, centred: true),
            ResizeMode.LetterboxTopLeft => Letterbox(spec, frameWidth, frameHeight, centred: false),
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Resize, "Not a resize mode."),
        };
    }

    /// <summary>
    /// The smallest size, in pixels, to which the whole frame may be scaled down while it is decoded such that each input
    /// pixel is still made of at least one decoded pixel. Never larger than the frame.
    /// </summary>
    public static (int Width, int Height) MinimumSourceSize(InputSpec spec, int frameWidth, int frameHeight)
    {
        var geometry = For(spec, frameWidth, frameHeight);
        return (
            Covering(frameWidth, geometry.ScaledWidth, geometry.CropWidth),
            Covering(frameHeight, geometry.ScaledHeight, geometry.CropHeight));
    }

    /// <summary>The way back from the input to a frame of this size.</summary>
    public ResizeTransform ToTransform(int frameWidth, int frameHeight)
    {
        var (scaleX, scaleY) = ((double)CropWidth / ScaledWidth, (double)CropHeight / ScaledHeight);
        return new(
            (float)scaleX, (float)scaleY, (float)(CropLeft - (PadLeft * scaleX)), (float)(CropTop - (PadTop * scaleY)),
            frameWidth, frameHeight);
    }

    private static ResizeGeometry CenterCrop(InputSpec spec, int frameWidth, int frameHeight)
    {
        // By way of decimal, so that 0.9f means 0.9 and not 0.89999998, which rounds differently at half pixels.
        var fraction = (double)(decimal)spec.CropFraction;
        var side = Math.Max(1, RoundHalfUp(Math.Min(frameWidth, frameHeight) * fraction));
        return new((frameWidth - side) / 2, (frameHeight - side) / 2, side, side, spec.Width, spec.Height, 0, 0);
    }

    private static ResizeGeometry Letterbox(InputSpec spec, int frameWidth, int frameHeight, bool centred)
    {
        var ratio = Math.Min((double)spec.Width / frameWidth, (double)spec.Height / frameHeight);
        var width = Math.Clamp(RoundHalfUp(frameWidth * ratio), 1, spec.Width);
        var height = Math.Clamp(RoundHalfUp(frameHeight * ratio), 1, spec.Height);
        var (left, top) = centred ? ((spec.Width - width) / 2, (spec.Height - height) / 2) : (0, 0);
        return new(0, 0, frameWidth, frameHeight, width, height, left, top);
    }

    private static int Covering(int frameSide, int scaledSide, int cropSide) =>
        (int)Math.Min(frameSide, (((long)frameSide * scaledSide) + cropSide - 1) / cropSide);

    private static int RoundHalfUp(double value) => (int)Math.Floor(value + 0.5);
}
