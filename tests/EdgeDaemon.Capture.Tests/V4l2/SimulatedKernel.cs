using System.Runtime.InteropServices;
using System.Text;
using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.Tests.V4l2;

/// <summary>
/// A machine with simulated cameras. Descriptors are real eventfds, readable while a buffer is full, so that the waiting and
/// waking of the source are those of the real kernel. It counts what is open and mapped, to find what is left behind.
/// </summary>
internal sealed unsafe class SimulatedKernel : IVideoKernel
{
    private readonly Dictionary<int, SimulatedOpenDevice> _open = [];
    private readonly Dictionary<nint, byte[]> _maps = [];

    /// <summary>What is plugged in, by node.</summary>
    public SortedDictionary<string, SimulatedCamera> Cameras { get; } = new(StringComparer.Ordinal);

    public int OpenDevices => _open.Count;

    public int LiveMaps => _maps.Count;

    /// <summary>Times that a device was opened.</summary>
    public int Opens { get; private set; }

    public IReadOnlyList<VideoNode> Nodes() => [.. Cameras.Where(c => c.Value.IsPlugged).Select(c => new VideoNode(c.Key, c.Value.Links))];

    public int Open(string path)
    {
        if (Find(path) is not { IsPlugged: true } camera)
            return -Libc.ENOENT;
        if (Fails(camera, 0, out var error))
            return error;
        Opens++;
        var descriptor = Libc.eventfd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC | Libc.EFD_SEMAPHORE);
        Assert.True(descriptor >= 0);
        _open.Add(descriptor, new SimulatedOpenDevice(camera, descriptor));
        return descriptor;
    }

    public int Ioctl(int descriptor, uint request, void* argument)
    {
        var device = _open[descriptor];
        var camera = device.Camera;
        if (Fails(camera, request, out var error))
            return error;
        if (!camera.IsPlugged)
            return -Libc.ENODEV;
        return request switch
        {
            V4l2Abi.VIDIOC_QUERYCAP => QueryCapability(camera, (v4l2_capability*)argument),
            V4l2Abi.VIDIOC_ENUM_FMT => EnumerateFormats(camera, (v4l2_fmtdesc*)argument),
            V4l2Abi.VIDIOC_ENUM_FRAMESIZES => EnumerateSizes(camera, (v4l2_frmsizeenum*)argument),
            V4l2Abi.VIDIOC_ENUM_FRAMEINTERVALS => EnumerateIntervals(camera, (v4l2_frmivalenum*)argument),
            V4l2Abi.VIDIOC_S_FMT => device.SetFormat((v4l2_format*)argument),
            V4l2Abi.VIDIOC_S_PARM => device.SetRate((v4l2_streamparm*)argument),
            V4l2Abi.VIDIOC_REQBUFS => device.RequestBuffers((v4l2_requestbuffers*)argument),
            V4l2Abi.VIDIOC_QUERYBUF => device.QueryBuffer((v4l2_buffer*)argument),
            V4l2Abi.VIDIOC_QBUF => device.Enqueue((v4l2_buffer*)argument),
            V4l2Abi.VIDIOC_DQBUF => device.Dequeue((v4l2_buffer*)argument),
            V4l2Abi.VIDIOC_STREAMON => device.Start(),
            V4l2Abi.VIDIOC_STREAMOFF => device.Stop(),
            _ => -Libc.ENOTTY,
        };
    }

    public nint Map(int descriptor, long offset, nuint length)
    {
        var buffer = _open[descriptor].BufferAt(offset);
        Assert.Equal((int)length, buffer.Length);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(buffer, 0);
        _maps.Add(address, buffer);
        return address;
    }

    public int Unmap(nint address, nuint length)
    {
        Assert.True(_maps.Remove(address, out var buffer));
        Assert.Equal((int)length, buffer!.Length);
        return 0;
    }

    public WaitEnd Wait(int descriptor, int wake, TimeSpan timeout)
    {
        var device = _open[descriptor];
        if (device.Camera.IsBroken || !device.Camera.IsPlugged)
            return WaitEnd.Broken;
        if (device.Camera.Pace is null)
            device.Produce();
        return DescriptorWait.For(descriptor, Libc.POLLIN, wake, timeout);
    }

    public int Close(int descriptor)
    {
        Assert.True(_open.Remove(descriptor, out var device));
        device!.Stop();
        return Libc.close(descriptor);
    }

    private SimulatedCamera? Find(string path) =>
        Cameras.FirstOrDefault(c => c.Key == path || c.Value.Links.Contains(path)).Value;

    private static bool Fails(SimulatedCamera camera, uint request, out int error)
    {
        error = camera.FailOnce.Remove(request, out var number) ? -number : 0;
        return error != 0;
    }

    private static int QueryCapability(SimulatedCamera camera, v4l2_capability* capability)
    {
        Write(camera.Driver, capability->driver, 16);
        Write(camera.Card, capability->card, 32);
        Write(camera.Bus, capability->bus_info, 32);
        // All nodes of a device together can more than one of them.
        capability->capabilities = camera.Capabilities | V4l2Abi.V4L2_CAP_DEVICE_CAPS | V4l2Constants.CaptureAndStreaming;
        capability->device_caps = camera.Capabilities;
        return 0;
    }

    private static int EnumerateFormats(SimulatedCamera camera, v4l2_fmtdesc* format)
    {
        if (format->index >= camera.Formats.Count)
            return -Libc.EINVAL;
        format->pixelformat = camera.Formats[(int)format->index].Fourcc;
        Write("as simulated", format->description, 32);
        return 0;
    }

    private static int EnumerateSizes(SimulatedCamera camera, v4l2_frmsizeenum* size)
    {
        var fourcc = size->pixel_format;
        var sizes = camera.Formats.First(f => f.Fourcc == fourcc).Sizes;
        if (size->index >= sizes.Length)
            return -Libc.EINVAL;
        size->type = V4l2Abi.V4L2_FRMSIZE_TYPE_DISCRETE;
        (size->width, size->height) = ((uint)sizes[size->index].Width, (uint)sizes[size->index].Height);
        return 0;
    }

    private static int EnumerateIntervals(SimulatedCamera camera, v4l2_frmivalenum* interval)
    {
        var fourcc = interval->pixel_format;
        var rates = camera.Formats.First(f => f.Fourcc == fourcc).Rates;
        if (interval->index >= rates.Length)
            return -Libc.EINVAL;
        interval->type = V4l2Abi.V4L2_FRMIVAL_TYPE_DISCRETE;
        interval->interval = new v4l2_fract { numerator = 1000, denominator = (uint)(rates[interval->index] * 1000) };
        return 0;
    }

    private static void Write(string text, byte* field, int size) => Encoding.UTF8.GetBytes(text, new Span<byte>(field, size - 1));
}
