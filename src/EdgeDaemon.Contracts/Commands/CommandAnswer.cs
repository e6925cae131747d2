using System.Runtime.InteropServices;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Contracts.Commands;

/// <summary>The vision process's answer to a <see cref="CommandRequest"/>. 64 bytes, little-endian, no text.</summary>
/// <remarks>
/// <code>
/// offset size  field
///      0    4  Magic      <see cref="Expected"/>
///      4    1  Code       as asked
///      5    1  Outcome    <see cref="CommandOutcome"/>
///      6    1  Camera     list: camera of the dismissal
///      7    1  Flags      list: bit 0, Box holds a box
///      8    4  Total      list: how many there are
///     12    4  Item       dismiss, list: number of the dismissal
///     16    8  Box        list: where, 4 × 16 bit, normalised
///     24    2  Label      list: index into the camera's labels; 65535 = none
///     26    2  (zero)
///     28    4  Hits       list: how often it has suppressed something
///     32    8  CreatedMs  list: when it was made, Unix time in milliseconds
///     40    8  Sequence   of the journal record; 0 = none was written
///     48    4  BootEpoch  of the journal record
///     52   12  (zero)
/// </code>
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct CommandAnswer
{
    /// <summary>Bytes of a message.</summary>
    public const int SizeBytes = 64;

    /// <summary>The value of <see cref="Magic"/>: "EDA1".</summary>
    public const uint Expected = 0x31414445;

    [FieldOffset(0)] public uint Magic;
    [FieldOffset(4)] public CommandCode Code;
    [FieldOffset(5)] public CommandOutcome Outcome;
    [FieldOffset(6)] public byte Camera;
    [FieldOffset(7)] public byte Flags;
    [FieldOffset(8)] public uint Total;
    [FieldOffset(12)] public uint Item;
    [FieldOffset(16)] public NormalizedBox Box;
    [FieldOffset(24)] public ushort Label;
    [FieldOffset(28)] public uint Hits;
    [FieldOffset(32)] public long CreatedMs;
    [FieldOffset(40)] public ulong Sequence;
    [FieldOffset(48)] public uint BootEpoch;

    /// <summary>An answer with nothing else set.</summary>
    public static CommandAnswer Of(CommandCode code, CommandOutcome outcome) => new()
    {
        Magic = Expected,
        Code = code,
        Outcome = outcome,
        Camera = CommandRequest.AllCameras,
        Label = LabelRecord.NoLabel,
    };

    /// <summary>Does <see cref="Box"/> hold a box?</summary>
    public readonly bool HasBox => (Flags & 1) != 0;
}
