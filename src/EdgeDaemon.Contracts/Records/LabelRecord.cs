using System.Runtime.InteropServices;

namespace EdgeDaemon.Contracts.Records;

/// <summary>
/// One entry of the label journal: everything that may ever leave the device is made of these. 64 bytes, little-endian,
/// no free text: cameras, labels and zones are indices into the <see cref="Naming.NameTable"/> whose hash the record carries.
/// </summary>
/// <remarks>
/// <code>
/// offset size  field
///      0    1  Version        format of this record, <see cref="CurrentVersion"/>
///      1    1  Kind           <see cref="LabelRecordKind"/>
///      2    1  Camera         index into the name table; 255 = the device itself
///      3    1  Flags          <see cref="LabelRecordFlags"/>; bits 3..7 reserved
///      4    4  BootEpoch      new at each start of the writer
///      8    6  Sequence       +1 per record, never reused within an epoch, goes on over epochs
///     14    1  SubScore       0..255 = 0..1, how sure the second model is of SubLabel; 0 = not said
///     15    1                 reserved
///     16    6  WallTimeMs     Unix time in milliseconds, as good as the clock was (see Flags)
///     22    2                 reserved
///     24    4  MonotonicCs    centiseconds since this epoch began; wraps after 497 days
///     28    2  Label          index into the camera's labels; 65535 = none
///     30    2  SubLabel       index into the labels of the second model; 65535 = none
///     32    4  TrackId        object, counted from 1 within the epoch; 0 = none
///     36    4  Value          meaning depends on Kind
///     40    8  Box            4 × 16 bit, normalised; for a gap: first lost sequence number
///     48    2  Zones          bit i = the camera's zone i
///     50    1  Score          0..255 = 0..1, this frame
///     51    1  TopScore       0..255 = 0..1, best of the event so far
///     52    4  TableHash      short hash of the name table it was written under
///     56    4  Chain          first 4 bytes of SHA-256(previous link, bytes 0..55)
///     60    4  Crc            CRC-32C of bytes 0..59
/// </code>
/// Chain and Crc belong to the journal: it fills them on append and checks them on reading. What is reserved is written 0 and not looked
/// at, so that the next field needs no new version.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct LabelRecord
{
    /// <summary>Bytes per record on disk.</summary>
    public const int SizeBytes = 64;

    /// <summary>The format written by this build.</summary>
    public const byte CurrentVersion = 2;

    /// <summary>Value of <see cref="Camera"/> for records about the device itself.</summary>
    public const byte DeviceItself = byte.MaxValue;

    /// <summary>Value of <see cref="Label"/> and <see cref="SubLabel"/> where there is none.</summary>
    public const ushort NoLabel = ushort.MaxValue;

    [FieldOffset(0)] public byte Version;
    [FieldOffset(1)] public LabelRecordKind Kind;
    [FieldOffset(2)] public byte Camera;
    [FieldOffset(3)] public LabelRecordFlags Flags;
    [FieldOffset(4)] public uint BootEpoch;
    [FieldOffset(8)] private ulong _sequence;
    [FieldOffset(14)] public byte SubScore;
    [FieldOffset(16)] private ulong _wallTimeMs;
    [FieldOffset(24)] public uint MonotonicCs;
    [FieldOffset(28)] public ushort Label;
    [FieldOffset(30)] public ushort SubLabel;
    [FieldOffset(32)] public uint TrackId;
    [FieldOffset(36)] public uint Value;
    [FieldOffset(40)] public NormalizedBox Box;
    [FieldOffset(40)] public ulong GapFirstSequence;
    [FieldOffset(48)] public ushort Zones;
    [FieldOffset(50)] public byte Score;
    [FieldOffset(51)] public byte TopScore;
    [FieldOffset(52)] public uint TableHash;
    [FieldOffset(56)] public uint Chain;
    [FieldOffset(60)] public uint Crc;

    // 48 bits last for 280 billion records, and until the year 10889.
    private const ulong Low48 = (1UL << 48) - 1;

    /// <summary>Number of the record, below 2^48: +1 per record over all epochs, save that what a power cut took is counted again.</summary>
    public ulong Sequence
    {
        readonly get => _sequence & Low48;
        set => _sequence = (_sequence & ~Low48) | (value & Low48);
    }

    /// <summary>Unix time in milliseconds; a time before 1970 becomes 0.</summary>
    public long WallTimeMs
    {
        readonly get => (long)(_wallTimeMs & Low48);
        set => _wallTimeMs = (_wallTimeMs & ~Low48) | (ulong)Math.Clamp(value, 0, (long)Low48);
    }

    /// <summary>A record of <paramref name="kind"/> about <paramref name="camera"/> with nothing else set.</summary>
    public static LabelRecord Of(LabelRecordKind kind, byte camera = DeviceItself) => new()
    {
        Version = CurrentVersion,
        Kind = kind,
        Camera = camera,
        Label = NoLabel,
        SubLabel = NoLabel,
    };

    /// <summary>Who this record is, everywhere and for ever.</summary>
    public readonly RecordId Id => new(BootEpoch, Sequence);

    /// <summary>Rounds a score 0..1 to the byte that a record holds. NaN becomes 0.</summary>
    public static byte QuantizeScore(float score) => score > 0 ? (byte)MathF.Round(MathF.Min(score, 1) * 255f) : (byte)0;
}
