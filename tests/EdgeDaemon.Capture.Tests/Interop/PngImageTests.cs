using System.Runtime.InteropServices;
using EdgeDaemon.Capture.Interop;

namespace EdgeDaemon.Capture.Tests.Interop;

public sealed class PngImageTests
{
    /// <summary>Offsets of <c>png_image</c> on LP64, from the declaration in png.h 1.6.</summary>
    [Theory]
    [InlineData(nameof(png_image.opaque), 0)]
    [InlineData(nameof(png_image.version), 8)]
    [InlineData(nameof(png_image.width), 12)]
    [InlineData(nameof(png_image.height), 16)]
    [InlineData(nameof(png_image.format), 20)]
    [InlineData(nameof(png_image.flags), 24)]
    [InlineData(nameof(png_image.colormap_entries), 28)]
    [InlineData(nameof(png_image.warning_or_error), 32)]
    [InlineData(nameof(png_image.message), 36)]
    public void Field_Offset_IsThatOfTheHeader(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<png_image>(field));

    [Fact]
    public void Struct_Size_IsThatOfTheHeader() => Assert.Equal(104, Marshal.SizeOf<png_image>());
}
