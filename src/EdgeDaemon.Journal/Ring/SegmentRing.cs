using EdgeDaemon.Journal.Format;

namespace EdgeDaemon.Journal.Ring;

/// <summary>
/// The segment files on flash: which there are, which is overwritten next, and how a file becomes the next segment.
/// </summary>
/// <remarks>
/// A file is reused by renaming it to the next number, syncing the folder, then writing and syncing its header. Until the header
/// carries the new number, name and header disagree and the file counts as free; so a cut at any point leaves the old segment,
/// a free file or the new segment, and never two claims to one number. Rewriting headers under fixed names would save the folder's
/// sync (some 16 KiB per 1 MiB segment, five times a day at one record per second); the rename buys that the name tells the order,
/// that a reader finds the next segment by one open instead of reading all headers, and that the ring works with any number of files.
/// </remarks>
internal sealed class SegmentRing
{
    private const string FreshPrefix = "spare-";
    private readonly JournalOptions _options;
    private readonly IJournalFileSystem _files;
    private readonly FlashCounters _counters;
    private readonly List<SegmentHeader> _segments = [];
    private readonly List<string> _free = [];

    private SegmentRing(JournalOptions options, IJournalFileSystem files, FlashCounters counters)
    {
        _options = options;
        _files = files;
        _counters = counters;
    }

    /// <summary>The newest segment; null when there is none yet.</summary>
    public SegmentHeader? Newest => _segments.Count > 0 ? _segments[^1] : null;

    /// <summary>The oldest segment; null when there is none yet.</summary>
    public SegmentHeader? Oldest => _segments.Count > 0 ? _segments[0] : null;

    /// <summary>Files in use or free.</summary>
    public int Count => _segments.Count + _free.Count;

    /// <summary>The disk was full when a file was to be made.</summary>
    public bool IsDiskFull { get; private set; }

    /// <summary>Finds what is there; changes no segment.</summary>
    /// <exception cref="JournalException">A journal of another format, or no room for the first two segments.</exception>
    public static SegmentRing Open(JournalOptions options, IJournalFileSystem files, FlashCounters counters)
    {
        var ring = new SegmentRing(options, files, counters);
        foreach (var name in files.List(options.Directory))
        {
            if (!name.EndsWith(SegmentHeader.Extension, StringComparison.Ordinal))
                continue;
            using var walker = SegmentFiles.TryOpen(ring.PathOf(name), files);
            if (walker is null)
                ring._free.Add(name);
            else
                ring._segments.Add(walker.Header);
        }

        ring._segments.Sort((a, b) => a.Number.CompareTo(b.Number));

        // Two at least: one is written while the other still holds what was written before.
        while (ring.Count < 2 && ring.TryAddFile())
        {
        }

        if (ring.Count < 2 && ring._segments.Count == 0)
            throw ring.NoRoom();
        return ring;
    }

    /// <summary>How many of the oldest segments the next <see cref="Begin"/> has to overwrite; makes a file where it may.</summary>
    /// <param name="lossDeclared">A gap record already says that the oldest segment is lost, so it has to go now.</param>
    /// <exception cref="JournalException">There is no file to go on in.</exception>
    public int PlanEvictions(bool lossDeclared)
    {
        var surplus = Math.Max(0, Count - _options.SegmentLimit);
        if (_free.Count > 0)
            return Math.Min(surplus, _segments.Count - 1);
        if (!lossDeclared && Count < _options.SegmentLimit && TryAddFile())
            return 0;
        if (_segments.Count < 2)
            throw NoRoom();
        return Math.Min(surplus + 1, _segments.Count - 1);
    }

    /// <summary>The <paramref name="count"/> oldest segments, each with the sequence that follows its last.</summary>
    public IEnumerable<(SegmentHeader Segment, SegmentHeader Next)> OldestSegments(int count)
    {
        for (var i = 0; i < count; i++)
            yield return (_segments[i], _segments[i + 1]);
    }

    /// <summary>Gives the <paramref name="count"/> oldest segments up: files beyond the limit go, the others are free.</summary>
    public void Evict(int count)
    {
        for (; count > 0; count--)
        {
            var name = _segments[0].FileName;
            if (Count > _options.SegmentLimit && Count > 2)
                _files.Delete(PathOf(name));
            else
                _free.Add(name);
            _segments.RemoveAt(0);
        }
    }

    /// <summary>Turns a free file into the next segment, empty and durable.</summary>
    /// <param name="header">The segment to begin.</param>
    /// <param name="isFresh">Was the file never written before? Its blocks are then only reserved.</param>
    public IJournalFile Begin(SegmentHeader header, out bool isFresh)
    {
        var name = _free.Contains(header.FileName) ? header.FileName : _free[0];
        isFresh = name.StartsWith(FreshPrefix, StringComparison.Ordinal);
        _files.Rename(PathOf(name), PathOf(header.FileName));
        _files.SyncDirectory(_options.Directory);
        var file = OpenWrite(header);
        try
        {
            file.Preallocate(header.SegmentBytes); // costs nothing where the file has its size already
            header.Write(file);
            _counters.Sync(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _free.Remove(name);
        _segments.Add(header);
        return file;
    }

    public IJournalFile OpenWrite(SegmentHeader header) =>
        _files.TryOpenWrite(PathOf(header.FileName))
        ?? throw new JournalException($"The journal segment '{PathOf(header.FileName)}' vanished. Leave the journal's folder to the daemon.");

    public string PathOf(string name) => Path.Combine(_options.Directory, name);

    private bool TryAddFile()
    {
        var number = 1;
        while (_free.Contains($"{FreshPrefix}{number}{SegmentHeader.Extension}"))
            number++;
        var name = $"{FreshPrefix}{number}{SegmentHeader.Extension}";
        try
        {
            using var file = _files.Create(PathOf(name));
            file.Preallocate(_options.SegmentBytes);
        }
        catch (JournalFileException e) when (e.IsDiskFull)
        {
            _files.Delete(PathOf(name));
            if (!IsDiskFull)
                _options.Report?.Invoke($"No room for another journal segment: {e.Message} The journal goes on with {Count} segments.");
            IsDiskFull = true;
            return false;
        }

        IsDiskFull = false;
        _free.Add(name);
        return true;
    }

    private JournalException NoRoom() => new(
        $"No room for the journal in '{_options.Directory}': it takes at least {2 * _options.SegmentBytes / 1024} KiB "
        + $"({_options.SizeBytes / 1024} KiB in full) and the disk is full. Free some space, or give it another folder (journal.directory).");
}
