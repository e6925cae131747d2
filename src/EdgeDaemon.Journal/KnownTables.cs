using System.Text;
using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Journal;

/// <summary>The name tables at hand: the configuration's own, and those that the publisher has kept.</summary>
public static class KnownTables
{
    private const int MostBytes = 2 << 20;

    /// <summary>Finds them, by hash. A table that cannot be read is left out: its records are then shown by number.</summary>
    public static Dictionary<uint, NameTable> Of(DaemonConfig config)
    {
        var tables = new Dictionary<uint, NameTable>();
        var kept = Path.Combine(config.Journal.CursorDirectory, "tables");
        if (Directory.Exists(kept))
        {
            foreach (var file in Directory.EnumerateFiles(kept, "*.txt"))
                TryAdd(() => NameTable.Parse(Encoding.UTF8.GetString(RegularFile.Read(file, MostBytes))));
        }

        TryAdd(() => NameTableBuilder.Build(config));
        return tables;

        void TryAdd(Func<NameTable> read)
        {
            try
            {
                var table = read();
                tables[table.Hash] = table;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException or InvalidDataException)
            {
                // Numbers instead of names are still a record.
            }
        }
    }
}
