using EdgeDaemon.Capture.Iot.Video;
using EdgeDaemon.Capture.Tests.Support;
using EdgeDaemon.Capture.Tests.V4l2;
using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.Linux;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Iot.Video;

/// <summary>What the package does not notice, told from outside; and what it delivers besides frames.</summary>
public sealed class IotVideoSourceTests
{
    private readonly FramePool _pool = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Read_RawFrame_IsThatOfTheBuffer()
    {
        var loop = new FakeVideoLoop { BufferBytes = 64 * 48 * 2, Fill = (n, b) => TestCameras.Fill(n, b), Rate = 15 };
        using var source = Source(V4l2Constants.Yuyv, loop);
        source.Open();
        using var frame = source.Read(CancellationToken.None)!;

        Assert.Equal((PixelFormat.Yuyv, 64, 48, 0L), (frame.Format, frame.Width, frame.Height, frame.SequenceNumber));
        Assert.Equal(TestCameras.ByteAt(0, 100), frame.Plane(0)[100]);
        Assert.Contains("'/dev/video0' (Simulated camera, simcam, usb-sim-1.1) by Iot.Device.Media: 64×48 yuyv, stride 128", source.Description, StringComparison.Ordinal);
        Assert.EndsWith("15 fps", source.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_JpegInMappedMemory_EndsAtItsFirstEndMarker()
    {
        var jpeg = JpegWriter.Gradient(64, 48);
        var loop = new FakeVideoLoop
        {
            BufferBytes = 64 * 48 * 2,
            Fill = (_, buffer) =>
            {
                // What is left of a longer picture, its end marker too.
                buffer.Fill(0x5A);
                jpeg.CopyTo(buffer);
                ((ReadOnlySpan<byte>)[0xFF, 0xD9]).CopyTo(buffer[^2..]);
            },
        };
        using var source = Source(V4l2Constants.Mjpeg, loop);
        source.Open();
        using var frame = source.Read(CancellationToken.None)!;

        Assert.Equal((64, 48), (frame.Width, frame.Height));
    }

    [Fact]
    public void Read_JpegWithoutEnd_IsThisFrameAlone()
    {
        var loop = new FakeVideoLoop { BufferBytes = 64 * 48 * 2, Fill = (n, b) => TestCameras.Fill(n, b) };
        using var source = Source(V4l2Constants.Mjpeg, loop);
        source.Open();

        Assert.Throws<FrameDecodeException>(() => source.Read(CancellationToken.None));
        Assert.Throws<FrameDecodeException>(() => source.Read(CancellationToken.None));
    }

    [Fact]
    public void Read_CallsThatFailFromTheStart_OneErrorAndNoFrame()
    {
        var loop = new FakeVideoLoop { BufferBytes = 0, IsWild = true };
        using var source = Source(V4l2Constants.Yuyv, loop);
        source.Open();

        var failure = Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));

        Assert.StartsWith("Camera '/dev/video0' gives buffers of 0 bytes: its calls fail.", failure.Message, StringComparison.Ordinal);
        Assert.Equal((1, true, true, 0), (loop.Delivered, loop.HasEnded, loop.IsDisposed, _pool.Outstanding));
    }

