using System.Buffers.Binary;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Capture.Tests.Support;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Capture.Tests.Pictures;

/// <summary>Pictures that were stored lying or mirrored come upright, and no Exif data makes one fail.</summary>
public sealed class OrientationTests : IDisposable
{
    private const string Stored = "abc/def";

    private readonly FramePool _pool = new();
    private readonly PictureDecoder _decoder = new();

    public static TheoryData<int, string> Upright => new()
    {
        { 1, "abc/def" }, { 2, "cba/fed" }, { 3, "fed/cba" }, { 4, "def/abc" }, { 5, "ad/be/cf" }, { 6, "da/eb/fc" }, { 7, "fc/eb/da" }, { 8, "cf/be/ad" },
        { 0, "abc/def" }, { 9, "abc/def" },
    };

    public void Dispose() => _decoder.Dispose();

    [Theory]
    [MemberData(nameof(Upright))]
    public void Decode_PngWithOrientation_IsUpright(int code, string expected)
    {
        Assert.Equal(expected, Decoded(Png(extra: Exif(ExifBuilder.Orientation(code)))));
        Assert.Equal(expected, Decoded(Png(extra: Exif([.. "Exif\0\0"u8, .. ExifBuilder.Orientation(code, little: false)]))));
        Assert.Equal(expected, Decoded(Png(late: Exif(ExifBuilder.Orientation(code)))));
    }

    [Theory]
    [MemberData(nameof(Upright))]
    public void Decode_JpegWithOrientation_IsUprightAtEveryScale(int code, string expected)
    {
        var (rows, columns) = (expected.Count(c => c == '/') + 1, expected.IndexOf('/', StringComparison.Ordinal));
        foreach (var side in (int[])[0, 8, 16, 32])
        {
            var inputs = side == 0 ? [] : System.Collections.Immutable.ImmutableArray.Create(new InputSpec { Width = columns * side, Height = rows * side });
            using var frame = _decoder.Decode(Jpeg(ExifBuilder.Orientation(code, little: false)), _pool, "lying.jpg", inputs);

            Assert.Equal((columns * 64, rows * 64), frame.OriginalSize);
            Assert.Equal(side == 0 ? 64 : side, frame.Width / columns);
            Assert.Equal(expected, Letters(frame, frame.Width / columns));
        }
    }

    private static readonly byte[][] MalformedExif =
    [
        [],
        [.. "II*\0"u8],
        [.. "XX*\0"u8, 8, 0, 0, 0],
        [.. "II*\0"u8, 0xFF, 0xFF, 0xFF, 0xFF],
        [.. "II*\0"u8, 8, 0, 0, 0],
        [.. "II*\0"u8, 8, 0, 0, 0, 0xFF, 0xFF],
        [.. "II*\0"u8, 8, 0, 0, 0, 0xFF, 0xFF, 0x12, 0x01, 3, 0, 1, 0, 0, 0],
        // A directory whose first entry is the header itself, and so on for ever.
        [.. "II*\0"u8, 0, 0, 0, 0, 0x12, 0x01],
        ExifBuilder.Directory(true, (0x0112, 2, 1, 6)),
        ExifBuilder.Directory(true, (0x0112, 4, 1, 70_000)),
        ExifBuilder.Directory(true, (0x0112, 3, uint.MaxValue, -6)),
        ExifBuilder.Directory(false, (0x0112, 3, 1, 600)),
        ExifBuilder.Orientation(6)[..25],
    ];

    public static TheoryData<byte[]> Malformed() => new(MalformedExif);

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Decode_MalformedExif_IsIgnored(byte[] exif)
    {
        Assert.Equal(Stored, Decoded(Png(extra: Exif(exif))));
        using var frame = _decoder.Decode(Jpeg(exif), _pool, "odd.jpg", []);
        Assert.Equal(Stored, Letters(frame, 64));
    }

    [Fact]
    public void Decode_AnyExif_NeverFailsThePicture()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var exif = ExifBuilder.Orientation(random.Next(10), random.Next(2) == 0);
            for (var change = random.Next(4); change >= 0; change--)
                exif[random.Next(exif.Length)] = (byte)random.Next(256);
            Decoded(Png(extra: Exif(exif[..random.Next(exif.Length + 1)])));
        }
    }

    [Fact]
    public void Decode_ChunkThatClaimsTooMuch_IsNoExif()
    {
        var chunk = Exif(ExifBuilder.Orientation(6));
        BinaryPrimitives.WriteUInt32BigEndian(chunk, uint.MaxValue);

        // Behind the end libpng does not look, and nothing is there for us.
        Assert.Equal(Stored, Decoded([.. Png(), .. chunk]));
    }

    [Fact]
    public void Decode_TurnedPictures_GiveTheirFramesBack()
    {
        for (var code = 1; code <= 8; code++)
            _decoder.Decode(Jpeg(ExifBuilder.Orientation(code)), _pool, "lying.jpg", []).Dispose();

        Assert.Equal(0, _pool.Outstanding);
    }

    private string Decoded(byte[] file)
    {
        using var frame = _decoder.Decode(file, _pool, "lying.png", []);
        return Letters(frame, 1);
    }

    private static byte[] Exif(byte[] content) => PngBuilder.Chunk("eXIf"u8, content);

    private static byte[] Png(byte[]? extra = null, byte[]? late = null) =>
        PngBuilder.Build(3, 2, 8, 0, [0, Gray('a'), Gray('b'), Gray('c'), 0, Gray('d'), Gray('e'), Gray('f')], extra: extra, late: late);

    private static byte[] Jpeg(byte[] exif)
    {
        var rgb = new byte[192 * 128 * 3];
        for (var i = 0; i < 192 * 128; i++)
            rgb.AsSpan(i * 3, 3).Fill(Gray(Stored[(i % 192 / 64) + (i / 192 / 64 * 4)]));
        return JpegSurgery.WithSegment(JpegWriter.Encode(rgb, 192, 128, Subsampling.Yuv420, progressive: false), 0xE1, [.. "Exif\0\0"u8, .. exif]);
    }

    private static byte Gray(char letter) => (byte)(20 + ((letter - 'a') * 40));

    private static string Letters(Frame frame, int cell) => string.Join('/', Enumerable.Range(0, frame.Height / cell).Select(row => string.Concat(
        Enumerable.Range(0, frame.Width / cell).Select(column => LetterAt(frame, (column * cell) + (cell / 2), (row * cell) + (cell / 2))))));

    private static char LetterAt(Frame frame, int x, int y) => (char)('a' + (int)Math.Round((frame.Bytes[(y * frame.Planes[0].StrideBytes) + (x * 3)] - 20) / 40.0));
}
