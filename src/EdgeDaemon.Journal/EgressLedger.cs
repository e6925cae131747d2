using System.Globalization;
using EdgeDaemon.Contracts.Payloads;

namespace EdgeDaemon.Journal;

/// <summary>What went out on a topic.</summary>
/// <param name="Topic">The topic, or <see cref="EgressLedger.OtherTopics"/>.</param>
/// <param name="Messages">How many messages, repeats among them.</param>
/// <param name="Bytes">Bytes of their packets, topic, payload and properties, without what TCP and TLS add.</param>
public sealed record Egress(string Topic, long Messages, long Bytes);

/// <summary>
/// What has left this device: messages and bytes of each topic since the ledger was begun. The publisher keeps it beside its cursor, writes it
/// once an hour and when it ends; a crash so forgets an hour at the most. Thread-safe.
/// </summary>
/// <remarks>A <see cref="CheckedText"/>: when it was begun, then a line <c>MESSAGES BYTES TOPIC</c> each.</remarks>
public sealed class EgressLedger
{
    /// <summary>Name of the file in the cursor's folder.</summary>
    public const string FileName = "egress.txt";

    /// <summary>Where topics beyond the first thousand are counted: whoever gives commands may name any number of them for the replies.</summary>
    public const string OtherTopics = "(other topics)";

    private const int MostTopics = 1000;
    private const int LargestBytes = 1 << 20;
    private readonly string? _path;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Egress> _topics = new(StringComparer.Ordinal);
    private bool _isSaved = true;

    private EgressLedger(string? path, string since) => (_path, Since) = (path, since);

    /// <summary>When it was begun, by the device's clock: RFC 3339, UTC.</summary>
    public string Since { get; }

    /// <summary>What went out, most bytes first.</summary>
    public IReadOnlyList<Egress> Topics
    {
        get
        {
            lock (_lock)
                return [.. _topics.Values.OrderByDescending(topic => topic.Bytes).ThenBy(topic => topic.Topic, StringComparer.Ordinal)];
        }
    }

    /// <summary>Reads the ledger; one that is missing or damaged begins now.</summary>
    /// <param name="path">The file; null: it is not kept.</param>
    /// <param name="now">The time.</param>
    /// <param name="damage">Told, in a sentence, when a file is there that is no whole ledger.</param>
    public static EgressLedger Load(string? path, DateTimeOffset now, Action<string> damage)
    {
        var begun = PayloadTime.Format(now.ToUnixTimeMilliseconds());
        try
        {
            if (path is not null && CheckedText.Read(path, LargestBytes) is { } lines)
                return Parse(path, lines);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            damage($"The ledger of what was sent, '{path}', cannot be read: {e.Message}. It begins anew.");
        }

        return new EgressLedger(path, begun);
    }

    /// <summary>A message is on its way.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="bytes">Bytes of its packet.</param>
    public void Sent(string topic, int bytes)
    {
        lock (_lock)
        {
            var key = _topics.ContainsKey(topic) || _topics.Count < MostTopics ? topic : OtherTopics;
            var before = _topics.GetValueOrDefault(key) ?? new Egress(key, 0, 0);
            _topics[key] = before with { Messages = before.Messages + 1, Bytes = before.Bytes + bytes };
            _isSaved = false;
        }
    }

    /// <summary>Writes the ledger, unless it is on disk already.</summary>
    /// <exception cref="JournalException">It cannot be written; it is due still.</exception>
    public void Save()
    {
        if (_path is null || _isSaved)
            return;
        try
        {
            _isSaved = true;
            CheckedText.Write(_path, Topics.Select(topic => string.Create(CultureInfo.InvariantCulture, $"{topic.Messages} {topic.Bytes} {topic.Topic}")).Prepend(Since));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _isSaved = false;
            throw new JournalException($"The ledger of what was sent, '{_path}', cannot be written: {e.Message} After a restart it does not hold all; check the disk.", e);
        }
    }

    private static EgressLedger Parse(string path, string[] lines)
    {
        var ledger = new EgressLedger(path, lines.Length == 0 ? throw new FormatException("it does not say when it was begun") : lines[0]);
        foreach (var line in lines[1..])
        {
            var parts = line.Split(' ', 3);
            if (parts.Length != 3)
                throw new FormatException($"'{line}' is no line of it");
            ledger._topics[parts[2]] = new Egress(parts[2], Number(parts[0]), Number(parts[1]));
        }

        return ledger;

        static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
