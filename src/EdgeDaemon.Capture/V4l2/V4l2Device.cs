using System.Text;
using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>An open capture device: who it is, what it offers, and the format that it agreed to. One thread at a time.</summary>
internal sealed unsafe class V4l2Device : IDisposable
{
    private readonly VideoHandle _handle;

    private V4l2Device(IVideoKernel kernel, VideoHandle handle, string path, in v4l2_capability capability)
    {
        (Kernel, _handle, Path) = (kernel, handle, path);
        fixed (v4l2_capability* c = &capability)
            (Driver, Card, Bus) = (Text(c->driver, 16), Text(c->card, 32), Text(c->bus_info, 32));
        Name = $"Camera '{path}'";
    }

    /// <summary>The node it was opened by.</summary>
    internal string Path { get; }

    /// <summary>Kernel module.</summary>
    internal string Driver { get; }

    /// <summary>Name of the product.</summary>
    internal string Card { get; }

    /// <summary>Where it is plugged in.</summary>
    internal string Bus { get; }

    /// <summary>For messages.</summary>
    internal string Name { get; }

    internal IVideoKernel Kernel { get; }

    internal int Descriptor => _handle.Descriptor;

    /// <summary>Opens a node that captures frames.</summary>
    /// <exception cref="FrameSourceException">It cannot be opened, or is no camera; the message says why.</exception>
    internal static V4l2Device Open(IVideoKernel kernel, string path)
    {
        var name = $"Camera '{path}'";
        var descriptor = kernel.Open(path);
        if (descriptor < 0)
            throw V4l2Failure.Of(name, "cannot be opened", -descriptor);
        var handle = new VideoHandle(kernel, descriptor);
        try
        {
            var capability = default(v4l2_capability);
            var result = kernel.Ioctl(descriptor, V4l2Abi.VIDIOC_QUERYCAP, &capability);
            if (result < 0)
                throw V4l2Failure.Of(name, "does not say what it is", -result);
            CheckCaptures(name, capability);
            return new V4l2Device(kernel, handle, path, capability);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Asks for a format and takes what the driver makes of it.</summary>
    internal v4l2_format SetFormat(uint fourcc, int width, int height)
    {
        var format = new v4l2_format
        {
            type = V4l2Abi.V4L2_BUF_TYPE_VIDEO_CAPTURE,
            width = (uint)width,
            height = (uint)height,
            pixelformat = fourcc,
            field = V4l2Abi.V4L2_FIELD_NONE,
        };
        Require(V4l2Abi.VIDIOC_S_FMT, &format, $"refuses {width}×{height} {CameraFormats.Text(fourcc)}");
        return format;
    }

    /// <summary>Asks for a rate and takes what the driver makes of it.</summary>
    /// <returns>Frames per second; null when the driver does not tell.</returns>
    internal double? SetRate(double framesPerSecond)
    {
        var rate = V4l2Rate.Set(Kernel, Descriptor, framesPerSecond, out var error);
        // Drivers without a choice of rates refuse the request; that is no reason not to take their frames.
        return error is Libc.ENODEV or Libc.EIO ? throw V4l2Failure.Of(Name, "failed", error) : rate;
    }

    /// <summary>A request that must succeed.</summary>
    internal void Require(uint request, void* argument, string failure)
    {
        var result = Kernel.Ioctl(Descriptor, request, argument);
        if (result < 0)
            throw V4l2Failure.Of(Name, failure, -result);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>The text of a field of fixed size, printable characters only: it comes from the device.</summary>
    internal static string Text(byte* field, int size)
    {
        var bytes = new ReadOnlySpan<byte>(field, size);
        var end = bytes.IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        return string.Concat(text.Where(c => !char.IsControl(c))).Trim();
    }

    private static void CheckCaptures(string name, in v4l2_capability capability)
    {
        // Where the driver says so, the second set is about this node; the first is about all nodes of the device.
        var can = (capability.capabilities & V4l2Abi.V4L2_CAP_DEVICE_CAPS) != 0 ? capability.device_caps : capability.capabilities;
        if ((can & V4l2Abi.V4L2_CAP_VIDEO_CAPTURE) == 0)
        {
            throw new FrameSourceException((can & V4l2Abi.V4L2_CAP_VIDEO_CAPTURE_MPLANE) != 0
                ? $"{name} offers only the multi-planar interface, which is not read; use another node ('edgedaemon cameras' lists them)."
                : $"{name} captures no frames: it is the metadata or output node of a device. 'edgedaemon cameras' lists those that do.");
        }

        if ((can & V4l2Abi.V4L2_CAP_STREAMING) == 0)
            throw new FrameSourceException($"{name} cannot stream into mapped memory; a camera that can is needed.");
    }
}
