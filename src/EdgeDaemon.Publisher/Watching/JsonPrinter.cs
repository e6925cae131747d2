using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Watching;

/// <summary>One JSON object per message, for programs.</summary>
internal sealed class JsonPrinter(TextWriter output, TextWriter error) : IMessagePrinter
{
    /// <inheritdoc/>
    public void Print(MqttReceived message)
    {
        var line = new WatchedMessage(message.Topic, Encoding.UTF8.GetString(message.Payload), message.Retained);
        output.WriteLine(JsonSerializer.Serialize(line, WatchJsonContext.Default.WatchedMessage));
        output.Flush();
    }

    /// <inheritdoc/>
    public void Tell(string notice) => error.WriteLine(notice);
}

/// <summary>What <see cref="JsonPrinter"/> writes.</summary>
internal sealed record WatchedMessage(string Topic, string Payload, bool Retained);

/// <summary>Its JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WatchedMessage))]
internal sealed partial class WatchJsonContext : JsonSerializerContext;
