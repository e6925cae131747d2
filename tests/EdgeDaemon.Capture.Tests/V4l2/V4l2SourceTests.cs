using EdgeDaemon.Capture.Tests.Support;
using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Capture.Tests.V4l2;

/// <summary>Frames of the V4L2 source: every format, byte for byte, and what was agreed on.</summary>
public sealed class V4l2SourceTests
{
    private readonly FramePool _pool = new();

    [Theory]
    [InlineData(V4l2Constants.Yuyv, 0)]
    [InlineData(V4l2Constants.Yuyv, 34)]
    [InlineData(V4l2Constants.Nv12, 0)]
    [InlineData(V4l2Constants.Nv12, 7)]
    [InlineData(V4l2Constants.Yu12, 0)]
    [InlineData(V4l2Constants.Yu12, 64)]
    [InlineData(V4l2Constants.Grey, 0)]
    [InlineData(V4l2Constants.Grey, 3)]
    public void Read_RawFormat_CopiesEveryRowWithoutItsPadding(uint fourcc, int padding)
    {
        using var source = Source(new SimulatedCamera
        {
            Formats = TestCameras.Offers(fourcc),
            Fill = TestCameras.Fill,
            RowPadding = padding,
            Quantization = 1,
        });
        source.Open();
        using var first = source.Read(CancellationToken.None)!;
        using var second = source.Read(CancellationToken.None)!;

        AssertHolds(first, sequence: 0, fourcc, padding);
        AssertHolds(second, sequence: 1, fourcc, padding);
        Assert.Equal(ColorRange.Full, second.Range);
    }

