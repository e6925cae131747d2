namespace EdgeDaemon.Contracts.Records;

/// <summary>Why a camera runs an older version of a model than the one that was installed. The number is on disk: never renumber, only append.</summary>
public enum ModelNote : byte
{
    /// <summary>It does not: what runs is what was installed.</summary>
    None = 0,

    /// <summary>The newer one is damaged, not signed as it must be, failed its trial, or does not fit the configuration.</summary>
    Unusable = 1,

    /// <summary>It does not see in its golden pictures what it must see.</summary>
    Golden = 2,

    /// <summary>The process ended again and again soon after it had begun to use it.</summary>
    Crashed = 3,

    /// <summary>Its runs failed.</summary>
    Failed = 4,

    /// <summary>It took much longer than the one before.</summary>
    Slow = 5,

    /// <summary>It saw much more, or much less, than the one before in the same frames.</summary>
    Disagrees = 6,
}
