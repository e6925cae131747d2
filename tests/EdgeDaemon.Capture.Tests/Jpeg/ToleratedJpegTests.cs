using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Capture.Tests.Support;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Jpeg;

/// <summary>What cameras and broken programs do to a JPEG without touching its picture: it comes out as if nothing were.</summary>
public sealed class ToleratedJpegTests
{
    private readonly FramePool _pool = new();

    public static TheoryData<string, bool> Kinds
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var kind in Files(false).Keys)
            {
                data.Add(kind, false);
                data.Add(kind, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_FlawedFile_HasThePixelsOfTheSoundOne(string kind, bool progressive)
    {
        var (file, sound) = Files(progressive)[kind];
        using var decoder = new JpegDecoder();

        using var expected = decoder.Decode(sound, _pool, "sound.jpg", JpegDecoder.FullSize);
        using var actual = decoder.Decode(file, _pool, "flawed.jpg", JpegDecoder.FullSize);

        Assert.Equal(expected.Bytes, actual.Bytes);
    }

    [Fact]
    public void Decode_CameraWithoutEndMarker_AllocatesNothing()
    {
        var frame = JpegWriter.Gradient(320, 240)[..^2];
        using var decoder = new JpegDecoder();
        decoder.Decode(frame, _pool, "camera", JpegDecoder.FullSize).Dispose();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            decoder.Decode(frame, _pool, "camera", JpegDecoder.FullSize).Dispose();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0x42)]
    [InlineData(0x41)]
    [InlineData(0x12)]
    [InlineData(0x21)]
    [InlineData(0x22)]
    [InlineData(0x14)]
    public void Decode_RareSampling_IsDecoded(byte lumaFactors)
    {
        using var decoder = new JpegDecoder();
        using var frame = decoder.Decode(JpegSurgery.FlatWithSampling(lumaFactors), _pool, "flat.jpg", JpegDecoder.FullSize);

        Assert.Equal((32, 16, PixelFormat.Rgb24), (frame.Width, frame.Height, frame.Format));
        Assert.True(frame.Bytes.IndexOfAnyExcept((byte)128) < 0);
    }

    [Fact]
    public void Decode_EveryCut_IsRefusedUntilTheLastBlockIsThere()
    {
        var file = JpegWriter.Gradient(64, 48);
        using var decoder = new JpegDecoder();
        var lengths = Enumerable.Range(0, file.Length + 1).Where(length =>
        {
            try
            {
                decoder.Decode(file.AsSpan(0, length), _pool, "cut.jpg", JpegDecoder.FullSize).Dispose();
                return true;
            }
            catch (FrameDecodeException)
            {
                return false;
            }
        }).ToArray();

        // The last bits of a scan share a byte with padding, so that the byte is needed and nothing behind it is.
        Assert.Equal([file.Length - 2, file.Length - 1, file.Length], lengths);
        Assert.Equal(0, _pool.Outstanding);
    }

    private static Dictionary<string, (byte[] Flawed, byte[] Sound)> Files(bool progressive)
    {
        var sound = JpegWriter.Gradient(64, 48, progressive: progressive);
        byte[] Before(byte marker, params byte[] junk) => JpegSurgery.WithBytesBefore(sound, marker, junk);
        var files = new Dictionary<string, byte[]>
        {
            ["no end marker"] = sound[..^2],
            ["half an end marker"] = sound[..^1],
            ["end marker behind padding"] = [.. sound[..^2], 0, 0, 0, 0, 0xFF, 0xD9],
            ["padding and no end marker"] = [.. sound[..^2], 0, 0, 0, 0],
            ["fill bytes before the end marker"] = [.. sound[..^2], 0xFF, 0xFF, 0xFF, 0xD9],
            ["restart marker before the end marker"] = [.. sound[..^2], 0xFF, 0xD3, 0xFF, 0xD9],
            ["another picture behind it"] = [.. sound, .. sound],
            ["another picture instead of an end marker"] = [.. sound[..^2], .. sound],
            ["the rest of a longer frame behind it"] = [.. sound, .. sound[200..]],
            ["a segment cut off behind a picture without an end"] = [.. sound[..^2], 0xFF, 0xE5, 0x7F, 0xFF, 1, 2, 3],
            ["another frame header behind a picture without an end"] = [.. sound[..^2], .. sound[2..]],
            ["zeros before the start"] = [0, 0, 0, .. sound],
            ["text before the start"] = [.. "Content-Length: 5\r\n\r\n"u8, .. sound],
            ["zeros between segments"] = Before(0xDB, 0, 0, 0),
            ["bytes between segments"] = Before(0xDB, 0x11, 0x22, 0x33),
            ["stuffed bytes between segments"] = Before(0xDB, 0xFF, 0, 0xFF, 0),
            ["restart markers between segments"] = Before(0xDB, 0xFF, 0xD0, 0xFF, 0xD7),
            ["reserved markers between segments"] = Before(0xDB, 0xFF, 0x01, 0xFF, 0x02, 0xFF, 0xBF),
            ["fill bytes between segments"] = Before(0xDB, 0xFF, 0xFF, 0xFF),
            ["a revision of JFIF that does not exist"] = [.. sound[..11], 7, .. sound[12..]],
            ["a second start marker"] = [0xFF, 0xD8, .. sound],
            ["bytes before the scan"] = Before(0xDA, 0x40, 0xFF, 0, 0x41),
            ["all of it"] = [0, 0, .. Before(0xDA, 0, 0xFF, 0xD1)[..^2], 0],
        };
        var scan = sound.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]);
        if (!progressive)
            files["a scan that does not say which coefficients"] = [.. sound[..(scan + 11)], 0, 0, 0, .. sound[(scan + 14)..]];
        else
            files["a scan that does not say which coefficients"] = sound;
        return files.ToDictionary(entry => entry.Key, entry => (entry.Value, sound));
    }
}
