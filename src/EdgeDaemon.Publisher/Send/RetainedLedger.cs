using System.Text;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Publishing;

namespace EdgeDaemon.Publisher.Send;

/// <summary>
/// The topics on which a broker may hold something of ours, in a file, so that what a changed configuration no longer publishes
/// can be taken away even though nobody remembers it. A topic is noted before it is first sent, and forgotten once the broker
/// has taken its removal; the file forgets it at an orderly end. One thread; it writes the file, so call it under no lock.
/// </summary>
/// <remarks>
/// So topics that come and go, as a vision process that means no good may have them, cost no write each time. After a crash what is gone is
/// taken away once more, which changes nothing.
/// </remarks>
internal sealed class RetainedLedger
{
    // Topics are of our own making; a file that is larger than this is not one of ours.
    private const int MostTopics = 100_000;
    private readonly string? _path;
    private readonly SortedSet<string> _topics = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _written = new(StringComparer.Ordinal);
    private readonly Action<string> _trouble;
    private bool _isUnsaved;

    /// <summary>Name of the file in the publisher's folder.</summary>
    public const string FileName = "retained-topics.txt";

    /// <param name="path">The file; null: nothing is remembered over a restart.</param>
    /// <param name="trouble">Hears why the file cannot be written.</param>
    public RetainedLedger(string? path, Action<string> trouble)
    {
        (_path, _trouble) = (path, trouble);
        if (path is not null)
            _topics.UnionWith(StateFile.ReadLines(path, trouble).Take(MostTopics));
        _written.UnionWith(_topics);
    }

    /// <summary>Topics that may hold something and are none of <paramref name="current"/>.</summary>
    public IEnumerable<string> Stale(IEnumerable<MqttMessage> current)
    {
        var shown = current.Where(m => m.Retain).Select(m => m.Topic).ToHashSet(StringComparer.Ordinal);
        return [.. _topics.Where(topic => !shown.Contains(topic))];
    }

    /// <summary>These messages are about to be sent.</summary>
    public void Sending(IEnumerable<MqttMessage> messages)
    {
        var isNew = false;
        foreach (var message in messages)
            isNew |= message.Retain && !message.Payload.IsEmpty && _topics.Add(message.Topic) && _written.Count < MostTopics && _written.Add(message.Topic);
        if (isNew)
            Save();
    }

    /// <summary>The broker took the removal of these topics.</summary>
    public void Removed(IReadOnlyList<string> topics) => _topics.ExceptWith(topics);

    /// <summary>The publisher ends in order: the file forgets what is gone.</summary>
    public void Tidy()
    {
        if (_topics.IsSupersetOf(_written))
            return;
        _written.IntersectWith(_topics);
        Save();
    }

    /// <summary>Writes what could not be written before.</summary>
    public void SaveAgain()
    {
        if (_isUnsaved)
            Save();
    }

    private void Save() => _isUnsaved = _path is not null && !StateFile.TryWrite(
        _path, Encoding.UTF8.GetBytes(string.Concat(_written.Select(topic => topic + "\n"))),
        "What a later configuration no longer publishes may stay at the broker.", _trouble);
}
