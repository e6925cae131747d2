namespace EdgeDaemon.Contracts.Records;

/// <summary>What of a changed configuration people in front of the camera should be able to find later. The number is on disk: never renumber, only append.</summary>
public enum ConfigNote : byte
{
    /// <summary>Nothing in particular.</summary>
    None = 0,

    /// <summary>From here on a light shows that a camera is open.</summary>
    LightAdded = 1,

    /// <summary>From here on none does.</summary>
    LightRemoved = 2,
}
