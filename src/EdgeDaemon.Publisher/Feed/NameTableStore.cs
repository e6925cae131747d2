using System.Globalization;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Linux;

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

    /// <summary>Where the table with <paramref name="hash"/> is kept.</summary>
    public string PathOf(uint hash) => PathIn(directory, hash);

    /// <summary>Remembers a table, on disk too.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public void Add(NameTable table)
    {
        _known[table.Hash] = table;
        var path = PathOf(table.Hash);
        if (TryLoad(path, table.Hash) is not null)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, table.ToText());
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
