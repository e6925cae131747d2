using System.Globalization;
using System.Text;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Linux;
using EdgeDaemon.Publisher.Publishing;

namespace EdgeDaemon.Publisher.Feed;

/// <summary>
/// The name tables that were in force lately, one text file <c>tables/HASH.txt</c> each, so that a backlog keeps its names over a
/// change of config or model. One thread at a time.
/// </summary>
/// <remarks>
/// Names become topics, so they come from the configuration and the installed labels alone: this folder is the publisher's own. What the
/// process that sees the camera writes is never looked for names.
/// </remarks>
/// <param name="directory">Folder that only the publisher may write; the store is its sub-folder <c>tables</c>, made when missing.</param>
internal sealed class NameTableStore(string directory)
{
    /// <summary>Tables that are kept; the one that was longest not in force goes first.</summary>
    public const int MostKept = 32;

    // Some 80,000 labels. A table beyond that is used while it is in force, and not read again.
    private const int LargestBytes = 2 << 20;

    // Names in memory take several times their text. Beside those of the configuration so much of older ones stays at hand.
    private const int MostCharactersAtHand = 4 << 20;
    private readonly Dictionary<uint, NameTable> _current = [];
    private readonly Dictionary<uint, NameTable> _older = [];
    private readonly HashSet<uint> _unsaved = [];
    private long _charactersAtHand;

    /// <summary>Hears why a table cannot be written.</summary>
    public Action<string> Trouble { get; init; } = _ => { };

    /// <summary>The tables that the configuration and the installed versions of its models give now.</summary>
    public Func<IEnumerable<NameTable>> Installed { get; init; } = () => [];

    /// <summary>Where the table with <paramref name="hash"/> is kept.</summary>
    public string PathOf(uint hash) => Path.Combine(directory, "tables", hash.ToString("x8", CultureInfo.InvariantCulture) + ".txt");

    /// <summary>Remembers a table that is in force now, on disk too if that can be written.</summary>
    public void Add(NameTable table)
    {
        _current[table.Hash] = table;
        Save(table);
    }

    /// <summary>Writes what could not be written before.</summary>
    public void SaveAgain()
    {
        foreach (var hash in _unsaved.ToArray())
            Save(_current[hash]);
    }

    private void Save(NameTable table)
    {
        const string Consequence = "After a restart under another configuration, records with these names would be held.";
        if (TryLoad(table.Hash) is null && !StateFile.TryWrite(PathOf(table.Hash), Encoding.UTF8.GetBytes(table.ToText()), Consequence, Trouble))
        {
            _unsaved.Add(table.Hash);
            return;
        }

        _unsaved.Remove(table.Hash);
        try
        {
            File.SetLastWriteTimeUtc(PathOf(table.Hash), DateTime.UtcNow);
            var kept = new DirectoryInfo(Path.GetDirectoryName(PathOf(table.Hash))!).EnumerateFiles("*.txt");
            foreach (var old in kept.OrderByDescending(file => file.LastWriteTimeUtc).Skip(MostKept).ToArray())
                old.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Trouble($"Old name tables beside '{PathOf(table.Hash)}' cannot be removed: {e.Message}");
        }
    }

    /// <summary>
    /// The table with this hash, or null when it is not known. Looks on disk again each time it is asked for a table it does not know.
    /// </summary>
    public NameTable? Find(uint hash)
    {
        if (_current.TryGetValue(hash, out var known) || _older.TryGetValue(hash, out known))
            return known;
        if (!File.Exists(PathOf(hash)) || TryLoad(hash) is not { } table)
            return null;
        _charactersAtHand += table.ToText().Length;
        if (_charactersAtHand > MostCharactersAtHand)
        {
            _older.Clear();
            _charactersAtHand = table.ToText().Length;
        }

        return _older[hash] = table;
    }

    /// <summary>As <see cref="Find"/>, and looks at the installed models' labels anew: another version may have come into use.</summary>
    public NameTable? FindInstalled(uint hash)
    {
        if (Find(hash) is { } known)
            return known;
        if (Installed().FirstOrDefault(table => table.Hash == hash) is not { } found)
            return null;
        Add(found);
        return found;
    }

    /// <summary>A damaged file is no table: its text no longer has the hash that its name promises.</summary>
    private NameTable? TryLoad(uint hash)
    {
        try
        {
            var table = NameTable.Parse(Encoding.UTF8.GetString(RegularFile.Read(PathOf(hash), LargestBytes)));
            return table.Hash == hash ? table : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
