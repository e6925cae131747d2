namespace EdgeDaemon.Contracts.Topics;

/// <summary>The plain words that stand as payloads.</summary>
public static class TopicValues
{
    /// <summary>The publisher is connected.</summary>
    public const string Online = "online";

    /// <summary>The publisher is not connected.</summary>
    public const string Offline = "offline";

    /// <summary>At least one object of the label is there.</summary>
    public const string On = "ON";

    /// <summary>No object of the label is there.</summary>
    public const string Off = "OFF";

    /// <summary>The camera is blind or stopped: neither a count nor ON/OFF would be true.</summary>
    public const string Unknown = "unknown";
}
