using EdgeDaemon.Capture.Iot.Video;
using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.V4l2;

/// <summary>Which format <c>auto</c> takes, and what the list of cameras proposes.</summary>
public sealed class FormatChoiceTests
{
    private static readonly SimulatedFormat SlowYuyv = new(V4l2Constants.Yuyv, [(640, 480), (1280, 720)], [5]);
    private static readonly SimulatedFormat FastYuyv = new(V4l2Constants.Yuyv, [(640, 480)], [30, 15]);
    private static readonly SimulatedFormat Mjpeg = new(V4l2Constants.Mjpeg, [(640, 480), (1280, 720), (1920, 1080)], [30]);

    [Fact]
    public void Auto_RawIsFastEnough_TakesRaw() => Assert.Contains(" yuyv,", Agreed(10, Mjpeg, FastYuyv), StringComparison.Ordinal);

    [Fact]
    public void Auto_RawIsTooSlow_TakesMjpeg() => Assert.Contains(" mjpeg,", Agreed(10, SlowYuyv, Mjpeg), StringComparison.Ordinal);

    [Fact]
    public void Auto_NoneIsFastEnough_TakesTheFastest() => Assert.Contains(" mjpeg,", Agreed(100, SlowYuyv, Mjpeg), StringComparison.Ordinal);

    [Fact]
    public void Auto_CheaperFormatFirst() =>
        Assert.Contains(" nv12,", Agreed(10, FastYuyv, FastYuyv with { Fourcc = V4l2Constants.Nv12 }), StringComparison.Ordinal);

    [Fact]
    public void List_Proposes_TheLargestUsefulSizeThatIsFastUnderALastingName()
    {
        var kernel = TestCameras.Machine(new SimulatedCamera { Formats = [SlowYuyv, Mjpeg] });
        kernel.Cameras.Add("/dev/video1", new SimulatedCamera { Capabilities = 0x04800000 });
        kernel.Cameras.Add("/dev/video2", new SimulatedCamera
        {
            Formats = [FastYuyv],
            Links = ["/dev/v4l/by-id/usb-second"],
            Bus = "usb-sim-2",
        });

        var (cameras, unusable) = CameraCatalog.List(kernel, path => VideoFacts.Of(path, _ => throw new IOException("no such device")));

        Assert.Equal(
            [("usb-sim-1.1", 1280, 720, CameraFormat.Mjpeg), ("/dev/v4l/by-id/usb-second", 640, 480, CameraFormat.Yuyv)],
            cameras.Select(c => (c.Proposal!.Device, c.Proposal.Width, c.Proposal.Height, c.Proposal.Format)));
        Assert.Contains("/dev/video1", Assert.Single(unusable), StringComparison.Ordinal);
        Assert.Equal(0, kernel.OpenDevices);
    }

    [Fact]
    public void List_NothingThatIsRead_ProposesNothing()
    {
        var kernel = TestCameras.Machine(new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Bayer) });

        var camera = Assert.Single(CameraCatalog.List(kernel, path => VideoFacts.Of(path, _ => throw new IOException("no such device"))).Cameras);

        Assert.Null(camera.Proposal);
        Assert.Equal(("BA81", null), (camera.Formats[0].Fourcc, camera.Formats[0].Name));
    }

    private static string Agreed(double fps, params SimulatedFormat[] formats)
    {
        using var source = new V4l2Source(
            new V4l2Options { FramesPerSecond = fps }, new FramePool(), TimeProvider.System, TestCameras.Machine(new SimulatedCamera { Formats = formats }));
        source.Open();
        return source.Description;
    }
}
