using System.Runtime.InteropServices;

namespace EdgeDaemon.Capture.Interop;

/// <summary>
/// libpng's simplified API (png.h, section 5), which reports errors in <see cref="png_image"/> instead of by longjmp, so that
/// nothing jumps over managed frames. Every call returns 0 on failure.
/// </summary>
internal static unsafe partial class LibPng
{
    internal const string Library = "libpng16.so.16";

    internal const uint PNG_IMAGE_VERSION = 1;
    internal const uint PNG_FORMAT_GRAY = 0;
    internal const uint PNG_FORMAT_RGB = 2;

    /// <summary>Take 16-bit samples as sRGB, as other readers do, where the file does not say; libpng would take them as linear.</summary>
    internal const uint PNG_IMAGE_FLAG_16BIT_sRGB = 4;

    /// <summary>Reads the header; <paramref name="memory"/> must stay until the read is finished or freed.</summary>
    [LibraryImport(Library)]
    internal static partial int png_image_begin_read_from_memory(png_image* image, byte* memory, nuint size);

    /// <summary>Decodes into <paramref name="buffer"/> and frees the read state. Rows are <paramref name="rowStride"/> samples apart.</summary>
    /// <param name="image">Begun, with the wanted format set.</param>
    /// <param name="background">Three bytes R G B that transparent pixels are composed on.</param>
    /// <param name="buffer">Destination.</param>
    /// <param name="rowStride">Samples from row to row.</param>
    /// <param name="colormap">Null: no palette is asked for.</param>
    [LibraryImport(Library)]
    internal static partial int png_image_finish_read(png_image* image, byte* background, byte* buffer, int rowStride, void* colormap);

    /// <summary>Frees the read state of a read that was begun and not finished. Allowed at any time.</summary>
    [LibraryImport(Library)]
    internal static partial void png_image_free(png_image* image);

    /// <summary>Encodes; with <paramref name="memory"/> null only says the size.</summary>
    [LibraryImport(Library)]
    internal static partial int png_image_write_to_memory(
        png_image* image, byte* memory, nuint* memoryBytes, int convertTo8Bit, byte* buffer, int rowStride, void* colormap);
}

/// <summary><c>png_image</c> of png.h, 104 bytes on LP64.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct png_image
{
    internal nint opaque;            // @0
    internal uint version;           // @8
    internal uint width;             // @12
    internal uint height;            // @16
    internal uint format;            // @20
    internal uint flags;             // @24
    internal uint colormap_entries;  // @28
    internal uint warning_or_error;  // @32
    internal fixed byte message[64]; // @36

    internal static string MessageOf(png_image* image)
    {
        var text = new ReadOnlySpan<byte>(image->message, 64);
        var end = text.IndexOf((byte)0);
        return System.Text.Encoding.ASCII.GetString(end < 0 ? text : text[..end]);
    }
}
