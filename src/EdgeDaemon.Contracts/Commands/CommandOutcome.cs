namespace EdgeDaemon.Contracts.Commands;

/// <summary>What became of a command. Replies hold the name in snake_case; the number travels between the processes: never renumber, only append.</summary>
public enum CommandOutcome : byte
{
    /// <summary>It took effect.</summary>
    Done = 0,

    /// <summary>The configuration does not allow it.</summary>
    NotAllowed = 1,

    /// <summary>This device cannot do it, or the vision process does not answer.</summary>
    NotAvailable = 2,

    /// <summary>The two processes run under different configurations; restart both.</summary>
    OtherConfiguration = 3,

    /// <summary>There is no such camera, or no such label.</summary>
    UnknownName = 4,

    /// <summary>It would let more happen than who gives it may decide: from afar, what was decided at the device only gets stricter.</summary>
    NotStricter = 5,

    /// <summary>No such event is remembered.</summary>
    UnknownEvent = 6,

    /// <summary>No such dismissal is remembered, or no example of the thing.</summary>
    UnknownItem = 7,

    /// <summary>A value is out of range, missing, or not known here.</summary>
    Malformed = 8,

    /// <summary>Another one is still being worked on.</summary>
    Busy = 9,

    /// <summary>It could not be kept on disk. What it made stricter holds until the next restart; what it would have loosened stays.</summary>
    NotSaved = 10,

    /// <summary>Too many came in a short time.</summary>
    TooFrequent = 11,

    /// <summary>No object is in view that a model has looked at.</summary>
    NoObject = 12,

    /// <summary>Several objects are in view; name the event.</summary>
    Ambiguous = 13,
}
