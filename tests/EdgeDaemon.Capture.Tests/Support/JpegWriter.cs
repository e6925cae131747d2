using System.Runtime.InteropServices;

namespace EdgeDaemon.Capture.Tests.Support;

/// <summary>Chroma subsampling of a JPEG, as TurboJPEG numbers it.</summary>
public enum Subsampling
{
    Yuv444 = 0,
    Yuv422 = 1,
    Yuv420 = 2,
    Gray = 3,
}

/// <summary>libturbojpeg's compressor, bound for tests: subsampling and progressive files, which the daemon never makes.</summary>
public static unsafe partial class JpegWriter
{
    private const int TJPF_RGB = 0;
    private const int TJFLAG_PROGRESSIVE = 16384;

    /// <summary>Encodes a smooth colour gradient with a dark square in the middle.</summary>
    public static byte[] Gradient(int width, int height, Subsampling subsampling = Subsampling.Yuv420, bool progressive = false)
    {
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                GradientAt(x, y, width, height).CopyTo(pixels, ((y * width) + x) * 3);
        }

        return Encode(pixels, width, height, subsampling, progressive);
    }

    /// <summary>The pixel that <see cref="Gradient"/> draws: R G B.</summary>
    public static byte[] GradientAt(int x, int y, int width, int height) =>
        Math.Abs(x - (width / 2)) < width / 8 && Math.Abs(y - (height / 2)) < height / 8
            ? [20, 20, 20]
            : [(byte)(40 + (160 * x / width)), (byte)(40 + (160 * y / height)), 120];

    /// <summary>Encodes packed RGB at quality 92.</summary>
    public static byte[] Encode(byte[] rgb, int width, int height, Subsampling subsampling, bool progressive)
    {
        Native.RequireTurboJpeg();
        var handle = tjInitCompress();
        byte* buffer = null;
        try
        {
            fixed (byte* source = rgb)
            {
                var result = tjCompress2(
                    handle, source, width, width * 3, height, TJPF_RGB, &buffer, out var size, (int)subsampling, 92, progressive ? TJFLAG_PROGRESSIVE : 0);
                Assert.Equal(0, result);
                return new ReadOnlySpan<byte>(buffer, (int)size).ToArray();
            }
        }
        finally
        {
            tjFree(buffer);
            Assert.Equal(0, tjDestroy(handle));
        }
    }

    [LibraryImport("libturbojpeg.so.0")]
    private static partial nint tjInitCompress();

    [LibraryImport("libturbojpeg.so.0")]
    private static partial int tjCompress2(
        nint handle, byte* srcBuf, int width, int pitch, int height, int pixelFormat, byte** jpegBuf, out nuint jpegSize, int jpegSubsamp, int jpegQual, int flags);

    [LibraryImport("libturbojpeg.so.0")]
    private static partial void tjFree(byte* buffer);

    [LibraryImport("libturbojpeg.so.0")]
    private static partial int tjDestroy(nint handle);
}
