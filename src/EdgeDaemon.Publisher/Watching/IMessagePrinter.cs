using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Watching;

/// <summary>Shows messages.</summary>
internal interface IMessagePrinter
{
    /// <summary>Shows one.</summary>
    void Print(MqttReceived message);

    /// <summary>Says what is wrong with the connection.</summary>
    void Tell(string notice);

    /// <summary>Called a few times a second.</summary>
    void Refresh()
    {
    }
}
