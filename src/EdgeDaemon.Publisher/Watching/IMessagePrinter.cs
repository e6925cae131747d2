using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Watching;

/// <summary>Shows messages. One thread at a time.</summary>
internal interface IMessagePrinter
{
    /// <summary>Shows one.</summary>
    void Print(MqttReceived message);
}
