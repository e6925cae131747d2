namespace EdgeDaemon.Contracts.Records;

/// <summary>What a camera can see. The number is on disk and the lower-case name is on MQTT: never renumber, only append.</summary>
public enum CameraHealth : byte
{
    /// <summary>Not judged yet.</summary>
    Unknown = 0,

    /// <summary>The camera sees.</summary>
    Ok = 1,

    /// <summary>Too little light.</summary>
    Dark = 2,

    /// <summary>Most of the picture is clipped.</summary>
    Overexposed = 3,

    /// <summary>Out of focus, dirty, or in motion.</summary>
    Blurred = 4,

    /// <summary>Something lies over the lens.</summary>
    Covered = 5,

    /// <summary>The same picture arrives again and again.</summary>
    Frozen = 6,

    /// <summary>The camera looks elsewhere than before.</summary>
    Moved = 7,

    /// <summary>No frames arrive.</summary>
    Offline = 8,
}
