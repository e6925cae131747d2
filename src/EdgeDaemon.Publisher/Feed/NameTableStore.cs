using System.Globalization;
using System.Text;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Publisher.Publishing;

namespace EdgeDaemon.Publisher.Feed;

/// <summary>
/// The name tables that were ever in force, one text file <c>tables/HASH.txt</c> each, so that a backlog keeps its names over a
/// change of config or model. One thread at a time.
/// </summary>
/// <param name="directory">Folder that the publisher may write; the store is its sub-folder <c>tables</c>, made when missing.</param>
/// <param name="lookAlsoIn">More folders with a sub-folder <c>tables</c>, only read.</param>
internal sealed class NameTableStore(string directory, params string[] lookAlsoIn)
{
    private readonly Dictionary<uint, NameTable> _known = [];
    private readonly HashSet<uint> _unsaved = [];

    /// <summary>Hears why a table cannot be written.</summary>
    public Action<string> Trouble { get; init; } = _ => { };

    /// <summary>Where the table with <paramref name="hash"/> is kept.</summary>
    public string PathOf(uint hash) => PathIn(directory, hash);

    /// <summary>Remembers a table, on disk too if that can be written.</summary>
    public void Add(NameTable table)
    {
        _known[table.Hash] = table;
        if (TryLoad(PathOf(table.Hash), table.Hash) is null)
            Save(table);
    }

    /// <summary>Writes what could not be written before.</summary>
    public void SaveAgain()
    {
        foreach (var hash in _unsaved.ToArray())
            Save(_known[hash]);
    }

    private void Save(NameTable table)
    {
        const string Consequence = "After a restart under another configuration, records with these names would be held.";
        if (StateFile.TryWrite(PathOf(table.Hash), Encoding.UTF8.GetBytes(table.ToText()), Consequence, Trouble))
            _unsaved.Remove(table.Hash);
        else
            _unsaved.Add(table.Hash);
    }

    /// <summary>
    /// The table with this hash, or null when it is nowhere. Looks on disk again each time it is asked for a table it does not know.
    /// </summary>
    public NameTable? Find(uint hash)
    {
        if (_known.TryGetValue(hash, out var known))
            return known;
        foreach (var folder in (string[])[directory, .. lookAlsoIn])
        {
            if (TryLoad(PathIn(folder, hash), hash) is { } table)
            {
                Add(table);
                return table;
            }
        }

        return null;
    }

    private static string PathIn(string folder, uint hash) =>
        Path.Combine(folder, "tables", hash.ToString("x8", CultureInfo.InvariantCulture) + ".txt");

    /// <summary>A damaged file is no table: its text no longer has the hash that its name promises.</summary>
    private static NameTable? TryLoad(string path, uint hash)
    {
        try
        {
            var table = NameTable.Parse(File.ReadAllText(path));
            return table.Hash == hash ? table : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
