using System.Text;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Messages;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Tests.View;

/// <summary>A view, and what is told of it: topic to payload, below <c>p/d</c>.</summary>
internal sealed class TestedView(ShownLabels labels)
{
    private readonly LabelMessages _messages = new(new TopicNames("p", "d"), TimeProvider.System);

    public DeviceView View { get; } = new(labels);

    /// <summary>What a record causes.</summary>
    public Dictionary<string, string> Apply(in LabelRecord record, NameTable table)
    {
        var (changes, output) = (new ViewChanges(), new List<MqttMessage>());
        var applied = new AppliedRecord(record, table, View.Apply(record, table, changes));
        _messages.Add(changes, output, applied);
        return Texts(output);
    }

    /// <summary>Everything that is retained.</summary>
    public Dictionary<string, string> All()
    {
        var output = new List<MqttMessage>();
        _messages.AddAll(View, output);
        return Texts(output);
    }

    private static Dictionary<string, string> Texts(List<MqttMessage> messages) =>
        messages.GroupBy(m => m.Topic).ToDictionary(g => g.Key, g => Encoding.UTF8.GetString(g.Last().Payload.Span));
}