    [Fact]
    public void Read_CallsThatFailLater_EndTheFloodAfterAFewBuffers()
    {
        // The first frames are real; then the memory of the last one comes again and again.
        var loop = new FakeVideoLoop { BufferBytes = 64 * 48 * 2, Fill = (n, b) => TestCameras.Fill(Math.Min(n, 3), b), IsWild = true };
        using var source = Source(V4l2Constants.Yuyv, loop);
        source.Open();

        var failure = Assert.Throws<FrameSourceException>(() => ReadForEver(source));

        Assert.Contains("the same buffer again and again, faster than any camera", failure.Message, StringComparison.Ordinal);
        Assert.Equal((4 + SameBufferWatch.Run, true, true, 0), (loop.Delivered, loop.HasEnded, loop.IsDisposed, _pool.Outstanding));
        Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));
    }

    [Fact]
    public void Read_SameBufferForTheTimeOfAStall_IsAStall()
    {
        var loop = new FakeVideoLoop { BufferBytes = 64 * 48 * 2, Pace = (_time, 1) };
        using var source = Source(V4l2Constants.Yuyv, loop, TestCameras.Options with { StallTimeout = TimeSpan.FromSeconds(5) });
        source.Open();
        source.Read(CancellationToken.None)!.Dispose();
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            source.Read(CancellationToken.None)!.Dispose();
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        var failure = Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));

        Assert.Contains("nothing but the same buffer for 5 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NothingComes_IsAStallAndTheLoopIsEnded()
    {
        var loop = new FakeVideoLoop { BufferBytes = 64 * 48 * 2, IsSilent = true };
        using var source = Source(
            V4l2Constants.Yuyv, loop, TestCameras.Options with { StallTimeout = TimeSpan.FromMilliseconds(50), FirstFrameTimeout = TimeSpan.FromMilliseconds(100), FramesPerSecond = 240 });
        source.Open();

        var failure = Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));

        Assert.Contains("has delivered nothing for", failure.Message, StringComparison.Ordinal);
        Assert.True(loop.HasEnded && loop.IsDisposed);
    }

    [Fact]
    public void Read_NodeIsGone_SaysSo()
    {
        var loop = new FakeVideoLoop { BufferBytes = 64 * 48 * 2, IsSilent = true, IsWrong = "Camera '/dev/video0' is gone." };
        using var source = Source(V4l2Constants.Yuyv, loop);
        source.Open();

        Assert.Equal("Camera '/dev/video0' is gone.", Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None)).Message);
    }

    [Fact]
    public void Open_CallThatNeverReturns_IsToldAndNoSecondCameraIsOpened()
    {
        using var hold = new ManualResetEventSlim();
        var loop = new FakeVideoLoop { BufferBytes = 64 * 48 * 2, Hold = hold };
        using var source = Source(V4l2Constants.Yuyv, loop);
        source.Open();
        source.Dispose();

        var failure = Assert.Throws<FrameSourceException>(source.Open);
        hold.Set();

        Assert.Contains("still held by a call of Iot.Device.Media that does not return", failure.Message, StringComparison.Ordinal);
        Assert.False(loop.IsDisposed);
    }

    [Fact]
    public void Open_SizeThatTheCameraDoesNotOffer_IsRefusedBeforeThePackageIsAsked()
    {
        using var source = Source(V4l2Constants.Yuyv, new FakeVideoLoop(), TestCameras.Options with { Width = 66 });

        Assert.Contains("does not offer 66×48", Assert.Throws<FrameSourceException>(source.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RealDevice_WhoseCallsFail_IsOneErrorAndNoFlood()
    {
        // The package itself, on a node that opens and refuses everything else: a file.
        using var folder = new TempDirectory();
        File.WriteAllBytes(folder["video0"], []);
        using var source = new IotVideoSource(
            TestCameras.Options, _pool, TimeProvider.System, TestCameras.Machine(new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Yuyv) }),
            (_, agreed, rate) => new VideoDeviceLoop(folder["video0"], agreed, rate));
        for (var i = 0; i < 3; i++)
        {
            source.Open();
            Assert.Contains("gives buffers of 0 bytes", Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None)).Message, StringComparison.Ordinal);
            Assert.Empty(OpenFiles.At(folder["video0"]));
        }

        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void RealDevice_NotThere_SaysWhatToDo()
    {
        using var folder = new TempDirectory();
        using var source = new IotVideoSource(
            TestCameras.Options, _pool, TimeProvider.System, TestCameras.Machine(new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Yuyv) }),
            (_, agreed, rate) => new VideoDeviceLoop(folder["video0"], agreed, rate));

        var failure = Assert.Throws<FrameSourceException>(source.Open);

        Assert.Contains("cannot be opened by Iot.Device.Media", failure.Message, StringComparison.Ordinal);
        Assert.Contains("plugged in", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/v4l/by-id/usb-camera")]
    [InlineData("/dev/video01")]
    public void Open_NodeWithoutNumber_IsRefusedWithARemedy(string path) =>
        Assert.Contains("use 'driver: kernel'", Assert.Throws<FrameSourceException>(() => NumberedNode.Open(path, default, default)).Message, StringComparison.Ordinal);

    private static void ReadForEver(IotVideoSource source)
    {
        while (true)
            source.Read(CancellationToken.None)!.Dispose();
    }

    private IotVideoSource Source(uint fourcc, FakeVideoLoop loop, V4l2Options? options = null) => new(
        options ?? TestCameras.Options, _pool, _time, TestCameras.Machine(new SimulatedCamera { Formats = TestCameras.Offers(fourcc) }), (_, _, _) => loop);
}
