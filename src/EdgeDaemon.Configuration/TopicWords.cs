namespace EdgeDaemon.Configuration;

/// <summary>Words that the topics use themselves, so that no name may be one of them.</summary>
internal static class TopicWords
{
    /// <summary>What stands beside or below a camera's name: no camera can have these names.</summary>
    public static readonly string[] Camera =
        ["availability", "status", "cmd", "reply", "gap", "state", "label", "zone", "events", "health", "occupied", "config", "doctor"];

    /// <summary>What stands where a label does in Frigate's topics.</summary>
    public static readonly string[] Frigate = ["all", "motion", "status", "detect", "available", "events"];

    /// <summary>Trees of other programs that we publish into or listen to: no prefix can begin with these.</summary>
    public static readonly string[] Prefix = ["homeassistant", "frigate"];
}
