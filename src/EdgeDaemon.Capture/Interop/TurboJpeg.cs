using System.Runtime.InteropServices;

namespace EdgeDaemon.Capture.Interop;

/// <summary>
/// The TurboJPEG 2.x calls that we need, names and order of arguments as in turbojpeg.h. Debian 12 and 13 both ship
/// libjpeg-turbo 2.1.5, which has none of the newer <c>tj3*</c> calls. <c>unsigned long</c> is <c>nuint</c> on 64-bit Linux.
/// </summary>
internal static unsafe partial class TurboJpeg
{
    internal const string Library = "libturbojpeg.so.0";

    internal const int TJPF_RGB = 0;
    internal const int TJPF_GRAY = 6;

    internal const int TJSAMP_420 = 2;
    internal const int TJSAMP_GRAY = 3;

    /// <summary>A handle that decodes; null when memory is short.</summary>
    [LibraryImport(Library)]
    internal static partial TurboJpegHandle tjInitDecompress();

    /// <summary>Frees the handle; 0 on success.</summary>
    [LibraryImport(Library)]
    internal static partial int tjDestroy(nint handle);

    /// <summary>Reads size, subsampling and colour space; 0, or -1 on an error or warning, also with the size read.</summary>
    [LibraryImport(Library)]
    internal static partial int tjDecompressHeader3(
        TurboJpegHandle handle, byte* jpegBuf, nuint jpegSize, int* width, int* height, int* jpegSubsamp, int* jpegColorspace);

    /// <summary>
    /// Decodes to packed pixels at the largest DCT scale that fits <paramref name="width"/> × <paramref name="height"/>; 0, or
    /// -1 on an error and also on a mere warning (then the picture was written as far as it could be).
    /// </summary>
    [LibraryImport(Library)]
    internal static partial int tjDecompress2(
        TurboJpegHandle handle, byte* jpegBuf, nuint jpegSize, byte* dstBuf, int width, int pitch, int height, int pixelFormat, int flags);

    /// <summary>Text of the handle's last error or warning; owned by the handle, valid until its next call.</summary>
    [LibraryImport(Library)]
    internal static partial byte* tjGetErrorStr2(TurboJpegHandle handle);

    /// <summary>A handle that encodes; null when memory is short.</summary>
    [LibraryImport(Library)]
    internal static partial TurboJpegHandle tjInitCompress();

    /// <summary>Encodes packed pixels into memory of its own, which <see cref="tjFree"/> frees; 0, or -1 on an error.</summary>
    [LibraryImport(Library)]
    internal static partial int tjCompress2(
        TurboJpegHandle handle, byte* srcBuf, int width, int pitch, int height, int pixelFormat, byte** jpegBuf, nuint* jpegSize,
        int jpegSubsamp, int jpegQual, int flags);

    /// <summary>Frees what <see cref="tjCompress2"/> allocated.</summary>
    [LibraryImport(Library)]
    internal static partial void tjFree(byte* buffer);
}
