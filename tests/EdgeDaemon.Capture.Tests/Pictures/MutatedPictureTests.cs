using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Capture.Tests.Support;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Pictures;

public sealed class MutatedPictureTests
{
    private const int Rounds = 4_000;

    public MutatedPictureTests()
    {
        Native.RequireTurboJpeg();
        Native.RequirePng();
    }

    public static TheoryData<string> Seeds() => ["baseline", "progressive", "png"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Decode_ThousandsOfMutations_EitherDecodesOrSaysWhy(string kind)
    {
        var original = kind switch
        {
            "baseline" => JpegWriter.Gradient(97, 61),
            "progressive" => JpegWriter.Gradient(97, 61, progressive: true),
            _ => PngBuilder.Build(30, 20, 8, 2, [.. Enumerable.Range(0, 20 * 91).Select(i => (byte)(i % 91 == 0 ? i % 5 : i * 7))]),
        };
        var random = new Random(20_260_101);
        var pool = new FramePool();
        using var decoder = new PictureDecoder();
        var decoded = 0;
        for (var round = 0; round < Rounds; round++)
        {
            try
            {
                using var frame = decoder.Decode(Mutate(original, random), pool, "mutated", []);
                decoded++;
            }
            catch (FrameDecodeException)
            {
                // What most of them deserve.
            }
        }

        Assert.Equal(0, pool.Outstanding);
        Assert.InRange(decoded, 0, Rounds - 1);
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        Assert.InRange(process.PeakWorkingSet64, 0, 2L << 30);
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var file = original.ToArray();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var at = random.Next(file.Length);
            switch (random.Next(4))
            {
                case 0: file[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: file[at] = (byte)random.Next(256); break;
                case 2: file[at] = 0xFF; break;
                default: file = random.Next(2) == 0 ? file[..(at + 1)] : [.. file[..at], .. file[(at / 2)..]]; break;
            }
        }

        return file;
    }
}
