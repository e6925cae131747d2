using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Send;

/// <summary>
/// The records between the cursor and the end of what was read, with the messages that each still owes the broker. A record is
/// done when none of its messages is owed any more; the cursor may move over records that are done without a gap before them.
/// </summary>
/// <remarks>
/// A retained message that still waits is dropped when a newer one for the same topic comes: the newer record then owes the
/// topic. Should the publisher die between the two, the newer record is read again, so the last value is never lost.
/// Not thread-safe.
/// </remarks>
internal sealed class SendQueue
{
    private readonly LinkedList<Item> _waiting = new();
    private readonly Dictionary<string, LinkedListNode<Item>> _waitingRetained = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Item> _inFlight = [];
    private readonly LinkedList<Entry> _entries = new();
    private long _lastToken;

    /// <summary>Messages not handed over yet.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>Messages handed over and not answered.</summary>
    public int InFlightCount => _inFlight.Count;

    /// <summary>Records that are not done, or behind one that is not.</summary>
    public int RecordCount => _entries.Count;

    /// <summary>Retained messages that were never sent because a newer value came first.</summary>
    public long Superseded { get; private set; }

    /// <summary>Adds the next record; it may owe nothing.</summary>
    public void Add(RecordId id, IReadOnlyList<MqttMessage> messages)
    {
        var entry = new Entry(id);
        _entries.AddLast(entry);
        foreach (var message in messages)
            Append(new Item(message, entry));
    }

    /// <summary>
    /// A new session: everything unanswered waits again, in its old order, behind <paramref name="snapshot"/>, whose topics are
    /// not sent twice.
    /// </summary>
    public void Restart(IReadOnlyList<MqttMessage> snapshot)
    {
        ReturnInFlight();
        foreach (var message in snapshot)
            DropWaiting(message.Topic);
        var entry = new Entry(default);
        _entries.AddFirst(entry);
        foreach (var message in snapshot.Reverse())
            Prepend(new Item(message, entry));
    }

    /// <summary>Takes the next message to hand over; it is in flight under <paramref name="token"/>.</summary>
    public bool TryTake(out long token, out MqttMessage message)
    {
        token = 0;
        message = null!;
        if (_waiting.First is not { } node)
            return false;
        _waiting.RemoveFirst();
        if (node.Value.Message.Retain && _waitingRetained.GetValueOrDefault(node.Value.Message.Topic) == node)
            _waitingRetained.Remove(node.Value.Message.Topic);
        token = ++_lastToken;
        message = node.Value.Message;
        _inFlight.Add(token, node.Value);
        return true;
    }

    /// <summary>A message in flight; null when there is none under this token.</summary>
    public MqttMessage? MessageOf(long token) => _inFlight.GetValueOrDefault(token)?.Message;

    /// <summary>The record behind a message in flight; default: there is none.</summary>
    public RecordId RecordOf(long token) => _inFlight.GetValueOrDefault(token)?.Entry.Id ?? default;

    /// <summary>The message is done with: the broker has it, or it is given up.</summary>
    public void Finish(long token)
    {
        if (_inFlight.Remove(token, out var item))
            item.Entry.Owed--;
    }

    /// <summary>The message was not taken: it is next again, unless a newer value of its topic is on the way.</summary>
    public void PutBack(long token)
    {
        if (!_inFlight.Remove(token, out var item))
            return;
        if (item.Message.Retain && HasNewer(item.Message.Topic, token))
            Supersede(item);
        else
            Prepend(item);
    }

    /// <summary>Forgets the records that are done up to the first that is not. The last of them, or null when there is none.</summary>
    public RecordId? TakeDone()
    {
        RecordId? done = null;
        while (_entries.First is { Value.Owed: 0 } first)
        {
            if (first.Value.Id != default)
                done = first.Value.Id;
            _entries.RemoveFirst();
        }

        return done;
    }

    private void ReturnInFlight()
    {
        foreach (var (token, item) in _inFlight.OrderByDescending(pair => pair.Key).ToArray())
        {
            _inFlight.Remove(token);
            if (item.Message.Retain && _waitingRetained.ContainsKey(item.Message.Topic))
                Supersede(item);
            else
                Prepend(item);
        }
    }

    private bool HasNewer(string topic, long token) =>
        _waitingRetained.ContainsKey(topic) || _inFlight.Any(other => other.Key > token && other.Value.Message.Topic == topic);

    private void Append(Item item)
    {
        if (item.Message.Retain)
            DropWaiting(item.Message.Topic);
        Note(_waiting.AddLast(item));
    }

    private void Prepend(Item item) => Note(_waiting.AddFirst(item));

    private void Note(LinkedListNode<Item> node)
    {
        if (node.Value.Message.Retain)
            _waitingRetained[node.Value.Message.Topic] = node;
    }

    private void DropWaiting(string topic)
    {
        if (!_waitingRetained.Remove(topic, out var node))
            return;
        _waiting.Remove(node);
        Supersede(node.Value);
    }

    private void Supersede(Item item)
    {
        item.Entry.Owed--;
        Superseded++;
    }

    private sealed class Item
    {
        public Item(MqttMessage message, Entry entry)
        {
            (Message, Entry) = (message, entry);
            entry.Owed++;
        }

        public MqttMessage Message { get; }

        public Entry Entry { get; }
    }

    private sealed class Entry(RecordId id)
    {
        public RecordId Id { get; } = id;

        public int Owed { get; set; }
    }
}
