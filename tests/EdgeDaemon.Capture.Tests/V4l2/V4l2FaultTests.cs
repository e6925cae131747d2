using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.Linux;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.V4l2;

/// <summary>What goes wrong with cameras: each fault is told in one line that names the device and helps, and the next open recovers.</summary>
public sealed class V4l2FaultTests
{
    private static readonly V4l2Options Impatient = TestCameras.Options with
    {
        StallTimeout = TimeSpan.FromMilliseconds(20),
        FirstFrameTimeout = TimeSpan.FromMilliseconds(20),
        FramesPerSecond = null,
    };

    private readonly FramePool _pool = new();
    private readonly SimulatedCamera _camera = new() { Formats = TestCameras.Offers(V4l2Constants.Grey), Fill = TestCameras.Fill };
    private readonly SimulatedKernel _kernel;

    public V4l2FaultTests() => _kernel = TestCameras.Machine(_camera);

    [Fact]
    public void Read_Unplugged_FailsClosesAndRecovers()
    {
        using var source = Opened();
        _camera.IsPlugged = false;

        var failure = Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));

        Assert.Contains("'/dev/video0'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("unplugged", failure.Message, StringComparison.Ordinal);
        // Held open, its number would not be free for the same camera when it comes back.
        Assert.Equal((0, 0), (_kernel.OpenDevices, _kernel.LiveMaps));
        Assert.Contains("plugged in?", Assert.Throws<FrameSourceException>(source.Open).Message, StringComparison.Ordinal);
        _camera.IsPlugged = true;
        AssertDelivers(source);
    }

    [Theory]
    [InlineData("usb-sim-1.1")]
    [InlineData("usb-Maker_Product-video-index0")]
    [InlineData("/dev/v4l/by-id/usb-Maker_Product-video-index0")]
    [InlineData("Simulated camera")]
    [InlineData("simcam")]
    public void Open_PluggedInUnderAnotherNumber_IsFoundByWhatItIs(string device)
    {
        var camera = new SimulatedCamera
        {
            Formats = _camera.Formats,
            Links = ["/dev/v4l/by-id/usb-Maker_Product-video-index0"],
        };
        _kernel.Cameras.Clear();
        _kernel.Cameras.Add("/dev/video0", camera);
        using var source = new V4l2Source(Impatient with { Device = device }, _pool, TimeProvider.System, _kernel);
        source.Open();
        AssertReads(source);
        _kernel.Cameras.Clear();
        camera.FailOnce[V4l2Abi.VIDIOC_DQBUF] = Libc.ENODEV;
        Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));
        Assert.Throws<FrameSourceException>(source.Open);

        _kernel.Cameras.Add("/dev/video3", camera);
        AssertDelivers(source);
        Assert.StartsWith($"camera '{(device[0] == '/' ? device : "/dev/video3")}'", source.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NameOfSeveralCameras_AsksWhich()
    {
        _kernel.Cameras.Add("/dev/video2", new SimulatedCamera { Formats = _camera.Formats, Bus = "usb-sim-1.2" });
        using var source = new V4l2Source(Impatient with { Device = "simcam" }, _pool, TimeProvider.System, _kernel);

        var failure = Assert.Throws<FrameSourceException>(source.Open);

        Assert.Contains("/dev/video0 on usb-sim-1.1, /dev/video2 on usb-sim-1.2", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, _kernel.OpenDevices);
    }

    [Fact]
    public void Open_MetadataNodeOfTheSameCamera_IsPassedOver()
    {
        _kernel.Cameras.Clear();
        _kernel.Cameras.Add("/dev/video0", new SimulatedCamera { Capabilities = 0x04800000 });
        _kernel.Cameras.Add("/dev/video1", _camera);
        using var source = new V4l2Source(Impatient with { Device = "simcam" }, _pool, TimeProvider.System, _kernel);
        AssertDelivers(source);
        Assert.Equal(1, _kernel.OpenDevices);
    }

    [Theory]
    [InlineData(0x04800000u, "captures no frames")]
    [InlineData(0x04001000u, "multi-planar")]
    [InlineData(0x00000001u, "cannot stream")]
    public void Open_NodeThatIsNoCamera_SaysSo(uint capabilities, string expected)
    {
        _kernel.Cameras["/dev/video0"] = new SimulatedCamera { Capabilities = capabilities };
        using var source = new V4l2Source(Impatient, _pool, TimeProvider.System, _kernel);

        Assert.Contains(expected, Assert.Throws<FrameSourceException>(source.Open).Message, StringComparison.Ordinal);
        Assert.Equal(0, _kernel.OpenDevices);
    }

    [Fact]
    public void Read_Stalled_FailsAndRecovers()
    {
        using var source = Opened();
        AssertReads(source);
        _camera.IsStalled = true;

        var failure = Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));

        Assert.Contains("nothing more for 0", failure.Message, StringComparison.Ordinal);
        _camera.IsStalled = false;
        AssertDelivers(source);
    }

    [Fact]
    public void Read_BrokenStream_FailsInsteadOfSpinning()
    {
        using var source = Opened();
        _camera.IsBroken = true;

        Assert.Contains("broken", Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None)).Message, StringComparison.Ordinal);
        _camera.IsBroken = false;
        AssertDelivers(source);
    }

    [Theory]
    [InlineData(Libc.EIO, "cable")]
    [InlineData(Libc.ENODEV, "unplugged")]
    [InlineData(Libc.EPROTO, "cable")]
    public void Read_DequeueFails_TellsReasonAndRecovers(int error, string remedy)
    {
        using var source = Opened();
        AssertReads(source);
        _camera.FailOnce[V4l2Abi.VIDIOC_DQBUF] = error;

        var failure = Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));

        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (_kernel.OpenDevices, _kernel.LiveMaps));
        AssertDelivers(source);
    }

    [Fact]
    public void Read_GivingBackFails_TheNextReadTells()
    {
        using var source = Opened();
        _camera.FailOnce[V4l2Abi.VIDIOC_QBUF] = Libc.ENODEV;
        AssertReads(source);

        Assert.Contains("unplugged", Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.Equal(0, _pool.Outstanding);
        AssertDelivers(source);
    }

    [Fact]
    public void Read_FrameMarkedAsDamaged_IsLeftOutAndReadingGoesOn()
    {
        using var source = Opened();
        _camera.IsDamaging = true;
        Assert.Throws<FrameDecodeException>(() => source.Read(CancellationToken.None));
        _camera.IsDamaging = false;

        using var frame = source.Read(CancellationToken.None)!;
        Assert.Equal(1, frame.SequenceNumber);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData((64 * 48) - 1)]
    public void Read_FrameCutOff_IsLeftOutAndItsBufferGoesBack(int bytes)
    {
        using var source = Opened();
        _camera.Fill = (_, _) => bytes;
        // More than there are buffers: each must have gone back to the driver.
        for (var i = 0; i < 10; i++)
            Assert.Throws<FrameDecodeException>(() => source.Read(CancellationToken.None));
        _camera.Fill = TestCameras.Fill;
        AssertReads(source);
    }

    [Fact]
    public void Read_MoreBytesThanTheBufferHas_IsLeftOut()
    {
        using var source = Opened();
        _camera.Fill = (_, buffer) => buffer.Length + 1;

        Assert.Throws<FrameDecodeException>(() => source.Read(CancellationToken.None));
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Open_SizeNotOffered_ListsWhatIs()
    {
        using var source = new V4l2Source(Impatient with { Width = 800, Height = 600 }, _pool, TimeProvider.System, _kernel);

        var failure = Assert.Throws<FrameSourceException>(source.Open);

        Assert.Equal(
            "Camera '/dev/video0' does not offer 800×600. It offers grey 64×48 (30, 15, 5 fps), 640×480 (30, 15, 5 fps), 1280×720 (30, 15, 5 fps). " +
            "Set 'width', 'height' and 'format' of the source to one of these.",
            failure.Message);
        Assert.Equal(0, _kernel.OpenDevices);
    }

    [Fact]
    public void Open_FormatNotOffered_ListsWhatIs()
    {
        using var source = new V4l2Source(Impatient with { Format = CameraFormat.Mjpeg }, _pool, TimeProvider.System, _kernel);

        Assert.StartsWith(
            "Camera '/dev/video0' does not offer 64×48 in mjpeg. It offers grey", Assert.Throws<FrameSourceException>(source.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OnlyRawSensorFormats_PointsToRpicam()
    {
        _kernel.Cameras["/dev/video0"] = new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Bayer) };
        using var source = new V4l2Source(Impatient, _pool, TimeProvider.System, _kernel);

        var failure = Assert.Throws<FrameSourceException>(source.Open);

        Assert.Contains("only BA81", failure.Message, StringComparison.Ordinal);
        Assert.Contains("rpicam", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DriverThatInsistsOnAnotherSize_IsRefused()
    {
        _kernel.Cameras["/dev/video0"] = new SimulatedCamera { Formats = _camera.Formats, Insists = (1280, 720) };
        using var source = new V4l2Source(Impatient, _pool, TimeProvider.System, _kernel);

        Assert.StartsWith("Camera '/dev/video0' makes 1280×720 GREY of 64×48 GREY.", Assert.Throws<FrameSourceException>(source.Open).Message, StringComparison.Ordinal);
        Assert.Equal(0, _kernel.OpenDevices);
    }

    [Theory]
    [InlineData(0u, Libc.EACCES, "group 'video'")]
    [InlineData(0u, Libc.EBUSY, "Another program")]
    [InlineData(V4l2Abi.VIDIOC_QUERYCAP, Libc.ENOTTY, "no V4L2 device")]
    [InlineData(V4l2Abi.VIDIOC_S_FMT, Libc.EBUSY, "Another program")]
    [InlineData(V4l2Abi.VIDIOC_S_PARM, Libc.ENODEV, "unplugged")]
    [InlineData(V4l2Abi.VIDIOC_REQBUFS, Libc.EBUSY, "Another program")]
    [InlineData(V4l2Abi.VIDIOC_QUERYBUF, Libc.EINVAL, "does not know")]
    [InlineData(V4l2Abi.VIDIOC_QBUF, Libc.EIO, "cable")]
    [InlineData(V4l2Abi.VIDIOC_STREAMON, Libc.ENOSPC, "no bandwidth left")]
    public void Open_AnyCallFails_TellsRemedyAndLeavesNothingBehind(uint request, int error, string remedy)
    {
        using var source = new V4l2Source(Impatient with { FramesPerSecond = 5 }, _pool, TimeProvider.System, _kernel);
        _camera.FailOnce[request] = error;

        var failure = Assert.Throws<FrameSourceException>(source.Open);

        Assert.Contains("'/dev/video0'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (_kernel.OpenDevices, _kernel.LiveMaps));
        AssertDelivers(source);
    }

    [Fact]
    public void Open_DriverWithoutRates_IsTakenAsItIs()
    {
        _camera.FailOnce[V4l2Abi.VIDIOC_S_PARM] = Libc.ENOTTY;
        using var source = new V4l2Source(Impatient with { FramesPerSecond = 5 }, _pool, TimeProvider.System, _kernel);
        AssertDelivers(source);
        Assert.EndsWith("a rate that it does not tell", source.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void PullingThePlug_AThousandTimes_AlwaysRecoversAndLeavesNothing()
    {
        using var source = new V4l2Source(Impatient, _pool, TimeProvider.System, _kernel);
        for (var i = 0; i < 1000; i++)
        {
            AssertDelivers(source);
            _camera.IsPlugged = false;
            Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));
            Assert.Throws<FrameSourceException>(source.Open);
            _camera.IsPlugged = true;
        }

        Assert.Equal((0, 0, 0), (_kernel.OpenDevices, _kernel.LiveMaps, _pool.Outstanding));
        Assert.Equal(1000, _kernel.Opens);
    }

    private V4l2Source Opened()
    {
        var source = new V4l2Source(Impatient, _pool, TimeProvider.System, _kernel);
        source.Open();
        return source;
    }

    private static void AssertDelivers(V4l2Source source)
    {
        source.Open();
        AssertReads(source);
    }

    private static void AssertReads(V4l2Source source)
    {
        using var frame = source.Read(CancellationToken.None)!;
        Assert.Equal((64, 48), (frame.Width, frame.Height));
    }
}
