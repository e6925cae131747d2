namespace EdgeDaemon.Contracts.Records;

/// <summary>What keeps a camera's frames below the configured rate. The number stands in records: never renumber.</summary>
public enum FrameRateLimit : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The processor is too hot.</summary>
    Temperature = 1,

    /// <summary>The firmware holds the processor back already.</summary>
    Throttling = 2,

    /// <summary>The processors have more to do than they can.</summary>
    Pressure = 3,
}
