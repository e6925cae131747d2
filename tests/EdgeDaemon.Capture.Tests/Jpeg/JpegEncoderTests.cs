using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Capture.Tests.Support;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Jpeg;

public sealed class JpegEncoderTests
{
    private readonly FramePool _pool = new();

    [Theory]
    [InlineData(PixelFormat.Rgb24)]
    [InlineData(PixelFormat.Gray8)]
    public void Encode_ThenDecode_GivesTheSamePictureButForTheLoss(PixelFormat format)
    {
        Native.RequireTurboJpeg();
        using var frame = _pool.Rent(format, 64, 48);
        var channels = format == PixelFormat.Rgb24 ? 3 : 1;
        for (var i = 0; i < frame.Bytes.Length; i++)
            frame.Bytes[i] = (byte)(40 + (2 * (i / channels % 64)));
        using var decoder = new PictureDecoder();

        using var decoded = decoder.Decode(JpegEncoder.Encode(frame), _pool, "encoded", []);

        Assert.Equal((64, 48, format), (decoded.Width, decoded.Height, decoded.Format));
        for (var i = 0; i < frame.Bytes.Length; i++)
            Assert.InRange(decoded.Bytes[i], frame.Bytes[i] - 6, frame.Bytes[i] + 6);
    }

    [Fact]
    public void Encode_YuvFrame_IsRefused()
    {
        using var frame = _pool.Rent(PixelFormat.Nv12, 64, 48);
        Assert.Throws<ArgumentException>(() => JpegEncoder.Encode(frame));
    }

    [Theory]
    [InlineData(PixelFormat.Yuyv, ColorRange.Limited, 235, 255)]
    [InlineData(PixelFormat.Nv12, ColorRange.Full, 235, 235)]
    [InlineData(PixelFormat.I420, ColorRange.Limited, 16, 0)]
    public void RgbPicture_NeutralGrey_HasTheRightBrightness(PixelFormat format, ColorRange range, byte luma, byte expected)
    {
        using var frame = _pool.Rent(format, 16, 8);
        frame.Range = range;
        frame.Bytes.Fill(128);
        if (format == PixelFormat.Yuyv)
        {
            for (var i = 0; i < frame.Bytes.Length; i += 2)
                frame.Bytes[i] = luma;
        }
        else
        {
            frame.Plane(0).Fill(luma);
        }

        using var picture = RgbPicture.From(frame, _pool);

        Assert.Equal(PixelFormat.Rgb24, picture.Format);
        Assert.True(picture.Bytes.IndexOfAnyExcept(expected) < 0);
    }
}
