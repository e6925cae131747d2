namespace EdgeDaemon.Contracts.Topics;

/// <summary>The topics of one device. All lie under <see cref="Root"/>; everything but events and gaps is retained.</summary>
/// <param name="prefix">First part of every topic; may itself hold slashes.</param>
/// <param name="device">Slug of the device.</param>
public sealed class TopicNames(string prefix, string device)
{
    /// <summary><c>prefix/device</c>.</summary>
    public string Root { get; } = $"{prefix}/{device}";

    /// <summary>Filter that matches every topic of the device.</summary>
    public string Everything => $"{Root}/#";

    /// <summary><c>online</c> or <c>offline</c> (also the last will), retained.</summary>
    public string Availability => $"{Root}/availability";

    /// <summary>Says which records were lost (<see cref="Payloads.GapPayload"/>), not retained.</summary>
    public string Gap => $"{Root}/gap";

    /// <summary>What a camera is doing and sees (<see cref="Payloads.CameraStatePayload"/>), retained.</summary>
    public string State(string camera) => $"{Root}/{camera}/state";

    /// <summary>What a camera can see: <c>ok</c>, <c>dark</c>, <c>covered</c> ..., retained.</summary>
    public string Health(string camera) => $"{Root}/{camera}/health";

    /// <summary>One message per event record (<see cref="Payloads.EventPayload"/>), not retained.</summary>
    public string Events(string camera) => $"{Root}/{camera}/events";

    /// <summary>Number of objects of a label, a plain integer, or <see cref="TopicValues.Unknown"/>; retained.</summary>
    public string Count(string camera, string label) => $"{Root}/{camera}/label/{label}";

    /// <summary><c>ON</c>, <c>OFF</c>, or <see cref="TopicValues.Unknown"/>; retained.</summary>
    public string Occupied(string camera, string label) => $"{Root}/{camera}/label/{label}/occupied";
}
