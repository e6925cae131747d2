namespace EdgeDaemon.Contracts.Records;

/// <summary>Flag byte of a <see cref="LabelRecord"/>.</summary>
[Flags]
public enum LabelRecordFlags : byte
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The wall clock was synchronised when the record was made.</summary>
    ClockSynchronised = 1,

    /// <summary><see cref="LabelRecord.Box"/> holds a box.</summary>
    HasBox = 2,

    /// <summary>The object of an event stays in its place.</summary>
    Stationary = 4,
}
