using EdgeDaemon.Capture.Png;
using EdgeDaemon.Capture.Tests.Support;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Png;

public sealed class PngDecoderTests
{
    private readonly FramePool _pool = new();

    public PngDecoderTests() => Native.RequirePng();

    /// <summary>Two pixels of each kind: a scan line starts with its filter byte.</summary>
    public static TheoryData<string, byte, byte, byte[], byte[]?, byte[]> Kinds() => new()
    {
        { "grey", 8, 0, [0, 10, 200], null, [10, 10, 10, 200, 200, 200] },
        { "grey, 1 bit", 1, 0, [0, 0b0100_0000], null, [0, 0, 0, 255, 255, 255] },
        { "rgb", 8, 2, [0, 1, 2, 3, 250, 251, 252], null, [1, 2, 3, 250, 251, 252] },
        { "palette", 8, 3, [0, 1, 0], [5, 6, 7, 90, 91, 92], [90, 91, 92, 5, 6, 7] },
        { "rgb with alpha, opaque and clear", 8, 6, [0, 1, 2, 3, 255, 9, 9, 9, 0], null, [1, 2, 3, 255, 255, 255] },
        { "rgb, 16 bit, not taken as linear", 16, 2, [0, 0x80, 0x80, 0x40, 0x40, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0], null, [128, 64, 0, 255, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_EveryKind_BecomesRgb(string kind, byte bitDepth, byte colorType, byte[] scanlines, byte[]? palette, byte[] expected)
    {
        using var frame = PngDecoder.Decode(PngBuilder.Build(2, 1, bitDepth, colorType, scanlines, palette), _pool, kind);
        Assert.Equal(PixelFormat.Rgb24, frame.Format);
        Assert.Equal(expected, frame.Bytes.ToArray());
    }

    public static TheoryData<string, byte[], string> BadFiles()
    {
        var good = PngBuilder.Build(2, 2, 8, 0, [0, 1, 2, 0, 3, 4]);
        var flipped = good.ToArray();
        flipped[^20] ^= 0x10;
        return new()
        {
            { "zero bytes", [], "is empty (0 bytes)" },
            { "text", "not a picture"u8.ToArray(), "is not a PNG" },
            { "header only", good[..20], "cut off after 20 bytes" },
            { "half a file", good[..45], "is damaged" },
            { "flipped bit", flipped, "is damaged" },
            { "too few rows", PngBuilder.Build(2, 9, 8, 0, [0, 1, 2]), "is damaged" },
            { "20,000 pixels wide", PngBuilder.Build(20_000, 2, 8, 0, [0]), "is 20000×2 pixels; a side may have at most 16384" },
            { "too many pixels", PngBuilder.Build(16_000, 16_000, 8, 2, [0]), "at most 64 megapixels" },
            { "large claim in few bytes", PngBuilder.Build(7_000, 7_000, 8, 2, [0]), "it is damaged" },
            { "no size", PngBuilder.Build(0, 5, 8, 0, [0]), "its header is not that of a PNG" },
        };
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Decode_BadFile_SaysNameAndReasonAndKeepsNoFrame(string kind, byte[] file, string reason)
    {
        var error = Assert.Throws<FrameDecodeException>(() => PngDecoder.Decode(file, _pool, $"{kind}.png"));
        Assert.Contains($"'{kind}.png'", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Decode_SteadyState_AllocatesNothing()
    {
        var png = PngBuilder.Build(2, 1, 8, 2, [0, 1, 2, 3, 4, 5, 6]);
        Assert.Equal(0, Allocations.InSteadyState(() => PngDecoder.Decode(png, _pool, "small.png").Dispose()));
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24)]
    [InlineData(PixelFormat.Gray8)]
    public void Encode_ThenDecode_GivesTheSamePixels(PixelFormat format)
    {
        using var frame = _pool.Rent(format, 31, 17);
        new Random(1).NextBytes(frame.Bytes);
        using var back = PngDecoder.Decode(PngWriter.Encode(frame), _pool, "round trip");
        var expected = format == PixelFormat.Rgb24 ? frame.Bytes.ToArray() : frame.Bytes.ToArray().SelectMany(v => new[] { v, v, v }).ToArray();
        Assert.Equal(expected, back.Bytes.ToArray());
    }

    [Fact]
    public void Encode_OtherFormat_IsRefused()
    {
        using var frame = _pool.Rent(PixelFormat.Nv12, 4, 4);
        Assert.Throws<ArgumentException>(() => PngWriter.Encode(frame));
    }

    [Fact]
    public void Decode_AllReferenceInputs_Succeeds()
    {
        var files = Directory.GetFiles(Assets.Require("reference", "inputs"), "*.png");
        Assert.NotEmpty(files);
        foreach (var path in files)
            PngDecoder.Decode(File.ReadAllBytes(path), _pool, path).Dispose();
        Assert.Equal(0, _pool.Outstanding);
    }
}
