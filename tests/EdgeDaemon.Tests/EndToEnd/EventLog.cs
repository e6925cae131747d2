using System.Text.Json.Nodes;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>What a subscriber to <c>events</c> has got, counted as the contract tells consumers to: by boot epoch and sequence.</summary>
internal sealed class EventLog
{
    private readonly Dictionary<RecordId, string> _idOf = [];

    public EventLog(IEnumerable<SubscribedMessage> messages)
    {
        foreach (var message in messages)
        {
            var content = JsonNode.Parse(message.Payload)!;
            var record = new RecordId((uint)content["boot"]!, (ulong)content["seq"]!);
            var id = (string)content["id"]!;
            if (_idOf.TryAdd(record, id))
                continue;
            Repeats++;
            if (_idOf[record] != id)
                RepeatsUnderAnotherId.Add(record);
        }
    }

    /// <summary>Every record that arrived at least once.</summary>
    public IReadOnlyCollection<RecordId> Records => _idOf.Keys;

    /// <summary>Messages that brought a record again.</summary>
    public int Repeats { get; }

    /// <summary>Records that came again with another event id.</summary>
    public List<RecordId> RepeatsUnderAnotherId { get; } = [];
}
