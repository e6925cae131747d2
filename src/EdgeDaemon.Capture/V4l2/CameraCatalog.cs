using EdgeDaemon.Capture.Iot.Video;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>A camera of this machine.</summary>
/// <param name="Path">Its node.</param>
/// <param name="Links">Paths that keep leading to it when the node's number changes.</param>
/// <param name="Card">Name of the product.</param>
/// <param name="Driver">Kernel module.</param>
/// <param name="Bus">Where it is plugged in.</param>
/// <param name="Formats">What it offers, in the driver's order.</param>
/// <param name="Controls">What can be adjusted at it.</param>
/// <param name="Proposal">What a configuration for it would be; null when nothing that it offers is read.</param>
/// <param name="Failure">Why Iot.Device.Media told nothing of it, so that formats and sizes are those of our own questions and controls are missing; null when it did.</param>
public sealed record CameraInfo(
    string Path, IReadOnlyList<string> Links, string Card, string Driver, string Bus, IReadOnlyList<CameraFormatInfo> Formats,
    IReadOnlyList<VideoControl> Controls, V4l2Options? Proposal, string? Failure);

/// <summary>A format of a camera.</summary>
/// <param name="Fourcc">The kernel's name for it.</param>
/// <param name="Name">The name in the configuration; null when it is not read.</param>
/// <param name="Description">The driver's words.</param>
/// <param name="Sizes">Its sizes, for formats that are read; empty also when the driver does not tell.</param>
public sealed record CameraFormatInfo(string Fourcc, string? Name, string Description, IReadOnlyList<CameraSizeInfo> Sizes);

/// <summary>A size of a format, or a range of sizes.</summary>
/// <param name="Width">Largest width in pixels.</param>
/// <param name="Height">Largest height in pixels.</param>
/// <param name="MinWidth">Smallest width in pixels.</param>
/// <param name="MinHeight">Smallest height in pixels.</param>
/// <param name="Fps">Frames per second, highest first; empty when the driver does not tell.</param>
public sealed record CameraSizeInfo(int Width, int Height, int MinWidth, int MinHeight, IReadOnlyList<double> Fps);

/// <summary>
/// Lists the cameras of this machine: formats, sizes and controls by Iot.Device.Media, where that answers; names, rates and what a configuration
/// would be by our own questions, which that has none for.
/// </summary>
public static class CameraCatalog
{
    private const int BestWidth = 1280;
    private const int BestHeight = 720;
    private const double BestRate = 10;

    /// <summary>Every node that captures, and why the other video nodes are not among them. Nothing is streamed.</summary>
    public static (IReadOnlyList<CameraInfo> Cameras, IReadOnlyList<string> Unusable) List() => List(LinuxVideoKernel.Instance, VideoFacts.Of);

    internal static (IReadOnlyList<CameraInfo> Cameras, IReadOnlyList<string> Unusable) List(IVideoKernel kernel, Func<string, VideoFacts> ask)
    {
        var open = V4l2Finder.OpenAll(kernel, out var failures);
        try
        {
            return ([.. open.Select(c => Describe(c.Node, c.Device, open.Select(o => o.Device), ask(c.Node.Path)))], failures);
        }
        finally
        {
            open.ForEach(c => c.Device.Dispose());
        }
    }

    private static CameraInfo Describe(VideoNode node, V4l2Device device, IEnumerable<V4l2Device> all, VideoFacts facts)
    {
        var offers = V4l2Offers.Of(device);
        var proposal = Propose(offers);
        return new CameraInfo(
            node.Path, node.Links, device.Card, device.Driver, device.Bus,
            facts.Failure is null ? [.. facts.Formats.Select(f => Describe(f, offers.FirstOrDefault(o => o.Fourcc == f.Fourcc)))] : [.. offers.Select(Describe)],
            facts.Controls, proposal is null ? null : proposal with { Device = LastingName(node, device, all) }, facts.Failure);
    }

    private static CameraFormatInfo Describe(VideoFormat format, V4l2Offer? offer) => new(
        CameraFormats.Text(format.Fourcc), NameOf(format.Fourcc), offer?.Description ?? "",
        [.. format.Sizes.Select(s => new CameraSizeInfo(s.Width, s.Height, s.MinWidth, s.MinHeight, offer?.SizeFor(s.Width, s.Height)?.Rates ?? []))]);

    private static CameraFormatInfo Describe(V4l2Offer offer) => new(
        CameraFormats.Text(offer.Fourcc), NameOf(offer.Fourcc), offer.Description,
        [.. offer.Sizes.Select(s => new CameraSizeInfo(s.MaxWidth, s.MaxHeight, s.MinWidth, s.MinHeight, s.Rates))]);

    private static string? NameOf(uint fourcc) => CameraFormats.Of(fourcc) is { } known ? CameraFormats.NameOf(known) : null;

    /// <summary>The name that survives being plugged in again.</summary>
    private static string LastingName(VideoNode node, V4l2Device device, IEnumerable<V4l2Device> all)
    {
        if (node.Links.Count > 0)
            return node.Links[0];
        var first = all.First(d => d.Bus == device.Bus);
        return device.Bus.Length > 0 && first == device ? device.Bus : node.Path;
    }

    /// <summary>The largest size up to 1280×720 that is fast enough, in the format that costs least.</summary>
    private static V4l2Options? Propose(IReadOnlyList<V4l2Offer> offers)
    {
        var choices =
            from offer in offers
            where offer.Format is not null
            from size in offer.Sizes
            let width = Math.Min(size.MaxWidth, size.IsSingle ? int.MaxValue : BestWidth)
            let height = Math.Min(size.MaxHeight, size.IsSingle ? int.MaxValue : BestHeight)
            where width % 2 == 0 && height % 2 == 0 && size.Fits(width, height)
            let isFast = size.Rates.Count == 0 || size.Rates[0] >= BestRate
            let fits = width <= BestWidth && height <= BestHeight
            orderby fits descending, isFast descending, (fits ? -1 : 1) * width * height, Array.IndexOf(CameraFormats.All, offer.Format!.Value)
            select new V4l2Options { Width = width, Height = height, Format = offer.Format!.Value };
        return choices.FirstOrDefault();
    }
}
