namespace EdgeDaemon.Contracts.Topics;

/// <summary>The topics of one device, as <see cref="TopicContract"/> has them. All lie under <see cref="Root"/>.</summary>
/// <param name="prefix">First part of every topic; may itself hold slashes.</param>
/// <param name="device">Slug of the device.</param>
public sealed class TopicNames(string prefix, string device)
{
    /// <summary><c>prefix/device</c>.</summary>
    public string Root { get; } = $"{prefix}/{device}";

    /// <summary>Slug of the device.</summary>
    public string Device => device;

    /// <summary>Filter that matches every topic of the device.</summary>
    public string Everything => $"{Root}/#";

    /// <summary><c>online</c> or <c>offline</c> (also the last will), retained.</summary>
    public string Availability => TopicContract.Availability.Fill(Root);

    /// <summary>How the device does (<see cref="Payloads.StatusPayload"/>), retained.</summary>
    public string Status => TopicContract.Status.Fill(Root);

    /// <summary>Says which records were lost (<see cref="Payloads.GapPayload"/>), not retained.</summary>
    public string Gap => TopicContract.Gap.Fill(Root);

    /// <summary>Filter that matches every command.</summary>
    public string Commands => $"{Root}/cmd/#";

    /// <summary>A command's topic.</summary>
    public string Command(string name) => TopicContract.Command.Fill(Root, name);

    /// <summary>A reply's topic.</summary>
    public string Reply(string name) => TopicContract.Reply.Fill(Root, name);

    /// <summary>May a reply go to <paramref name="topic"/>? Only below this device's own <c>reply</c>.</summary>
    public bool IsReply(string topic) =>
        topic.StartsWith(Root + "/", StringComparison.Ordinal) && TopicContract.Reply.Matches(topic[(Root.Length + 1)..]);

    /// <summary>What a camera is doing and sees (<see cref="Payloads.CameraStatePayload"/>), retained.</summary>
    public string State(string camera) => TopicContract.State.Fill(Root, camera);

    /// <summary>What a camera can see: <c>ok</c>, <c>dark</c>, <c>covered</c> ..., retained.</summary>
    public string Health(string camera) => TopicContract.Health.Fill(Root, camera);

    /// <summary>One message per event record (<see cref="Payloads.EventPayload"/>), not retained.</summary>
    public string Events(string camera) => TopicContract.Events.Fill(Root, camera);

    /// <summary>The same for objects in a zone, not retained.</summary>
    public string ZoneEvents(string camera, string zone) => TopicContract.ZoneEvents.Fill(Root, camera, zone);

    /// <summary>Number of objects of a label, a plain integer, or <see cref="TopicValues.Unknown"/>; retained.</summary>
    public string Count(string camera, string label) => TopicContract.Count.Fill(Root, camera, label);

    /// <summary><c>ON</c>, <c>OFF</c>, or <see cref="TopicValues.Unknown"/>; retained.</summary>
    public string Occupied(string camera, string label) => TopicContract.Occupied.Fill(Root, camera, label);

    /// <summary>As <see cref="Count"/>, of the objects in a zone; retained.</summary>
    public string ZoneCount(string camera, string zone, string label) => TopicContract.ZoneCount.Fill(Root, camera, zone, label);

    /// <summary>As <see cref="Occupied"/>, of the objects in a zone; retained.</summary>
    public string ZoneOccupied(string camera, string zone, string label) => TopicContract.ZoneOccupied.Fill(Root, camera, zone, label);
}
