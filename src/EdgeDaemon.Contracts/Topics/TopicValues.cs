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

    /// <summary>An enum's value as a word: its name in lower case; <see cref="Unknown"/> for a number that has no name here.</summary>
#pragma warning disable CA1308 // Words on MQTT are lower case.
    public static string Word<T>(T value)
        where T : struct, Enum => Enum.IsDefined(value) ? value.ToString().ToLowerInvariant() : Unknown;
#pragma warning restore CA1308
}
