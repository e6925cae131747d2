using EdgeDaemon.Capture.Iot.Video;
using EdgeDaemon.Capture.Tests.V4l2;
using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.TestKit;
using Iot.Device.Media;

namespace EdgeDaemon.Capture.Tests.Iot.Video;

/// <summary>Formats, sizes and controls by the package: what it answers, and what it leaves behind when a call fails.</summary>
public sealed class VideoFactsTests
{
    [Fact]
    public void Of_Camera_TellsFormatsSizesAndControls()
    {
        var facts = VideoFacts.Of("/dev/video0", _ => new FakeVideoDevice
        {
            Formats = [VideoPixelFormat.YUYV, VideoPixelFormat.SRGGB8],
            Sizes = [Size(640, 480), Size(1280, 720)],
            Controls = { [VideoDeviceValueType.Brightness] = (0, 100, 50, 30), [VideoDeviceValueType.ExposureTime] = (1, 5000, 156, 156) },
        });

        Assert.Null(facts.Failure);
        Assert.Equal([V4l2Constants.Yuyv, 0x42474752u], facts.Formats.Select(f => f.Fourcc));
        Assert.Equal([(640, 480), (1280, 720)], facts.Formats[0].Sizes.Select(s => (s.Width, s.Height)));
        Assert.Equal(
            [new VideoControl("brightness", 0, 100, 50, 30), new VideoControl("exposure_time", 1, 5000, 156, 156)],
            facts.Controls.OrderBy(c => c.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void Of_WhatFailedCallsLeaveBehind_IsLeftOut()
    {
        var facts = VideoFacts.Of("/dev/video0", _ => new FakeVideoDevice
        {
            Formats = [VideoPixelFormat.YUYV, VideoPixelFormat.YUYV],
            Sizes = [Size(0, 0), Size(4_000_000_000, 480), Size(640, 480)],
            Controls = { [VideoDeviceValueType.Gain] = (0, 0, 0, 0), [VideoDeviceValueType.Gamma] = (100, 500, 0, 100), [VideoDeviceValueType.Contrast] = (10, 50, 20, 0) },
        });

        Assert.Equal([(640, 480)], Assert.Single(facts.Formats).Sizes.Select(s => (s.Width, s.Height)));
        Assert.Equal([new VideoControl("contrast", 10, 50, 20, null)], facts.Controls);
    }

    [Fact]
    public void Of_NoFormat_IsOneLine()
    {
        var facts = VideoFacts.Of("/dev/video0", _ => new FakeVideoDevice());

        Assert.Equal("Camera '/dev/video0' names no format to Iot.Device.Media: its calls fail ('dmesg' may say why).", facts.Failure);
        Assert.Empty(facts.Controls);
    }

    [Fact]
    public void Of_RealDeviceWhoseCallsFail_IsOneLine()
    {
        using var folder = new TempDirectory();
        File.WriteAllBytes(folder["video0"], []);

        Assert.Contains("names no format", VideoFacts.Of(folder["video0"]).Failure, StringComparison.Ordinal);
        Assert.Contains("cannot be asked", VideoFacts.Of(folder["video1"]).Failure, StringComparison.Ordinal);
        Assert.Contains("/dev/videoN", VideoFacts.Of(folder["video"]).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void OfCamera_NotThere_IsOneLine() =>
        Assert.Contains("'/dev/no-such-video'", VideoFacts.OfCamera("/dev/no-such-video").Failure, StringComparison.Ordinal);

    [Fact]
    public void List_FormatsOfThePackage_HaveTheRatesOfTheKernel()
    {
        var kernel = TestCameras.Machine(new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Yuyv) });

        var camera = Assert.Single(CameraCatalog.List(kernel, path => VideoFacts.Of(path, _ => new FakeVideoDevice
        {
            Formats = [VideoPixelFormat.YUYV],
            Sizes = [Size(640, 480)],
            Controls = { [VideoDeviceValueType.Brightness] = (0, 100, 50, 30) },
        })).Cameras);

        var size = Assert.Single(Assert.Single(camera.Formats).Sizes);
        Assert.Equal((640, 480), (size.Width, size.Height));
        Assert.Equal([30.0, 15, 5], size.Fps);
        Assert.Equal("brightness", Assert.Single(camera.Controls).Name);
        Assert.Null(camera.Failure);
    }

    [Fact]
    public void List_PackageFails_HasTheKernelsFormatsAndTheReason()
    {
        var kernel = TestCameras.Machine(new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Yuyv) });

        var camera = Assert.Single(CameraCatalog.List(kernel, path => VideoFacts.Of(path, _ => new FakeVideoDevice())).Cameras);

        Assert.Equal(3, Assert.Single(camera.Formats).Sizes.Count);
        Assert.Contains("names no format", camera.Failure, StringComparison.Ordinal);
    }

    private static Resolution Size(uint width, uint height) => new() { MinWidth = width, MaxWidth = width, MinHeight = height, MaxHeight = height };
}
