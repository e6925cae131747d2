using EdgeDaemon.Capture.Interop;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>Asks a device what it offers, and puts that into words.</summary>
internal static unsafe class V4l2Offers
{
    // A driver decides how long its lists are; ours end.
    private const uint MostFormats = 128;
    private const uint MostSizes = 64;
    private const uint MostRates = 32;
    private const int MostShown = 12;

    /// <summary>Every format with its sizes and rates, in the driver's order.</summary>
    internal static IReadOnlyList<V4l2Offer> Of(V4l2Device device)
    {
        var offers = new List<V4l2Offer>();
        for (uint i = 0; i < MostFormats; i++)
        {
            var format = new v4l2_fmtdesc { index = i, type = V4l2Abi.V4L2_BUF_TYPE_VIDEO_CAPTURE };
            if (device.Kernel.Ioctl(device.Descriptor, V4l2Abi.VIDIOC_ENUM_FMT, &format) < 0)
                break;
            // The sizes of what is not read are of no use to anybody here.
            var sizes = CameraFormats.Of(format.pixelformat) is null ? [] : Sizes(device, format.pixelformat);
            offers.Add(new V4l2Offer(format.pixelformat, V4l2Device.Text(format.description, 32), sizes));
        }

        return offers;
    }

    /// <summary>What can be read of the offers, on one line.</summary>
    internal static string Describe(IReadOnlyList<V4l2Offer> offers)
    {
        var readable = offers.Where(o => o.Format is not null).ToList();
        if (readable.Count == 0)
        {
            var kinds = string.Join(", ", offers.Select(o => CameraFormats.Text(o.Fourcc)).Distinct().Take(MostShown));
            return $"It offers no format that is read (yuyv, nv12, yu12, grey, mjpeg){(kinds.Length > 0 ? $", only {kinds}" : "")}. " +
                "A CSI camera takes 'type: rpicam'.";
        }

        return $"It offers {string.Join("; ", readable.Select(Describe))}. Set 'width', 'height' and 'format' of the source to one of these.";
    }

    private static string Describe(V4l2Offer offer)
    {
        var name = CameraFormats.NameOf(offer.Format!.Value);
        if (offer.Sizes.Count == 0)
            return $"{name} in sizes that it does not tell";
        var more = offer.Sizes.Count > MostShown ? $" and {offer.Sizes.Count - MostShown} more" : "";
        return $"{name} {string.Join(", ", offer.Sizes.Take(MostShown))}{more}";
    }

    private static List<V4l2Size> Sizes(V4l2Device device, uint fourcc)
    {
        var sizes = new List<V4l2Size>();
        for (uint i = 0; i < MostSizes; i++)
        {
            var size = new v4l2_frmsizeenum { index = i, pixel_format = fourcc };
            if (device.Kernel.Ioctl(device.Descriptor, V4l2Abi.VIDIOC_ENUM_FRAMESIZES, &size) < 0)
                break;
            if (size.type == V4l2Abi.V4L2_FRMSIZE_TYPE_DISCRETE)
            {
                var (w, h) = ((int)size.width, (int)size.height);
                sizes.Add(new V4l2Size(w, w, 1, h, h, 1, Rates(device, fourcc, size.width, size.height)));
                continue;
            }

            sizes.Add(new V4l2Size(
                (int)size.min_width, (int)size.max_width, (int)Math.Max(1, size.step_width),
                (int)size.min_height, (int)size.max_height, (int)Math.Max(1, size.step_height),
                Rates(device, fourcc, size.max_width, size.max_height)));
            // A range stands alone.
            break;
        }

        return sizes;
    }

    /// <summary>Discrete rates, or the highest and the lowest of a range; highest first.</summary>
    private static List<double> Rates(V4l2Device device, uint fourcc, uint width, uint height)
    {
        var rates = new List<double>();
        for (uint i = 0; i < MostRates; i++)
        {
            var interval = new v4l2_frmivalenum { index = i, pixel_format = fourcc, width = width, height = height };
            if (device.Kernel.Ioctl(device.Descriptor, V4l2Abi.VIDIOC_ENUM_FRAMEINTERVALS, &interval) < 0)
                break;
            Add(interval.interval);
            if (interval.type == V4l2Abi.V4L2_FRMIVAL_TYPE_DISCRETE)
                continue;
            Add(interval.longest);
            break;
        }

        rates.Sort((a, b) => b.CompareTo(a));
        return rates;

        void Add(v4l2_fract seconds)
        {
            if (seconds is { numerator: > 0, denominator: > 0 })
                rates.Add((double)seconds.denominator / seconds.numerator);
        }
    }
}
