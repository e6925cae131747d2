using System.Buffers.Binary;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Ingest;

/// <summary>
/// What goes before each frame on the way from an ingest process to the vision process: 40 bytes, little-endian. The planes follow without
/// padding, as <see cref="Frame.Bytes"/> has them.
/// </summary>
/// <remarks>
/// <code>
/// offset size
///      0    4  magic, "EDFR"
///      4    2  version, 1
///      6    1  pixel format: 1 I420
///      7    1  range: 0 full, 1 limited
///      8    4  width in pixels, even
///     12    4  height in pixels, even
///     16    8  when it arrived, nanoseconds of the machine's monotonic clock
///     24    8  sequence number
///     32    4  bytes that follow
///     36    4  zero
/// </code>
/// </remarks>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Range">Meaning of black and white.</param>
/// <param name="Timestamp">When it arrived.</param>
/// <param name="Sequence">The ingest process's count.</param>
internal readonly record struct FrameHeader(int Width, int Height, ColorRange Range, TimeSpan Timestamp, long Sequence)
{
    internal const int SizeBytes = 40;

    private const uint Magic = 0x52464445;
    private const ushort Version = 1;
    private const byte FormatI420 = 1;
    private const long NanosecondsPerTick = 100;

    /// <summary>Bytes of the frame.</summary>
    private int PayloadBytes => Width * Height * 3 / 2;

    /// <summary>The header of a frame.</summary>
    /// <exception cref="ArgumentException">The frame is not I420 with even sides.</exception>
    internal static FrameHeader Of(Frame frame)
    {
        if (frame.Format != PixelFormat.I420 || frame.Width % 2 != 0 || frame.Height % 2 != 0)
            throw new ArgumentException($"Expected an I420 frame with even sides, got {frame.Width}×{frame.Height} {frame.Format}.", nameof(frame));
        return new FrameHeader(frame.Width, frame.Height, frame.Range, frame.Timestamp, frame.SequenceNumber);
    }

    /// <summary>Writes it.</summary>
    internal void Write(Span<byte> bytes)
    {
        bytes[..SizeBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], Version);
        bytes[6] = FormatI420;
        bytes[7] = Range == ColorRange.Limited ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Height);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Timestamp.Ticks * NanosecondsPerTick);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], PayloadBytes);
    }

    /// <summary>Reads and checks it: whoever wrote it has a network, and is not believed.</summary>
    /// <param name="bytes">40 bytes.</param>
    /// <param name="width">The only width that is accepted; even.</param>
    /// <param name="height">The only height that is accepted; even.</param>
    /// <param name="fault">What is wrong, when it is.</param>
    internal static FrameHeader? Read(ReadOnlySpan<byte> bytes, int width, int height, out string fault)
    {
        fault = "";
        var header = new FrameHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            bytes[7] == 1 ? ColorRange.Limited : ColorRange.Full,
            TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]) / NanosecondsPerTick),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
            fault = "it does not begin as a frame does";
        else if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) is var version && version != Version)
            fault = $"version {version}, expected {Version}: both processes must be of the same release";
        else if (bytes[6] != FormatI420 || bytes[7] > 1)
            fault = $"format {bytes[6]}, range {bytes[7]}";
        else if (header.Width != width || header.Height != height)
            fault = $"{header.Width}×{header.Height} pixels, expected {width}×{height}: restart it, so that it has the same configuration";
        else if (BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]) is var size && size != header.PayloadBytes)
            fault = $"{size} bytes, expected {header.PayloadBytes}";
        else if (BinaryPrimitives.ReadInt32LittleEndian(bytes[36..]) != 0)
            fault = "its reserved bytes are not zero";
        return fault.Length == 0 ? header : null;
    }
}
