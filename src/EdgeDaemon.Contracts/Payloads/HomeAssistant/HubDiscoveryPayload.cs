using System.ComponentModel.DataAnnotations;

namespace EdgeDaemon.Contracts.Payloads.HomeAssistant;

/// <summary>The device itself, or one of its cameras, and all entities of it, as Home Assistant's MQTT discovery takes them in one message.</summary>
public sealed record HubDiscoveryPayload
{
    /// <summary>The device.</summary>
    public required HubDevicePayload Device { get; init; }

    /// <summary>The program that sends this.</summary>
    public required HubOriginPayload Origin { get; init; }

    /// <summary>Holds for every entity that has none of its own.</summary>
    public required HubAvailabilityPayload[] Availability { get; init; }

    /// <summary>All topics must say that it is there.</summary>
    [AllowedValues("all")]
    public required string AvailabilityMode { get; init; }

    /// <summary>Quality of service of all subscriptions and commands.</summary>
    [Range(0, 2)]
    public required int Qos { get; init; }

    /// <summary>The entities, by an id of our own. One that holds only its platform is removed.</summary>
    public required SortedDictionary<string, HubComponentPayload> Components { get; init; }
}

/// <summary>The device, as it is registered.</summary>
public sealed record HubDevicePayload
{
    /// <summary>What it is known by.</summary>
    [ItemCount(1, 1)]
    public required string[] Identifiers { get; init; }

    /// <summary>Its name; of a camera the title that the configuration gives it.</summary>
    public required string Name { get; init; }

    /// <summary>Who makes it.</summary>
    public required string Manufacturer { get; init; }

    /// <summary>What it is.</summary>
    public required string Model { get; init; }

    /// <summary>Version of the publisher.</summary>
    public required string SwVersion { get; init; }

    /// <summary>The machine, as its firmware names it; absent where it does not.</summary>
    public string? HwVersion { get; init; }

    /// <summary>Of a camera: what the device that it belongs to is known by.</summary>
    public string? ViaDevice { get; init; }

    /// <summary>Area that is suggested for it.</summary>
    public string? SuggestedArea { get; init; }
}

/// <summary>The program that sends a discovery.</summary>
public sealed record HubOriginPayload
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required string SwVersion { get; init; }
}

/// <summary>A topic that tells whether an entity is there: <c>online</c> or <c>offline</c>, after the template.</summary>
public sealed record HubAvailabilityPayload
{
    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Makes <c>online</c> or <c>offline</c> of what stands there.</summary>
    public string? ValueTemplate { get; init; }
}
