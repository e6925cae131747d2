using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>
/// Something that reads the view and publishes beside the labels: the device's status, another program's discovery, replies to commands.
/// All calls come from the publisher's thread, but for <see cref="OnReceived"/>.
/// </summary>
internal interface ICompanion
{
    /// <summary>Topic filters to subscribe to in each session.</summary>
    IReadOnlyList<string> Filters => [];

    /// <summary>Does what it keeps retained come before the cameras' states? A hub drops a state that it was not told to expect.</summary>
    bool ComesFirst => false;

    /// <summary>Adds everything that it keeps retained: a session begins, or somebody may have missed it.</summary>
    void AddRetained(List<MqttMessage> output)
    {
    }

    /// <summary>A message came. On the transport's thread: it must return soon, and say by <c>true</c> that it now has something to add.</summary>
    bool OnReceived(MqttReceived message) => false;

    /// <summary>Adds what is due now.</summary>
    /// <param name="output">Gets the messages.</param>
    /// <param name="sendAllAgain">Set to true: everything that is retained is to be sent once more.</param>
    /// <returns>When it wants to be asked again at the latest.</returns>
    TimeSpan Collect(List<MqttMessage> output, ref bool sendAllAgain);

    /// <summary>What is published last when the publisher stops in order.</summary>
    IEnumerable<MqttMessage> Farewell() => [];

    /// <summary>What those who listen are told, not to be kept, before a topic of its own that is no more is cleared; null: nothing.</summary>
    MqttMessage? LastWord(string topic) => null;

    /// <summary>Takes in a record after the view did, and adds what it owes the broker for it.</summary>
    void OnRecord(in AppliedRecord applied, List<MqttMessage> output)
    {
    }

    /// <summary>Records were lost: everything that the view says may have changed at once.</summary>
    void OnLoss(List<MqttMessage> output)
    {
    }
}
