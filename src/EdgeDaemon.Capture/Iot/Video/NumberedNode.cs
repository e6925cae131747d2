using System.Globalization;
using Iot.Device.Media;

namespace EdgeDaemon.Capture.Iot.Video;

/// <summary>The package knows a node by a prefix and a number.</summary>
internal static class NumberedNode
{
    /// <summary>A device for a node; it is not opened before it is used.</summary>
    /// <exception cref="FrameSourceException">Its name does not end in a number.</exception>
    internal static VideoDevice Open(string path, (uint Width, uint Height) size, VideoPixelFormat format)
    {
        var prefix = path.TrimEnd([.. "0123456789"]);
        if (!int.TryParse(path.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}") != path)
        {
            throw new FrameSourceException($"Camera '{path}': Iot.Device.Media opens nodes /dev/videoN only. Write such a path, or use 'driver: kernel'.");
        }

        var device = VideoDevice.Create(new VideoConnectionSettings(number, size, format));
        device.DevicePath = prefix;
        return device;
    }
}
