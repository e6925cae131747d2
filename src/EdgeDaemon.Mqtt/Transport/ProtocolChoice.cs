using EdgeDaemon.Configuration;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// Which version the next attempt speaks. With <see cref="MqttProtocol.Auto"/> each series of attempts (from one loss of the
/// connection to the next success) begins with 5. A broker that refuses 5 by name gets 3.1.1 for the rest of the series; one that
/// only hangs up on 5, as some old ones do, gets the two in turn, because it may just have been restarting. One that has spoken 5 before
/// never gets 3.1.1 for hanging up: that version knows no refusals, so that a label that the broker refuses would count as delivered.
/// </summary>
internal sealed class ProtocolChoice(MqttProtocol configured)
{
    private bool _refusedByName;
    private bool _hasSpoken5;

    /// <summary><see cref="MqttProtocol.V5"/> or <see cref="MqttProtocol.V311"/>.</summary>
    public MqttProtocol Next { get; private set; } = configured == MqttProtocol.V311 ? MqttProtocol.V311 : MqttProtocol.V5;

    /// <summary>The broker answered that it does not speak <see cref="Next"/>. True: try the other one at once.</summary>
    public bool OnVersionRefused()
    {
        if (configured != MqttProtocol.Auto || Next == MqttProtocol.V311)
            return false;
        (_refusedByName, _hasSpoken5) = (true, false);
        Next = MqttProtocol.V311;
        return true;
    }

    /// <summary>The broker accepted a session of <see cref="Next"/>.</summary>
    public void OnSessionBegan() => _hasSpoken5 |= Next == MqttProtocol.V5;

    /// <summary>The broker hung up before it answered. True: try the other one at once.</summary>
    public bool OnHungUp()
    {
        if (configured != MqttProtocol.Auto || _refusedByName || _hasSpoken5)
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
