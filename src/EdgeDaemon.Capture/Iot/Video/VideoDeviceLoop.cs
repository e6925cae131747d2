using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.Linux;
using Iot.Device.Media;

namespace EdgeDaemon.Capture.Iot.Video;

/// <summary>
/// The package's VideoDevice. It keeps its descriptor to itself, yet three things need it: the rate (S_PARM, which its S_FMT resets), an end to a
/// wait for a frame that does not come (STREAMOFF), and that programs started by this process do not inherit the camera. So it is looked up
/// among this process's open files.
/// </summary>
internal sealed unsafe class VideoDeviceLoop : IVideoLoop
{
    private readonly string _path;
    private readonly double? _rate;
    private readonly VideoDevice _device;
    private int _descriptor = -1;

    /// <param name="path">Its node, whose name ends in a number.</param>
    /// <param name="agreed">Format and size.</param>
    /// <param name="rate">Frames per second that are asked for; null: what it is set to.</param>
    internal VideoDeviceLoop(string path, V4l2Agreement agreed, double? rate)
    {
        (_path, _rate) = (path, rate);
        _device = NumberedNode.Open(path, ((uint)agreed.Width, (uint)agreed.Height), (VideoPixelFormat)CameraFormats.FourccOf(agreed.Format));
        _device.ImageBufferPoolingEnabled = true;
    }

    /// <inheritdoc/>
    public double? Start()
    {
        var before = OpenFiles.At(_path);
        try
        {
            _device.StartCaptureContinuous();
        }
        catch (IOException e)
        {
            throw new FrameSourceException($"Camera '{_path}' cannot be opened by Iot.Device.Media: {e.Message.TrimEnd('.')}. Is it plugged in, and may this user open it (group 'video')?", e);
        }

        catch (TypeInitializationException e)
        {
            throw new FrameSourceException($"Camera '{_path}': Iot.Device.Media does not work in this build: {(e.InnerException ?? e).Message.TrimEnd('.')}. Use 'driver: kernel'.", e);
        }

        _descriptor = OpenFiles.At(_path).Except(before).DefaultIfEmpty(-1).First();
        if (_descriptor < 0)
            throw new FrameSourceException($"Camera '{_path}' was opened by Iot.Device.Media, but is not among this process's open files (/proc/self/fd). Is /proc mounted? Else use 'driver: kernel'.");
        _ = Libc.fcntl(_descriptor, Libc.F_SETFD, Libc.FD_CLOEXEC);
        return _rate is { } rate ? V4l2Rate.Set(LinuxVideoKernel.Instance, _descriptor, rate, out _) : null;
    }

    /// <inheritdoc/>
    public void Run(Action<byte[], int> receive, CancellationToken cancellation)
    {
        void Received(object sender, NewImageBufferReadyEventArgs buffer) => receive(buffer.ImageBuffer, buffer.Length);
        _device.NewImageBufferReady += Received;
        try
        {
            _device.CaptureContinuous(cancellation);
        }
        finally
        {
            _device.NewImageBufferReady -= Received;
        }
    }

    /// <inheritdoc/>
    public string? Fault() => File.Exists(_path) ? null : $"Camera '{_path}' is gone: it was unplugged, or its driver went away; it is used again when it is back.";

    /// <inheritdoc/>
    public void Interrupt()
    {
        if (_descriptor < 0)
            return;
        var type = V4l2Abi.V4L2_BUF_TYPE_VIDEO_CAPTURE;
        _ = LinuxVideoKernel.Instance.Ioctl(_descriptor, V4l2Abi.VIDIOC_STREAMOFF, &type);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _descriptor = -1;
        _device.Dispose();
    }
}
