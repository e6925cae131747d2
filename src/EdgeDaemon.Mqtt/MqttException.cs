namespace EdgeDaemon.Mqtt;

/// <summary>A connection attempt failed before the broker could answer; the message says what, on what, and what to do. It holds no secret.</summary>
public sealed class MqttException : Exception
{
    /// <summary>With what failed.</summary>
    public MqttException(string message)
        : base(message)
    {
    }

    /// <summary>With what failed and why.</summary>
    public MqttException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without words; for serializers only.</summary>
    public MqttException()
    {
    }
}