    [Fact]
    public void Read_Mjpeg_DecodesAtTheSmallestScaleThatCovers()
    {
        var jpeg = JpegWriter.Gradient(640, 480, Subsampling.Yuv422);
        var camera = new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Mjpeg), Fill = (_, buffer) => Put(jpeg, buffer) };
        using var source = Source(camera, TestCameras.Options with
        {
            Width = 640,
            Height = 480,
            Inputs = [new InputSpec { Width = 160, Height = 120 }],
        });
        source.Open();
        using var frame = source.Read(CancellationToken.None)!;

        Assert.Equal((160, 120, PixelFormat.Rgb24), (frame.Width, frame.Height, frame.Format));
        Assert.Equal((640, 480), frame.OriginalSize);
        Assert.InRange(frame.Bytes[3 * ((160 * 10) + 80)], 40 + 80 - 6, 40 + 80 + 6);
    }

    [Fact]
    public void Read_MjpegWithoutHuffmanTables_UsesTheStandardOnes()
    {
        // Most USB cameras leave them out (the AVI1 habit).
        var jpeg = WithoutHuffmanTables(JpegWriter.Gradient(64, 48));
        using var source = Source(new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Mjpeg), Fill = (_, buffer) => Put(jpeg, buffer) });
        source.Open();
        using var frame = source.Read(CancellationToken.None)!;

        Assert.InRange(frame.Bytes[3 * 20], 80, 100);
    }

    [Theory]
    [InlineData(2, 16, 0)]
    [InlineData(2, 235, 255)]
    [InlineData(2, 126, 128)]
    [InlineData(2, 0, 0)]
    [InlineData(2, 255, 255)]
    [InlineData(1, 16, 16)]
    [InlineData(0, 16, 16)]
    [InlineData(0, 255, 255)]
    public void Read_Grey_IsStretchedOnlyWhereTheDriverSaysLimited(uint quantization, byte sent, byte expected)
    {
        using var source = Source(new SimulatedCamera
        {
            Formats = TestCameras.Offers(V4l2Constants.Grey),
            Quantization = quantization,
            Fill = (_, buffer) =>
            {
                buffer.Fill(sent);
                return buffer.Length;
            },
        });
        source.Open();
        using var frame = source.Read(CancellationToken.None)!;

        Assert.True(frame.Bytes.IndexOfAnyExcept(expected) < 0);
    }

    [Theory]
    [InlineData(0, 8, CameraRange.Auto, ColorRange.Limited)]
    [InlineData(0, 7, CameraRange.Auto, ColorRange.Full)]
    [InlineData(1, 8, CameraRange.Auto, ColorRange.Full)]
    [InlineData(2, 7, CameraRange.Auto, ColorRange.Limited)]
    [InlineData(2, 7, CameraRange.Full, ColorRange.Full)]
    [InlineData(1, 8, CameraRange.Limited, ColorRange.Limited)]
    public void Open_ColourRange_IsTheDriversUnlessOverridden(uint quantization, uint colorSpace, CameraRange asked, ColorRange expected)
    {
        var camera = new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Yuyv), Quantization = quantization, ColorSpace = colorSpace };
        using var source = Source(camera, TestCameras.Options with { Range = asked });
        source.Open();
        using var frame = source.Read(CancellationToken.None)!;

        Assert.Equal(expected, frame.Range);
    }

    [Fact]
    public void Open_Description_SaysWhatWasAgreedOn()
    {
        using var source = Source(
            new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Yuyv), RowPadding = 32 },
            TestCameras.Options with { FramesPerSecond = 12 });
        source.Open();

        Assert.Equal(
            "camera '/dev/video0' (Simulated camera, simcam, usb-sim-1.1): 64×48 yuyv, stride 160, 7680 bytes, limited range, 15 fps",
            source.Description);
    }

    [Fact]
    public void Read_ManyFullBuffers_TakesTheNewestAndShowsTheRestAsAGap()
    {
        using var source = Source(new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Grey), Fill = TestCameras.Fill, Burst = 3 });
        source.Open();
        using var frame = source.Read(CancellationToken.None)!;

        Assert.Equal(0, frame.SequenceNumber);
        using var next = source.Read(CancellationToken.None)!;
        Assert.Equal(3, next.SequenceNumber);
    }

    [Fact]
    public void Read_DriverThatDrops_ShowsAGap()
    {
        var camera = new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Grey), FirstSequence = uint.MaxValue - 1 };
        using var source = Source(camera);
        source.Open();
        Assert.Equal(0, Number(source));
        camera.Skips = 4;

        Assert.Equal(5, Number(source));
        camera.Skips = 0;
        Assert.Equal(6, Number(source));
    }

    [Fact]
    public void Read_DriverThatStampsFrames_KeepsItsTime()
    {
        var time = new ManualTimeProvider();
        time.Advance(TimeSpan.FromSeconds(100));
        var taken = TimeSpan.FromSeconds(99.9);
        using var source = new V4l2Source(
            TestCameras.Options, _pool, time,
            TestCameras.Machine(new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Grey), MonotonicClock = () => taken }));
        source.Open();
        using (var frame = source.Read(CancellationToken.None)!)
            Assert.Equal(taken, frame.Timestamp);
        taken = TimeSpan.FromSeconds(4);
        using var strange = source.Read(CancellationToken.None)!;

        Assert.Equal(TimeSpan.FromSeconds(100), strange.Timestamp);
    }

    [Fact]
    public void Dispose_LeavesNothingOpenOrMapped()
    {
        var kernel = TestCameras.Machine(new SimulatedCamera { Formats = TestCameras.Offers(V4l2Constants.Grey) });
        using var source = new V4l2Source(TestCameras.Options, _pool, TimeProvider.System, kernel);
        source.Open();
        Assert.Equal((1, 4), (kernel.OpenDevices, kernel.LiveMaps));
        Number(source);
        source.Dispose();

        Assert.Equal((0, 0), (kernel.OpenDevices, kernel.LiveMaps));
    }

    [Theory]
    [InlineData(V4l2Constants.Yuyv)]
    [InlineData(V4l2Constants.Grey)]
    [InlineData(V4l2Constants.Mjpeg)]
    public void Read_SteadyState_AllocatesNothing(uint fourcc)
    {
        var jpeg = JpegWriter.Gradient(64, 48);
        var camera = new SimulatedCamera
        {
            Formats = TestCameras.Offers(fourcc),
            RowPadding = 16,
            Burst = 2,
            Fill = (_, buffer) => fourcc == V4l2Constants.Mjpeg ? Put(jpeg, buffer) : buffer.Length,
        };
        using var source = Source(camera);
        source.Open();
        using var stop = new CancellationTokenSource();

        Assert.Equal(0, Allocations.InSteadyState(() => source.Read(stop.Token)!.Dispose()));
    }

    private V4l2Source Source(SimulatedCamera camera, V4l2Options? options = null) =>
        new(options ?? TestCameras.Options, _pool, TimeProvider.System, TestCameras.Machine(camera));

    private static long Number(V4l2Source source)
    {
        using var frame = source.Read(CancellationToken.None)!;
        return frame.SequenceNumber;
    }

    private static int Put(byte[] jpeg, Span<byte> buffer)
    {
        jpeg.CopyTo(buffer);
        return jpeg.Length;
    }

    private static byte[] WithoutHuffmanTables(byte[] jpeg)
    {
        var kept = jpeg[..2].ToList();
        for (var i = 2; i < jpeg.Length;)
        {
            var length = jpeg[i + 1] == 0xDA ? jpeg.Length - i : 2 + (jpeg[i + 2] << 8) + jpeg[i + 3];
            if (jpeg[i + 1] != 0xC4)
                kept.AddRange(jpeg[i..(i + length)]);
            i += length;
        }

        Assert.True(kept.Count < jpeg.Length);
        return [.. kept];
    }

    private static void AssertHolds(Frame frame, uint sequence, uint fourcc, int padding)
    {
        var firstStride = (fourcc == V4l2Constants.Yuyv ? 128 : 64) + padding;
        var offset = 0;
        for (var p = 0; p < frame.Planes.Length; p++)
        {
            var plane = frame.Planes[p];
            var stride = fourcc == V4l2Constants.Yu12 && p > 0 ? firstStride / 2 : firstStride;
            for (var y = 0; y < plane.Rows; y++)
            {
                var row = frame.Plane(p).Slice(y * plane.StrideBytes, plane.WidthBytes);
                for (var x = 0; x < row.Length; x++)
                    Assert.Equal(TestCameras.ByteAt(sequence, offset + (y * stride) + x), row[x]);
            }

            offset += stride * plane.Rows;
        }
    }
}
