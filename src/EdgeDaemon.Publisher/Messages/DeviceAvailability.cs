using System.Globalization;
using System.Text;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Messages;

/// <summary>
/// Birth, farewell and last will of a session. All three carry the same boot epoch as a user property, so that a consumer can
/// tell the late will of an old session from the state of a new one. Thread-safe.
/// </summary>
internal sealed class DeviceAvailability(TopicNames topics)
{
    private volatile uint _bootEpoch;
    private volatile uint _sessionEpoch;

    /// <summary>The newest boot epoch of the device that is known; the next session carries it.</summary>
    public uint BootEpoch
    {
        get => _bootEpoch;
        set => _bootEpoch = value;
    }

    /// <summary>The last will of the session that is about to begin.</summary>
    public MqttMessage Will()
    {
        _sessionEpoch = _bootEpoch;
        return Offline();
    }

    /// <summary>The birth.</summary>
    public MqttMessage Online() => Message(TopicValues.Online);

    /// <summary>The farewell.</summary>
    public MqttMessage Offline() => Message(TopicValues.Offline);

    private MqttMessage Message(string word) => new(topics.Availability, Encoding.UTF8.GetBytes(word), Retain: true)
    {
        ContentType = "text/plain",
        UserProperties = [new("boot", _sessionEpoch.ToString(CultureInfo.InvariantCulture))],
    };
}
