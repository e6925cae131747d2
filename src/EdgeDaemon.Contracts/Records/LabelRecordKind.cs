namespace EdgeDaemon.Contracts.Records;

/// <summary>What a <see cref="LabelRecord"/> states. The number is the byte on disk: never renumber, only append.</summary>
public enum LabelRecordKind : byte
{
    /// <summary>Not a record (a zeroed slot).</summary>
    None = 0,

    /// <summary>First record of a boot epoch. <see cref="LabelRecord.Value"/>: the previous epoch, 0 when there was none.</summary>
    Boot = 1,

    /// <summary>A tracked object became visible. <see cref="LabelRecord.TrackId"/> identifies the event within its epoch.</summary>
    EventStart = 2,

    /// <summary>Something about a running event changed. <see cref="LabelRecord.Value"/>: milliseconds since its start.</summary>
    EventUpdate = 3,

    /// <summary>An event is over. <see cref="LabelRecord.Value"/>: its duration in milliseconds.</summary>
    EventEnd = 4,

    /// <summary>A camera's state, <see cref="LabelRecord.Value"/>: a <see cref="CameraState"/>, or its <see cref="EffectiveSettings"/> changed.</summary>
    State = 5,

    /// <summary>The number of objects of a label changed. <see cref="LabelRecord.Value"/>: the count.</summary>
    Count = 6,

    /// <summary>What the camera can see changed. <see cref="LabelRecord.Value"/>: a <see cref="CameraHealth"/>.</summary>
    Health = 7,

    /// <summary>
    /// Records were lost before any reader acknowledged them. <see cref="LabelRecord.Value"/>: how many, gap records not
    /// counted; <see cref="LabelRecord.GapFirstSequence"/> (it shares its bytes with the box): the first of them;
    /// <see cref="LabelRecord.TrackId"/>: last − first sequence number.
    /// </summary>
    Gap = 8,

    /// <summary>Which version of a model a camera runs from here on: a <see cref="Records.ModelChange"/>. The names are those of <see cref="LabelRecord.TableHash"/>.</summary>
    ModelChange = 9,

    /// <summary>
    /// The configuration is another one. The new names are those of <see cref="LabelRecord.TableHash"/>;
    /// <see cref="LabelRecord.Value"/>: a <see cref="ConfigNote"/>.
    /// </summary>
    ConfigChange = 10,

    /// <summary>A command was obeyed. <see cref="LabelRecord.Value"/>: its code.</summary>
    Command = 11,

    /// <summary>How a camera's pipeline did: a <see cref="CameraMetrics"/>. Once a minute, and when it changed markedly.</summary>
    Metrics = 12,

    /// <summary>Somebody looks at a camera's pictures on the device, or has ended it: a <see cref="ViewNote"/>.</summary>
    View = 13,
}
