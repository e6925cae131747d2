using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>
/// Something that publishes beside the records: the device's status, another program's discovery, replies to commands. All calls
/// come from the publisher's thread, but for <see cref="OnReceived"/>.
/// </summary>
internal interface ICompanion
{
    /// <summary>Topic filters to subscribe to in each session.</summary>
    IReadOnlyList<string> Filters => [];

    /// <summary>A session begins: adds everything that it keeps retained.</summary>
    void OnSession(List<MqttMessage> output)
    {
    }

    /// <summary>A message came. On the transport's thread: it must return soon, and say by <c>true</c> that it now has something to add.</summary>
    bool OnReceived(MqttReceived message) => false;

    /// <summary>Adds what is due now.</summary>
    /// <returns>When it wants to be asked again at the latest.</returns>
    TimeSpan Collect(List<MqttMessage> output);

    /// <summary>What is published last when the publisher stops in order.</summary>
    IEnumerable<MqttMessage> Farewell() => [];

    /// <summary>Takes in a record after the view did, and adds what it owes the broker for it.</summary>
    void OnRecord(in AppliedRecord applied, List<MqttMessage> output)
    {
    }

    /// <summary>Everything that the view says may have changed at once: records were lost, or the view was rebuilt.</summary>
    void OnViewChanged(List<MqttMessage> output)
    {
    }
}
