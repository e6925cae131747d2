using System.Text;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Frigate;

/// <summary>Frigate's <c>CAMERA/detect/set</c> as the command that it is here: no more is allowed by it than by that command itself.</summary>
internal sealed class FrigateSwitch(string prefix, TopicNames topics)
{
    /// <summary>What is listened to.</summary>
    public string Filter => $"{prefix}/+/detect/set";

    /// <summary>The command that a message stands for, without a reply; null: it is none.</summary>
    public MqttReceived? AsCommand(MqttReceived message)
    {
        if (!message.Topic.StartsWith(prefix + "/", StringComparison.Ordinal) || message.Topic[(prefix.Length + 1)..].Split('/') is not [var camera, "detect", "set"]
            || !Slug.IsValid(camera))
            return null;
        CommandCode? code = Encoding.UTF8.GetString(message.Payload) switch { TopicValues.On => CommandCode.Resume, TopicValues.Off => CommandCode.Pause, _ => null };
        return code is { } known
            ? new MqttReceived(topics.Command(CommandNames.Of(known)), Encoding.UTF8.GetBytes($$"""{"camera":"{{camera}}"}"""), message.Retained)
            : null;
    }
}
