using System.Runtime.InteropServices;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Contracts.Commands;

/// <summary>
/// A command on its way into the vision process, over a Unix socket of whole messages (SOCK_SEQPACKET). 32 bytes, little-endian, no
/// text: cameras and labels are indices into the name table whose hash it carries.
/// </summary>
/// <remarks>
/// <code>
/// offset size  field
///      0    4  Magic       <see cref="Expected"/>; another one is another version
///      4    1  Code        <see cref="CommandCode"/>
///      5    1  Camera      index into the name table; 255 = all of them
///      6    1  Level       privacy: <see cref="PrivacyLevel"/>
///      7    1  Flags       <see cref="CommandFlags"/>
///      8    4  TableHash   of the name table
///     12    2  Label       index into the camera's labels, teach and forget: its sub-labels; 65535 = none
///     14    2  Index       list: which one, from 0
///     16    4  Value       threshold: score in 1/10000; pause: seconds, 0 = until resumed; undismiss: the dismissal
///     20    4  EventBoot   dismiss, teach: boot epoch of the event
///     24    4  EventTrack  dismiss, teach: its track; teach: 0 = the only object in view
///     28    4  (zero)
/// </code>
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct CommandRequest
{
    /// <summary>Bytes of a message.</summary>
    public const int SizeBytes = 32;

    /// <summary>The value of <see cref="Magic"/>: "EDC1".</summary>
    public const uint Expected = 0x31434445;

    /// <summary>The value of <see cref="Camera"/> for all cameras.</summary>
    public const byte AllCameras = byte.MaxValue;

    /// <summary>A score of 1 in <see cref="Value"/>.</summary>
    public const uint ScoreOne = 10_000;

    [FieldOffset(0)] public uint Magic;
    [FieldOffset(4)] public CommandCode Code;
    [FieldOffset(5)] public byte Camera;
    [FieldOffset(6)] public PrivacyLevel Level;
    [FieldOffset(7)] public CommandFlags Flags;
    [FieldOffset(8)] public uint TableHash;
    [FieldOffset(12)] public ushort Label;
    [FieldOffset(14)] public ushort Index;
    [FieldOffset(16)] public uint Value;
    [FieldOffset(20)] public uint EventBoot;
    [FieldOffset(24)] public uint EventTrack;
    [FieldOffset(28)] public uint ZeroEnd;

    /// <summary>A request to all cameras with nothing else set.</summary>
    public static CommandRequest Of(CommandCode code, uint tableHash) => new()
    {
        Magic = Expected,
        Code = code,
        Camera = AllCameras,
        TableHash = tableHash,
        Label = LabelRecord.NoLabel,
    };

    /// <summary>Is it of this version, with nothing where nothing belongs?</summary>
    public readonly bool IsWellFormed =>
        Magic == Expected && Flags <= CommandFlags.FromAfar && ZeroEnd == 0 && Code is (> CommandCode.None and <= CommandCode.List) or CommandCode.Teach or CommandCode.Forget && Level <= PrivacyLevel.Box;

    /// <summary>
    /// The record of a command that was obeyed: kind, camera and label as they are, Value the code, TrackId and first half of Box the
    /// event or dismissal, Score the threshold, Zones the pause in minutes (rounded up), SubLabel the privacy level or what is taught or forgotten; 65535 where there is none.
    /// </summary>
    public readonly LabelRecord ToRecord()
    {
        var record = LabelRecord.Of(LabelRecordKind.Command, Camera);
        record.Value = (uint)Code;
        record.Label = Label;
        switch (Code)
        {
            case CommandCode.Threshold:
                record.Score = LabelRecord.QuantizeScore(Value / (float)ScoreOne);
                break;
            case CommandCode.Pause:
                record.Zones = (ushort)Math.Min(ushort.MaxValue, (Value + 59) / 60);
                break;
            case CommandCode.Privacy:
                record.SubLabel = (ushort)Level;
                break;
            case CommandCode.Dismiss:
                (record.TrackId, record.GapFirstSequence) = (EventTrack, EventBoot);
                break;
            case CommandCode.Teach or CommandCode.Forget:
                (record.Label, record.SubLabel) = (LabelRecord.NoLabel, Label);
                (record.TrackId, record.GapFirstSequence) = (EventTrack, EventBoot);
                break;
            case CommandCode.Undismiss:
                record.TrackId = Value;
                break;
        }

        return record;
    }
}

/// <summary>Flag byte of a <see cref="CommandRequest"/>.</summary>
[Flags]
public enum CommandFlags : byte
{
    /// <summary>From somebody on the device.</summary>
    None = 0,

    /// <summary>It came over the network: only what the configuration allows, and loosening nothing that was decided at the device, whoever hands it on.</summary>
    FromAfar = 1,
}
