using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeDaemon.Capture.Gpio.Interop;

namespace EdgeDaemon.Capture.Tests.Gpio;

/// <summary>Sizes and offsets of linux/gpio.h, as a C compiler prints them on x64 and arm64; an ioctl number holds its structure's size.</summary>
public sealed class GpioAbiTests
{
    [Fact]
    public void Sizes_AreThoseOfTheHeader()
    {
        Assert.Equal(68, Unsafe.SizeOf<GpioAbi.ChipInfo>());
        Assert.Equal(256, Unsafe.SizeOf<GpioAbi.LineInfo>());
        Assert.Equal(592, Unsafe.SizeOf<GpioAbi.LineRequest>());
        Assert.Equal(16, Unsafe.SizeOf<GpioAbi.LineValues>());
        Assert.Equal(48, Unsafe.SizeOf<GpioAbi.LineEvent>());
    }

    [Theory]
    [InlineData((ulong)GpioAbi.GET_CHIPINFO, 0x01, 68)]
    [InlineData((ulong)GpioAbi.GET_LINEINFO, 0x05, 256)]
    [InlineData((ulong)GpioAbi.GET_LINE, 0x07, 592)]
    [InlineData((ulong)GpioAbi.GET_VALUES, 0x0e, 16)]
    [InlineData((ulong)GpioAbi.SET_VALUES, 0x0f, 16)]
    public void Requests_HoldTypeNumberAndSize(ulong request, int number, int size)
    {
        Assert.Equal(0xb4u, (request >> 8) & 0xff);
        Assert.Equal((ulong)number, request & 0xff);
        Assert.Equal((ulong)size, (request >> 16) & 0x3fff);
    }

    [Theory]
    [InlineData(nameof(GpioAbi.LineRequest.Offset), 0)]
    [InlineData(nameof(GpioAbi.LineRequest.Consumer), 256)]
    [InlineData(nameof(GpioAbi.LineRequest.Flags), 288)]
    [InlineData(nameof(GpioAbi.LineRequest.AttributeCount), 288 + 8)]
    [InlineData(nameof(GpioAbi.LineRequest.AttributeId), 288 + 32)]
    [InlineData(nameof(GpioAbi.LineRequest.AttributeValues), 288 + 32 + 8)]
    [InlineData(nameof(GpioAbi.LineRequest.AttributeMask), 288 + 32 + 16)]
    [InlineData(nameof(GpioAbi.LineRequest.LineCount), 560)]
    [InlineData(nameof(GpioAbi.LineRequest.Descriptor), 588)]
    public void LineRequest_FieldsLieWhereTheKernelReadsThem(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<GpioAbi.LineRequest>(field));

    [Fact]
    public void LineInfo_FieldsLieWhereTheKernelWritesThem()
    {
        Assert.Equal(64, (int)Marshal.OffsetOf<GpioAbi.LineInfo>(nameof(GpioAbi.LineInfo.Offset)));
        Assert.Equal(72, (int)Marshal.OffsetOf<GpioAbi.LineInfo>(nameof(GpioAbi.LineInfo.Flags)));
        Assert.Equal(64, (int)Marshal.OffsetOf<GpioAbi.ChipInfo>(nameof(GpioAbi.ChipInfo.Lines)));
    }

    [Fact]
    public void Name_EndsAtItsZero()
    {
        var name = default(GpioAbi.Name);
        "GPIO17"u8.CopyTo(name);

        Assert.Equal("GPIO17", name.Text);
    }
}
