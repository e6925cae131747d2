using System.Globalization;
using System.Text;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Format;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Journal;

/// <summary>
/// Records that can never be published and that the publisher went past: how many there were since ever, and the last of them with the reason.
/// The publisher keeps the list beside its cursor, on disk before the cursor moves past a record. Not thread-safe.
/// </summary>
/// <remarks>Text: the count, a line <c>EPOCH-SEQUENCE REASON</c> each, and CRC-32C of all before it, eight hexadecimal digits.</remarks>
public sealed class SetAsideList
{
    /// <summary>Name of the file in the cursor's folder.</summary>
    public const string FileName = "set-aside.txt";

    private const int MostKept = 100;
    private const int LongestReason = 300;
    private const int LargestBytes = 1 << 18;
    private const int CheckBytes = 9;
    private readonly string? _path;
    private readonly List<string> _newest = [];

    private SetAsideList(string? path) => _path = path;

    /// <summary>Is all of it on disk, or nowhere to be kept?</summary>
    public bool IsSaved { get; private set; } = true;

    /// <summary>How many, since the list was begun.</summary>
    public long Count { get; private set; }

    /// <summary>The last of them, at most 100, oldest first: who each is, and why.</summary>
    public IReadOnlyList<string> Newest => _newest;

    /// <summary>Reads the list; one that is missing or damaged is empty.</summary>
    /// <param name="path">The file; null: none is kept.</param>
    /// <param name="damage">Told, in a sentence, when a file is there that is no whole list.</param>
    public static SetAsideList Load(string? path, Action<string> damage)
    {
        var list = new SetAsideList(path);
        if (path is null || !File.Exists(path))
            return list;
        try
        {
            list.Parse(RegularFile.Read(path, LargestBytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            damage($"The list of what was set aside, '{path}', cannot be read: {e.Message}. What it counted is unknown; once that has been looked into, remove it.");
        }

        return list;
    }

    /// <summary>Another one; one that is listed already, read again after a crash, is not counted again.</summary>
    public void Add(RecordId id, string reason)
    {
        if (_newest.Exists(line => line.StartsWith($"{id} ", StringComparison.Ordinal)))
            return;
        if (_newest.Count == MostKept)
            _newest.RemoveAt(0);
        reason = reason.ReplaceLineEndings(" ");
        _newest.Add($"{id} {(reason.Length > LongestReason ? reason[..LongestReason] : reason)}");
        Count++;
        IsSaved = _path is null;
    }

    /// <summary>Writes the list, unless it is on disk already.</summary>
    /// <exception cref="JournalException">It cannot be written; it is due still.</exception>
    public void Save()
    {
        if (IsSaved)
            return;
        try
        {
            var body = Encoding.UTF8.GetBytes(string.Concat(_newest.Prepend(Count.ToString(CultureInfo.InvariantCulture)).Select(line => line + "\n")));
            AtomicFile.Write(_path!, [.. body, .. CheckOf(body)]);
            IsSaved = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The list of what was set aside, '{_path}', cannot be written: {e.Message} After a restart it does not hold all; check the disk.", e);
        }
    }

    private static byte[] CheckOf(ReadOnlySpan<byte> body) => Encoding.ASCII.GetBytes($"{Crc32C.Compute(body):x8}\n");

    private void Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length < CheckBytes || !text[^CheckBytes..].SequenceEqual(CheckOf(text[..^CheckBytes])))
            throw new FormatException("its check value does not fit");
        var lines = Encoding.UTF8.GetString(text[..^CheckBytes]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Count = lines.Length == 0 ? throw new FormatException("it has no count") : long.Parse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture);
        _newest.AddRange(lines[1..]);
    }
}
