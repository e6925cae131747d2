using System.Globalization;
using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>What camera and configuration agreed on, read back from the driver.</summary>
/// <param name="Format">Pixel format.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="StrideBytes">Bytes from one row to the next of the first plane; 0 for JPEG.</param>
/// <param name="ImageBytes">Most bytes that one frame takes.</param>
/// <param name="Range">Meaning of black and white.</param>
/// <param name="FramesPerSecond">Null when the driver does not tell.</param>
internal sealed record V4l2Agreement(
    CameraFormat Format, int Width, int Height, int StrideBytes, int ImageBytes, ColorRange Range, double? FramesPerSecond)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var rate = FramesPerSecond is { } fps ? string.Create(CultureInfo.InvariantCulture, $"{fps:0.##} fps") : "a rate that it does not tell";
        return Format == CameraFormat.Mjpeg
            ? $"{Width}×{Height} mjpeg, at most {ImageBytes} bytes, {rate}"
            : $"{Width}×{Height} {CameraFormats.NameOf(Format)}, stride {StrideBytes}, {ImageBytes} bytes, {(Range == ColorRange.Full ? "full" : "limited")} range, {rate}";
    }
}

/// <summary>Agrees with a device on format, size and rate.</summary>
internal static class V4l2Negotiation
{
    private const int LargestStride = FramePool.MaxSide * 8;

    /// <summary>Sets the device up.</summary>
    /// <exception cref="FrameSourceException">It does not offer what is asked for; the message lists what it does offer.</exception>
    internal static V4l2Agreement Run(V4l2Device device, V4l2Options options)
    {
        var offers = V4l2Offers.Of(device);
        var fourcc = Choose(device, offers, options).Fourcc;
        var format = device.SetFormat(fourcc, options.Width, options.Height);
        if (format.pixelformat != fourcc || format.width != options.Width || format.height != options.Height)
        {
            throw new FrameSourceException(
                $"{device.Name} makes {format.width}×{format.height} {CameraFormats.Text(format.pixelformat)} of " +
                $"{options.Width}×{options.Height} {CameraFormats.Text(fourcc)}. {V4l2Offers.Describe(offers)}");
        }

        var kind = CameraFormats.Of(fourcc)!.Value;
        var rate = options.FramesPerSecond is { } asked ? device.SetRate(asked) : null;
        return new V4l2Agreement(
            kind, options.Width, options.Height, Stride(device, kind, format), (int)Math.Min(format.sizeimage, int.MaxValue), Range(options.Range, format), rate);
    }

    private static V4l2Offer Choose(V4l2Device device, IReadOnlyList<V4l2Offer> offers, V4l2Options options)
    {
        var wanted = options.Format == CameraFormat.Auto ? CameraFormats.All : [options.Format];
        var fitting =
            (from format in wanted
             from offer in offers
             where offer.Format == format && offer.MayHave(options.Width, options.Height)
             select offer).ToList();
        if (fitting.Count == 0)
        {
            var format = options.Format == CameraFormat.Auto ? "" : $" in {CameraFormats.NameOf(options.Format)}";
            throw new FrameSourceException($"{device.Name} does not offer {options.Width}×{options.Height}{format}. {V4l2Offers.Describe(offers)}");
        }

        // The cheapest that is fast enough; where none is, the fastest.
        var asked = options.FramesPerSecond ?? 0;
        return fitting.FirstOrDefault(o => TopRate(o, options) >= asked) ?? fitting.MaxBy(o => TopRate(o, options))!;
    }

    // A driver that tells no rates may have any.
    private static double TopRate(V4l2Offer offer, V4l2Options options) =>
        offer.SizeFor(options.Width, options.Height)?.Rates is [var top, ..] ? top : double.PositiveInfinity;

    private static int Stride(V4l2Device device, CameraFormat kind, in v4l2_format format)
    {
        if (kind == CameraFormat.Mjpeg)
            return 0;
        var least = kind == CameraFormat.Yuyv ? format.width * 2 : format.width;
        // Some drivers leave it out where rows follow each other without a gap.
        var stride = format.bytesperline == 0 ? least : format.bytesperline;
        if (stride < least || stride > LargestStride || (kind == CameraFormat.Yu12 && stride % 2 != 0))
            throw new FrameSourceException($"{device.Name} says that a row of {format.width} pixels takes {stride} bytes; expected {least} or more. Its driver is broken.");
        return (int)stride;
    }

    private static ColorRange Range(CameraRange asked, in v4l2_format format)
    {
        if (asked != CameraRange.Auto)
            return asked == CameraRange.Full ? ColorRange.Full : ColorRange.Limited;
        // The field has a meaning only behind this mark. Unset it is full for JPEG's colour space and limited for every other
        // that is not RGB (V4L2_MAP_QUANTIZATION_DEFAULT). Gray is what a sensor without colours says, and full.
        var told = format.priv == V4l2Abi.V4L2_PIX_FMT_PRIV_MAGIC ? format.quantization : V4l2Abi.V4L2_QUANTIZATION_DEFAULT;
        var isFull = told == V4l2Abi.V4L2_QUANTIZATION_DEFAULT
            ? format.colorspace == V4l2Abi.V4L2_COLORSPACE_JPEG || format.pixelformat == V4l2Abi.V4L2_PIX_FMT_GREY
            : told == V4l2Abi.V4L2_QUANTIZATION_FULL_RANGE;
        return isFull ? ColorRange.Full : ColorRange.Limited;
    }
}
