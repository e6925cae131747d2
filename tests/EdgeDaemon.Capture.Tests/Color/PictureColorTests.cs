using System.IO.Compression;
using EdgeDaemon.Capture.Color;
using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Capture.Tests.Support;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Color;

/// <summary>Colour profiles of pictures: what is converted, what stays, and that no profile does harm.</summary>
public sealed class PictureColorTests
{
    private static readonly byte[] Pixels = [0, 128, 255, 64, 64, 64, 200, 10, 90, 255, 255, 255, 1, 2, 3];

    private readonly FramePool _pool = new();

    [Fact]
    public void Convert_LinearLight_IsEncodedAsSrgbDefinesIt()
    {
        // 1.055 · (128/255)^(1/2.4) − 0.055 = 0.7367 = 187.8/255; 64: 137.0; 200: 229.1; 10: 56.1; 90: 160.5; 1 to 3: 12.92 times.
        Assert.Equal(
            [0, 188, 255, 137, 137, 137, 229, 56, 160, 255, 255, 255, 13, 22, 28],
            Converted(IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Linear)));
    }

    [Fact]
    public void Convert_ExchangedPrimaries_ExchangesChannels()
    {
        var converted = Converted(IccBuilder.Profile([IccBuilder.Srgb[1], IccBuilder.Srgb[2], IccBuilder.Srgb[0]], IccBuilder.Function(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)));

        Assert.Equal([255, 0, 128, 64, 64, 64, 90, 200, 10, 255, 255, 255, 3, 1, 2], converted);
    }

    [Fact]
    public void Convert_ColoursBeyondSrgb_AreTheNearest()
    {
        // A green of twice the light: (0, 128, 0) is as bright as can be, and grey of 255 is 1, 1, 1 in light but for green.
        var converted = Converted(IccBuilder.Profile(
            [IccBuilder.Srgb[0], [.. IccBuilder.Srgb[1].Select(v => v * 2)], IccBuilder.Srgb[2]], IccBuilder.Linear));

        Assert.Equal([0, 255, 255], converted[..3]);
        Assert.Equal([137, 188, 137], converted[3..6]);
    }

    /// <summary>
    /// Pixels of photographs, R G B, and what libvips 8.18.7 with Little CMS 2.19.1 made of them: the widest differences and some
    /// everyday colours. The profiles are built from the numbers in those of the photographs.
    /// </summary>
    public static TheoryData<string, byte[], int[]> Photographs => new()
    {
        {
            "Display P3",
            IccBuilder.Profile(
                [[33759 / 65536.0, 15807 / 65536.0, -69 / 65536.0], [19135 / 65536.0, 45367 / 65536.0, 2745 / 65536.0], [10296 / 65536.0, 4363 / 65536.0, 51385 / 65536.0]],
                IccBuilder.Function(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)),
            [
                237, 137, 51, 253, 131, 0, 45, 107, 166, 0, 109, 171, 40, 110, 180, 0, 112, 186, 52, 108, 165, 23, 110, 170, 13, 99, 174, 0, 101, 180,
                105, 78, 51, 110, 77, 46, 212, 198, 185, 215, 197, 183, 38, 44, 56, 37, 44, 57,
            ]
        },
        {
            "Adobe RGB (1998)",
            IccBuilder.Profile(
                [[39960 / 65536.0, 20389 / 65536.0, 1276 / 65536.0], [13453 / 65536.0, 41004 / 65536.0, 3989 / 65536.0], [9777 / 65536.0, 4143 / 65536.0, 48796 / 65536.0]],
                IccBuilder.Samples(563)),
            [
                118, 209, 46, 0, 210, 0, 99, 170, 40, 28, 172, 0, 73, 135, 26, 0, 136, 0, 82, 139, 36, 26, 140, 9, 57, 106, 15, 0, 106, 0,
                105, 148, 30, 79, 149, 0, 99, 125, 34, 85, 126, 11, 153, 174, 69, 145, 176, 57,
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Photographs))]
    public void Convert_PixelsOfPhotographs_AreThoseOfAnotherColourEngine(string space, byte[] profile, int[] pairs)
    {
        Assert.NotEmpty(space);
        var pixels = pairs.Chunk(6).ToArray();

        var converted = Convert(profile, [.. pixels.SelectMany(pair => pair[..3]).Select(v => (byte)v)]);

        Assert.Equal(pixels.SelectMany(pair => pair[3..]), converted.Select(v => (int)v));
    }

    public static TheoryData<string, byte[]> Untouched => new()
    {
        { "sRGB", IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Function(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)) },
        { "grey", IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Linear, colorSpace: "GRAY") },
        { "by way of Lab", IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Linear, connectionSpace: "Lab ") },
        { "matrix without bounds", IccBuilder.Profile([[30000, 30000, 30000], [-30000, 2, 9], [30000, -30000, 1]], IccBuilder.Linear) },
        { "unknown curve", IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Function(9, 1, 2, 3)) },
        { "nothing", [] },
    };

    [Theory]
    [MemberData(nameof(Untouched))]
    public void Convert_NothingToDoOrNotUnderstood_LeavesThePicture(string kind, byte[] profile)
    {
        Assert.NotEmpty(kind);
        Assert.Equal(Pixels, Converted(profile));
    }

    [Fact]
    public void Convert_ThousandsOfDamagedProfiles_NeverFails()
    {
        var random = new Random(20_260_102);
        byte[][] sound =
        [
            IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Samples(0, 9000, 20000, 65535)),
            IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Function(4, 2.2, 1, 0, 0.5, 0.1, 0, 0)),
        ];
        for (var round = 0; round < 20_000; round++)
        {
            var profile = sound[round % 2].ToArray();
            for (var i = random.Next(1, 6); i > 0; i--)
                profile[random.Next(profile.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)0xFF;
            Converted(profile[..(random.Next(3) == 0 ? random.Next(profile.Length) : profile.Length)]);
        }
    }

    [Fact]
    public void Decode_JpegWithProfile_IsConvertedAndTheCamerasDecoderDoesNotLook()
    {
        Native.RequireTurboJpeg();
        var jpeg = JpegWriter.Gradient(64, 48);
        var tagged = IccBuilder.Embed(jpeg, IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Linear));
        using var pictures = new PictureDecoder();
        using var stream = new JpegDecoder();
        using var plain = pictures.Decode(jpeg, _pool, "plain", []);
        using var converted = pictures.Decode(tagged, _pool, "tagged", []);
        using var raw = stream.Decode(tagged, _pool, "tagged", JpegDecoder.FullSize);

        Assert.True(raw.Bytes.SequenceEqual(plain.Bytes));
        var expected = Convert(IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Linear), plain.Bytes.ToArray());
        Assert.Equal(expected, converted.Bytes.ToArray());
        Assert.NotEqual(expected, plain.Bytes.ToArray());
    }

    [Fact]
    public void Decode_PngWithProfile_IsConverted()
    {
        Assert.Equal(Converted(IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Linear)), Png(Profile(IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Linear))));
        Assert.Equal(Pixels, Png(Profile(IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Function(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)))));
    }

    [Fact]
    public void Decode_PngWithUnusableProfile_KeepsItsColours()
    {
        Assert.Equal(Pixels, Png(PngBuilder.Chunk("iCCP"u8, [])));
        Assert.Equal(Pixels, Png(PngBuilder.Chunk("iCCP"u8, [.. "no end"u8])));
        Assert.Equal(Pixels, Png(PngBuilder.Chunk("iCCP"u8, [.. "name\0\0no deflate"u8])));
        Assert.Equal(Pixels, Png(Profile(new byte[10 << 20])));
    }

    [Fact]
    public void Decode_PngWithGamma_IsWhatAViewerShows()
    {
        // gAMA 1.0: light itself. 0.45455 is sRGB's, near enough.
        var light = Png(PngBuilder.Chunk("gAMA"u8, [0, 1, 0x86, 0xA0]));
        Assert.Equal([137, 137, 137], light[3..6].Select((value, i) => Math.Abs(value - 137) <= 1 ? 137 : value));
        Assert.Equal(Pixels, Png(PngBuilder.Chunk("gAMA"u8, [0, 0, 0xB1, 0x8F])));
        Assert.Equal(Pixels, Png(PngBuilder.Chunk("sRGB"u8, [0])));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(0, 0)]
    public void Decode_ProfileInSeveralParts_IsLeftAlone(byte part, byte parts)
    {
        Native.RequireTurboJpeg();
        var jpeg = JpegWriter.Gradient(64, 48);
        using var decoder = new PictureDecoder();
        using var plain = decoder.Decode(jpeg, _pool, "plain", []);
        using var tagged = decoder.Decode(
            IccBuilder.Embed(jpeg, IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Linear), part, parts), _pool, "tagged", []);

        Assert.True(tagged.Bytes.SequenceEqual(plain.Bytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decode_SteadyState_AllocatesNothing(bool hasProfile)
    {
        Native.RequireTurboJpeg();
        var jpeg = JpegWriter.Gradient(64, 48);
        if (hasProfile)
            jpeg = IccBuilder.Embed(jpeg, IccBuilder.Profile(IccBuilder.Srgb, IccBuilder.Samples(563)));
        using var decoder = new PictureDecoder();

        Assert.Equal(0, Allocations.InSteadyState(() => decoder.Decode(jpeg, _pool, "picture", []).Dispose(), runsPerRound: 20));
    }

    private byte[] Png(byte[] chunk)
    {
        using var decoder = new PictureDecoder();
        using var frame = decoder.Decode(PngBuilder.Build(Pixels.Length / 3, 1, 8, 2, [0, .. Pixels], extra: chunk), _pool, "picture.png", []);
        return frame.Bytes.ToArray();
    }

    private static byte[] Profile(byte[] profile)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(profile);
        return PngBuilder.Chunk("iCCP"u8, [.. "name\0\0"u8, .. packed.ToArray()]);
    }

    private byte[] Converted(byte[] profile) => Convert(profile, Pixels);

    private byte[] Convert(byte[] profile, byte[] pixels)
    {
        using var frame = _pool.Rent(PixelFormat.Rgb24, pixels.Length / 3, 1);
        pixels.CopyTo(frame.Bytes);
        new SrgbConverter().Convert(profile, frame);
        return frame.Bytes.ToArray();
    }
}
