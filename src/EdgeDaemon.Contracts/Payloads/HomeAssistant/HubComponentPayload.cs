using System.ComponentModel.DataAnnotations;

namespace EdgeDaemon.Contracts.Payloads.HomeAssistant;

/// <summary>One entity. Every name is one of Home Assistant's; what an entity does not need is absent.</summary>
public sealed record HubComponentPayload
{
    /// <summary>What kind of entity it is.</summary>
    [AllowedValues("binary_sensor", "button", "event", "number", "select", "sensor", "switch")]
    public required string Platform { get; init; }

    /// <summary>What it is known by for ever.</summary>
    public string? UniqueId { get; init; }

    /// <summary>What follows the device's name.</summary>
    public string? Name { get; init; }

    /// <summary>Entity id that is proposed.</summary>
    [RegularExpression("^[a-z_]+\\.[a-z0-9_]+$")]
    public string? DefaultEntityId { get; init; }

    /// <summary>Topics that must all say that it is there; absent: those of the device.</summary>
    public HubAvailabilityPayload[]? Availability { get; init; }

    /// <summary>As for the device.</summary>
    [AllowedValues("all")]
    public string? AvailabilityMode { get; init; }

    /// <summary>Where its state is.</summary>
    public string? StateTopic { get; init; }

    /// <summary>Makes its state of what stands there; <c>None</c> is unknown.</summary>
    public string? ValueTemplate { get; init; }

    /// <summary>The state that means on.</summary>
    public string? StateOn { get; init; }

    /// <summary>The state that means off.</summary>
    public string? StateOff { get; init; }

    /// <summary>What is sent to turn it on.</summary>
    public string? PayloadOn { get; init; }

    /// <summary>What is sent to turn it off.</summary>
    public string? PayloadOff { get; init; }

    /// <summary>What is sent when it is pressed.</summary>
    public string? PayloadPress { get; init; }

    /// <summary>Where commands go.</summary>
    public string? CommandTopic { get; init; }

    /// <summary>Makes a command of a value.</summary>
    public string? CommandTemplate { get; init; }

    /// <summary>What is measured.</summary>
    public string? DeviceClass { get; init; }

    /// <summary>How it is added up over time.</summary>
    [AllowedValues("measurement", "total_increasing")]
    public string? StateClass { get; init; }

    /// <summary>Unit of the state.</summary>
    public string? UnitOfMeasurement { get; init; }

    /// <summary>Decimals that are shown.</summary>
    public int? SuggestedDisplayPrecision { get; init; }

    /// <summary>Is it about the device rather than what it sees?</summary>
    [AllowedValues("config", "diagnostic")]
    public string? EntityCategory { get; init; }

    /// <summary>False: it is there, and somebody has to turn it on.</summary>
    public bool? EnabledByDefault { get; init; }

    /// <summary>Values that are possible.</summary>
    public string[]? Options { get; init; }

    /// <summary>Kinds of events that it fires.</summary>
    public string[]? EventTypes { get; init; }

    /// <summary>Least value.</summary>
    public double? Min { get; init; }

    /// <summary>Greatest value.</summary>
    public double? Max { get; init; }

    /// <summary>Step between values.</summary>
    public double? Step { get; init; }

    /// <summary>A picture of it, by name.</summary>
    [RegularExpression("^mdi:[a-z0-9-]+$")]
    public string? Icon { get; init; }
}
