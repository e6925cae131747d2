namespace EdgeDaemon.Contracts.Commands;

/// <summary>
/// What a device can be told to do. The lower-case name is the last part of the command's topic; the number travels to the vision
/// process and stands in the journal: never renumber, only append.
/// </summary>
public enum CommandCode : byte
{
    /// <summary>No command.</summary>
    None = 0,

    /// <summary>Look no more; what is present becomes unknown.</summary>
    Pause = 1,

    /// <summary>Look again.</summary>
    Resume = 2,

    /// <summary>Set the score from which a label counts.</summary>
    Threshold = 3,

    /// <summary>Let less become a record.</summary>
    Privacy = 4,

    /// <summary>"That was nothing": suppress what looks like an event there.</summary>
    Dismiss = 5,

    /// <summary>Take a dismissal back.</summary>
    Undismiss = 6,

    /// <summary>Name the dismissals.</summary>
    List = 7,

    /// <summary>Publish events again, out of the journal, to the one who asks. The publisher does this itself.</summary>
    Replay = 8,

    /// <summary>Publish the device's status now. The publisher does this itself.</summary>
    Status = 9,

    /// <summary>Take an object as an example of a thing that the configuration names.</summary>
    Teach = 10,

    /// <summary>Forget the examples of a thing.</summary>
    Forget = 11,
}
