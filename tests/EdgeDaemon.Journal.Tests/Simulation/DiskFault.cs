namespace EdgeDaemon.Journal.Tests.Simulation;

/// <summary>What can befall one call to a file system.</summary>
public enum DiskFault
{
    /// <summary>ENOSPC.</summary>
    NoSpace = 28,

    /// <summary>EIO.</summary>
    InputOutput = 5,

    /// <summary>EROFS.</summary>
    ReadOnly = 30,

    /// <summary>EINTR that got as far as this.</summary>
    Interrupted = 4,

    /// <summary>Part of what is written arrives, then there is no more room.</summary>
    ShortWrite = -1,

    /// <summary>The power goes before the call: what was not synced is lost, kept or torn, sector by sector.</summary>
    CutBefore = -2,

    /// <summary>The power goes when part of it is written.</summary>
    Torn = -3,

    /// <summary>The power goes after the call.</summary>
    CutAfter = -4,

    /// <summary>A bit of what is read or written is turned.</summary>
    BitFlip = -5,
}
