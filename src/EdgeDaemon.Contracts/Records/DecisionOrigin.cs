namespace EdgeDaemon.Contracts.Records;

/// <summary>Who decided what holds for a camera. The number is on disk and the lower-case name is on MQTT: never renumber, only append.</summary>
public enum DecisionOrigin : byte
{
    /// <summary>The configuration, or the model where that says nothing.</summary>
    Configuration = 0,

    /// <summary>Somebody at the device, with <c>edgedaemon command</c>.</summary>
    Operator = 1,

    /// <summary>A command over the network, Home Assistant's among them.</summary>
    Network = 2,

    /// <summary>Nobody: what had been decided could not be read, so the strictest holds.</summary>
    Safeguard = 3,
}
