using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.Linux;
using Iot.Device.Media;

namespace EdgeDaemon.Capture.Iot.Video;

/// <summary>Something that can be adjusted at a camera.</summary>
/// <param name="Name">Its name, as in <c>brightness</c> or <c>exposure_time</c>.</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Maximum">Largest value.</param>
/// <param name="Default">The driver's.</param>
/// <param name="Current">What it is set to; null when the driver does not tell.</param>
public sealed record VideoControl(string Name, int Minimum, int Maximum, int Default, int? Current);

/// <summary>A format of a camera.</summary>
/// <param name="Fourcc">The kernel's number.</param>
/// <param name="Sizes">Its sizes; empty when the driver does not tell.</param>
internal sealed record VideoFormat(uint Fourcc, IReadOnlyList<VideoSize> Sizes);

/// <summary>A size, or a range of sizes; <paramref name="Width"/> and <paramref name="Height"/> are the largest.</summary>
internal sealed record VideoSize(int Width, int Height, int MinWidth, int MinHeight);

/// <summary>
/// What Iot.Device.Media.VideoDevice says of a camera. It does not look at the result of its calls: what a failed one leaves behind
/// (no formats, sizes and ranges of 0) is told from an answer here, and left out.
/// </summary>
public sealed record VideoFacts
{
    private const uint LargestSide = 65_536;

    /// <summary>In the driver's order.</summary>
    internal IReadOnlyList<VideoFormat> Formats { get; private init; } = [];

    /// <summary>What can be adjusted.</summary>
    public IReadOnlyList<VideoControl> Controls { get; private init; } = [];

    /// <summary>Why nothing is known, in one line; null when something is.</summary>
    public string? Failure { get; private init; }

    /// <summary>Asks a node. Nothing is streamed, nothing is set.</summary>
    public static VideoFacts Of(string path) => Of(path, p => NumberedNode.Open(p, default, default));

    /// <summary>Asks the camera that a configuration means.</summary>
    /// <param name="device">A path, or what a camera says of itself, see <see cref="V4l2Options.Device"/>.</param>
    public static VideoFacts OfCamera(string device)
    {
        try
        {
            string path;
            using (var found = V4l2Finder.Open(LinuxVideoKernel.Instance, device))
                path = LinkTarget.Of(found.Path);
            return Of(path);
        }
        catch (FrameSourceException e)
        {
            return new VideoFacts { Failure = e.Message };
        }
    }

    internal static VideoFacts Of(string path, Func<string, VideoDevice> open)
    {
        try
        {
            using var device = open(path);
            var formats = device.GetSupportedPixelFormats().Distinct().Select(f => new VideoFormat((uint)f, Sizes(device, f))).ToList();
            return formats.Count > 0
                ? new VideoFacts { Formats = formats, Controls = [.. Enum.GetValues<VideoDeviceValueType>().Select(t => Control(device, t)).OfType<VideoControl>()] }
                : new VideoFacts { Failure = $"Camera '{path}' names no format to Iot.Device.Media: its calls fail ('dmesg' may say why)." };
        }
        catch (Exception e) when (e is IOException or FrameSourceException or TypeInitializationException)
        {
            return new VideoFacts { Failure = $"Camera '{path}' cannot be asked by Iot.Device.Media: {(e.InnerException ?? e).Message}" };
        }
    }

    private static List<VideoSize> Sizes(VideoDevice device, VideoPixelFormat format) =>
        // The sizes of what is not read are of no use to anybody here.
        CameraFormats.Of((uint)format) is null ? [] :
        [
            .. device.GetPixelFormatResolutions(format)
                .Where(s => s is { MaxWidth: > 0 and < LargestSide, MaxHeight: > 0 and < LargestSide } && s.MinWidth <= s.MaxWidth && s.MinHeight <= s.MaxHeight)
                .Select(s => new VideoSize((int)s.MaxWidth, (int)s.MaxHeight, (int)s.MinWidth, (int)s.MinHeight)),
        ];

    private static VideoControl? Control(VideoDevice device, VideoDeviceValueType type)
    {
        var value = device.GetVideoDeviceValue(type);
        // A camera that does not have it leaves the range at 0.
        if (value.Minimum >= value.Maximum || value.DefaultValue < value.Minimum || value.DefaultValue > value.Maximum)
            return null;
        return new VideoControl(
            NameOf(type), value.Minimum, value.Maximum, value.DefaultValue,
            value.CurrentValue >= value.Minimum && value.CurrentValue <= value.Maximum ? value.CurrentValue : null);
    }

    private static string NameOf(VideoDeviceValueType type) =>
        string.Concat(type.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
