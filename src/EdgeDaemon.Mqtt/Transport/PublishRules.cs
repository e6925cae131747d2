using System.Text;
using EdgeDaemon.Configuration;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>What MQTT asks of a PUBLISH (OASIS MQTT 5.0, sections 1.5, 3.3 and 4.7), before it is sent: a broker ends the session over it.</summary>
internal static class PublishRules
{
    private const int LongestString = 65535;
    private const int LongestPacket = 268_435_455;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of the whole packet.</summary>
    /// <exception cref="ArgumentException">No broker could take the message.</exception>
    public static int Check(MqttMessage message, MqttProtocol version)
    {
        if (message.Topic.AsSpan().ContainsAny('+', '#'))
            throw Wrong(message, "its topic has a wildcard");
        if (message.Topic.Length == 0)
            throw Wrong(message, "its topic is empty");

        // Header, packet identifier and topic.
        var length = 2L + StringBytes(message.Topic, "its topic", message) + message.Payload.Length;
        var properties = PropertyBytes(message);
        if (version == MqttProtocol.V5)
            length += properties + VariableBytes(properties);
        var whole = 1 + VariableBytes(length) + length;
        return whole <= LongestPacket ? (int)whole : throw Wrong(message, $"it has {whole} bytes");
    }

    private static long PropertyBytes(MqttMessage message)
    {
        var bytes = message.ExpirySeconds is null ? 0L : 5;
        if (message.ContentType is { } type)
            bytes += 1 + StringBytes(type, "its content type", message);
        if (message.CorrelationData.Length > LongestString)
            throw Wrong(message, $"its correlation data has {message.CorrelationData.Length} bytes");
        if (!message.CorrelationData.IsEmpty)
            bytes += 3 + message.CorrelationData.Length;
        foreach (var (name, value) in message.UserProperties)
            bytes += 1 + StringBytes(name, "a user property", message) + StringBytes(value, "a user property", message);
        return bytes;
    }

    private static int StringBytes(string text, string what, MqttMessage message)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw Wrong(message, $"{what} holds a NUL");
        try
        {
            var bytes = Strict.GetByteCount(text);
            return bytes <= LongestString ? 2 + bytes : throw Wrong(message, $"{what} has {bytes} bytes");
        }
        catch (EncoderFallbackException)
        {
            throw Wrong(message, $"{what} holds half of a surrogate pair");
        }
    }

    private static int VariableBytes(long value) => value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4;

    private static ArgumentException Wrong(MqttMessage message, string what)
    {
        var topic = message.Topic.Length <= 80 ? message.Topic : message.Topic[..80] + "…";
        return new ArgumentException($"A message to '{topic.ReplaceLineEndings(" ").Replace('\0', ' ')}' is not valid MQTT: {what}.", nameof(message));
    }
}
