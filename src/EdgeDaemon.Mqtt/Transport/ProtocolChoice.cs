using EdgeDaemon.Configuration;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// Which version the next attempt speaks. With <see cref="MqttProtocol.Auto"/> each series of attempts (from one loss of the
/// connection to the next success) begins with 5. A broker that refuses 5 by name gets 3.1.1 for the rest of the series; one that
/// only hangs up on 5, as some old ones do, gets the two in turn, because it may just have been restarting.
/// </summary>
internal sealed class ProtocolChoice(MqttProtocol configured)
{
    private bool _refusedByName;

    /// <summary><see cref="MqttProtocol.V5"/> or <see cref="MqttProtocol.V311"/>.</summary>
    public MqttProtocol Next { get; private set; } = configured == MqttProtocol.V311 ? MqttProtocol.V311 : MqttProtocol.V5;

    /// <summary>The broker answered that it does not speak <see cref="Next"/>. True: try the other one at once.</summary>
    public bool OnVersionRefused()
    {
        if (configured != MqttProtocol.Auto || Next == MqttProtocol.V311)
            return false;
        _refusedByName = true;
        Next = MqttProtocol.V311;
        return true;
    }

    /// <summary>The broker hung up before it answered. True: try the other one at once.</summary>
    public bool OnHungUp()
    {
        if (configured != MqttProtocol.Auto || _refusedByName)
            return false;
        Next = Next == MqttProtocol.V5 ? MqttProtocol.V311 : MqttProtocol.V5;
        return Next == MqttProtocol.V311;
    }

    /// <summary>A session that the broker had accepted ended: a new series begins.</summary>
    public void OnSessionEnded()
    {
        _refusedByName = false;
        Next = configured == MqttProtocol.V311 ? MqttProtocol.V311 : MqttProtocol.V5;
    }
}
