namespace EdgeDaemon.Contracts.Records;

/// <summary>
/// How much of what a camera sees may become a record, from the least to the most; each level includes the ones before it. The
/// number travels in commands: never renumber.
/// </summary>
public enum PrivacyLevel : byte
{
    /// <summary>Whether a label is there.</summary>
    Presence = 0,

    /// <summary>How many of it.</summary>
    Count = 1,

    /// <summary>In which zones: events, without scores.</summary>
    Zone = 2,

    /// <summary>Events with scores and sub-labels.</summary>
    Track = 3,

    /// <summary>Where in the frame.</summary>
    Box = 4,
}
