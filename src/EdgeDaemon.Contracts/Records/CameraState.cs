namespace EdgeDaemon.Contracts.Records;

/// <summary>Whether a camera delivers frames. The number is on disk: never renumber, only append.</summary>
public enum CameraState : byte
{
    /// <summary>Nothing is known yet: occupancy is unknown.</summary>
    Starting = 0,

    /// <summary>Frames are decided.</summary>
    Live = 1,

    /// <summary>The source cannot be opened or stopped delivering: occupancy is unknown.</summary>
    Offline = 2,

    /// <summary>Stopped on purpose: occupancy is unknown.</summary>
    Stopped = 3,

    /// <summary>The privacy switch is on and the camera is closed: occupancy is unknown.</summary>
    Private = 4,
}
