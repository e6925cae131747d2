using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Capture.Tests.Support;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Jpeg;

public sealed class BadJpegTests
{
    private readonly FramePool _pool = new();

    public static TheoryData<string, byte[], string> BadFiles()
    {
        Native.RequireTurboJpeg();
        var baseline = JpegWriter.Gradient(64, 48);
        var progressive = JpegWriter.Gradient(64, 48, progressive: true);
        return new()
        {
            { "zero bytes", [], "is empty (0 bytes)" },
            { "text", "hello, this is not a picture"u8.ToArray(), "is not a JPEG" },
            { "only a start", [0xFF, 0xD8], "cut off after 2 bytes" },
            { "the last block lost", baseline[..^8], "is cut off" },
            { "half a file, padded", [.. baseline[..(baseline.Length / 2)], 0xFF], "is cut off" },
            { "cut before its data", baseline[..300], "is cut off" },
            { "progressive, last scans lost", JpegSurgery.WithoutLastScan(progressive)[..^2], "is cut off" },
            { "half a file", baseline[..(baseline.Length / 2)], "cut off" },
            { "half the data, end marker kept", [.. baseline[..(baseline.Length * 3 / 4)], 0xFF, 0xD9], "is damaged" },
            { "20,000 pixels wide", JpegSurgery.WithSize(baseline, 20_000, 48), "is 20000×48 pixels; a side may have at most 16384" },
            { "65,535 pixels high", JpegSurgery.WithSize(baseline, 64, 65_535), "at most 16384" },
            { "too many pixels", JpegSurgery.WithSize(baseline, 16_000, 16_000), "at most 64 megapixels" },
            { "large claim in few bytes", JpegSurgery.WithSize(baseline, 8_000, 6_000), "bytes: it is damaged" },
            { "no size", JpegSurgery.WithSize(baseline, 0, 48), "its size is 0×48" },
            { "CMYK", JpegSurgery.WithFrameByte(baseline, 9, 4), "is CMYK" },
            { "12 bit", JpegSurgery.WithFrameByte(baseline, 4, 12), "has 12 bits per sample" },
            { "two components", JpegSurgery.WithFrameByte(baseline, 9, 2), "has 2 components" },
            { "lossless", JpegSurgery.WithFrameByte(baseline, 1, 0xC3), "is a lossless JPEG (FF C3), which is not decoded" },
            { "arithmetic", JpegSurgery.WithFrameByte(baseline, 1, 0xC9), "is an arithmetic-coded JPEG" },
            { "hierarchical", JpegSurgery.WithFrameByte(baseline, 1, 0xC5), "is a hierarchical JPEG" },
            { "sampling 3:2", JpegSurgery.WithFrameByte(JpegSurgery.WithFrameByte(baseline, 11, 0x31), 14, 0x21), "its sampling (factors 312111) is not supported" },
            { "junk before the start, endless", [.. new byte[2000], .. baseline], "is not a JPEG" },
            { "only a frame header", JpegSurgery.WithoutLastScan(baseline), "has no picture data" },
            { "progressive bomb by scans", JpegSurgery.WithRepeatedScan(progressive, 5_000), "more than 64 scans" },
            { "progressive bomb by size", JpegSurgery.WithSize(JpegSurgery.WithRepeatedScan(progressive, 40), 8_000, 6_000), "million pixels × scans" },
        };
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Decode_BadFile_SaysNameAndReasonAndKeepsNoFrame(string kind, byte[] file, string reason)
    {
        using var decoder = new JpegDecoder();
        var error = Assert.Throws<FrameDecodeException>(() => decoder.Decode(file, _pool, $"{kind}.jpg", JpegDecoder.FullSize));
        Assert.Contains($"'{kind}.jpg'", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Decode_GoodFileAfterBadOnes_Succeeds()
    {
        using var decoder = new JpegDecoder();
        foreach (var row in BadFiles())
            Assert.Throws<FrameDecodeException>(() => decoder.Decode(row.Data.Item2, _pool, "bad.jpg", JpegDecoder.FullSize));
        using var frame = decoder.Decode(JpegWriter.Gradient(64, 48), _pool, "good.jpg", JpegDecoder.FullSize);
        Assert.Equal((64, 48), (frame.Width, frame.Height));
    }

    [Fact]
    public void Decode_BytesBehindTheEnd_AreIgnored()
    {
        // Webcams pad their frames; the picture is whole.
        using var decoder = new JpegDecoder();
        using var frame = decoder.Decode([.. JpegWriter.Gradient(64, 48), 0, 0, 0, 0], _pool, "padded.jpg", JpegDecoder.FullSize);
        Assert.Equal(64, frame.Width);
    }

    [Fact]
    public void Decode_20000PixelsWide_TakesNoMemoryForThePicture()
    {
        using var decoder = new JpegDecoder();
        var file = JpegSurgery.WithSize(JpegWriter.Gradient(64, 48), 20_000, 10_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FrameDecodeException>(() => decoder.Decode(file, _pool, "wide.jpg", JpegDecoder.FullSize));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 10);
    }
}
