using System.Globalization;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal;

/// <summary>
/// Records that can never be published and that the publisher went past: how many there were since ever, and the last of them with the reason.
/// The publisher keeps the list beside its cursor, on disk before the cursor moves past a record. Not thread-safe.
/// </summary>
/// <remarks>A <see cref="CheckedText"/>: the count, then a line <c>EPOCH-SEQUENCE REASON</c> each.</remarks>
public sealed class SetAsideList
{
    /// <summary>Name of the file in the cursor's folder.</summary>
    public const string FileName = "set-aside.txt";

    private const int MostKept = 100;
    private const int LongestReason = 300;
    private const int LargestBytes = 1 << 18;
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
        try
        {
            if (path is not null && CheckedText.Read(path, LargestBytes) is { } lines)
                list.Parse(lines);
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
            CheckedText.Write(_path!, _newest.Prepend(Count.ToString(CultureInfo.InvariantCulture)));
            IsSaved = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The list of what was set aside, '{_path}', cannot be written: {e.Message} After a restart it does not hold all; check the disk.", e);
        }
    }

    private void Parse(string[] lines)
    {
        Count = lines.Length == 0 ? throw new FormatException("it has no count") : long.Parse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture);
        _newest.AddRange(lines[1..]);
    }
}
