using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeDaemon.Capture.Gpio.Interop;

/// <summary>
/// The kernel's GPIO character device, version 2 (linux/gpio.h): the numbers, and the structures with their offsets. The same on
/// every 64-bit machine; a test asserts them.
/// </summary>
internal static class GpioAbi
{
    internal const int NameBytes = 32;

    internal const nuint GET_CHIPINFO = 0x8044b401;
    internal const nuint GET_LINEINFO = 0xc100b405;
    internal const nuint GET_LINE = 0xc250b407;
    internal const nuint GET_VALUES = 0xc010b40e;
    internal const nuint SET_VALUES = 0xc010b40f;

    internal const ulong FLAG_ACTIVE_LOW = 1 << 1;
    internal const ulong FLAG_INPUT = 1 << 2;
    internal const ulong FLAG_OUTPUT = 1 << 3;
    internal const ulong FLAG_EDGE_RISING = 1 << 4;
    internal const ulong FLAG_EDGE_FALLING = 1 << 5;
    internal const ulong FLAG_BIAS_PULL_UP = 1 << 8;
    internal const ulong FLAG_BIAS_PULL_DOWN = 1 << 9;
    internal const ulong FLAG_BIAS_DISABLED = 1 << 10;

    internal const uint ATTRIBUTE_OUTPUT_VALUES = 2;

    /// <summary><c>struct gpiochip_info</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ChipInfo
    {
        internal Name Name;
        internal Name Label;
        internal uint Lines;
    }

    /// <summary><c>struct gpio_v2_line_info</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct LineInfo
    {
        [FieldOffset(0)] internal Name Name;
        [FieldOffset(32)] internal Name Consumer;
        [FieldOffset(64)] internal uint Offset;
        [FieldOffset(72)] internal ulong Flags;
    }

    /// <summary><c>struct gpio_v2_line_request</c> for one line with at most one attribute; what is left out stays zero.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 592)]
    internal struct LineRequest
    {
        [FieldOffset(0)] internal uint Offset;
        [FieldOffset(256)] internal Name Consumer;
        [FieldOffset(288)] internal ulong Flags;
        [FieldOffset(296)] internal uint AttributeCount;
        [FieldOffset(320)] internal uint AttributeId;
        [FieldOffset(328)] internal ulong AttributeValues;
        [FieldOffset(336)] internal ulong AttributeMask;
        [FieldOffset(560)] internal uint LineCount;
        [FieldOffset(588)] internal int Descriptor;
    }

    /// <summary><c>struct gpio_v2_line_values</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LineValues
    {
        internal ulong Bits;
        internal ulong Mask;
    }

    /// <summary><c>struct gpio_v2_line_event</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 48)]
    internal struct LineEvent
    {
        [FieldOffset(0)] internal ulong TimestampNs;
        [FieldOffset(8)] internal uint Id;
        [FieldOffset(12)] internal uint Offset;
    }

    /// <summary>A text of at most 31 bytes with its final zero.</summary>
    [InlineArray(NameBytes)]
    internal struct Name
    {
        private byte _first;

        /// <summary>The text.</summary>
        internal readonly string Text
        {
            get
            {
                ReadOnlySpan<byte> bytes = this;
                var end = bytes.IndexOf((byte)0);
                return System.Text.Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
            }
        }
    }
}
