using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Format;

namespace EdgeDaemon.Journal;

/// <summary>
/// Up to where the broker has acknowledged. The publisher owns it; the writer reads it to know which records need no sync and
/// which may be overwritten. Not thread-safe.
/// </summary>
/// <remarks>
/// Each advance is written at once where the writer sees it: into the copy in memory, or, where there is none, into the file on flash
/// without waiting for the medium. That wait comes once per interval, however many records were acknowledged meanwhile.
/// </remarks>
public sealed class JournalCursor : IDisposable
{
    // Without a copy in memory: how often a drained backlog waits for the medium, and how much a power cut has published again.
    private static readonly TimeSpan IntervalWithoutHotCopy = TimeSpan.FromSeconds(1);
    private readonly IJournalFile _durable;
    private readonly IJournalFile? _hot;
    private readonly string _directory;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval = IntervalWithoutHotCopy;
    private RecordId _durableId;
    private long _durableAt;
    private int _durableTurn;
    private int _hotTurn;

    private JournalCursor(JournalOptions options, IJournalFileSystem files, TimeProvider time)
    {
        _directory = options.CursorDirectory;
        _time = time;
        _durableAt = time.GetTimestamp();
        Acknowledged = CursorFile.ReadNewest(options, files);
        _durable = OpenOrCreate(options.CursorDirectory, files, durable: true);
        if (options.CursorHotDirectory is { } hot)
        {
            _hot = OpenOrCreate(hot, files, durable: false);
            _interval = options.CursorInterval;
        }

        // Both copies, so that whichever is written next, the other holds the newest that was known.
        if (Acknowledged != default)
        {
            CursorFile.Write(_durable, Acknowledged, _durableTurn++);
            if (_hot is not null)
                CursorFile.Write(_hot, Acknowledged, _hotTurn++);
        }
    }

    /// <summary>Everything up to and including this record has been acknowledged; default: nothing.</summary>
    public RecordId Acknowledged { get; private set; }

    /// <summary>How long until <see cref="FlushWhenDue"/> has something to do; null: the durable copy is the newest.</summary>
    public TimeSpan? FlushDueIn => _durableId == Acknowledged ? null
        : _interval - _time.GetElapsedTime(_durableAt) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Opens the cursor; a missing or damaged one starts at nothing, and all that is kept is published again.</summary>
    /// <param name="options">Folders and intervals.</param>
    /// <param name="files">The file system.</param>
    /// <param name="time">Clock for the durable copy; null: the system's.</param>
    /// <exception cref="JournalException">The cursor's folder cannot be written.</exception>
    public static JournalCursor Open(JournalOptions options, IJournalFileSystem files, TimeProvider? time = null)
    {
        try
        {
            return new JournalCursor(options, files, time ?? TimeProvider.System);
        }
        catch (JournalFileException e)
        {
            throw new JournalException(
                $"The publisher's cursor cannot be kept in '{options.CursorDirectory}': {e.Message} "
                + "Give the publisher a folder it may write, with 4 KiB free (journal.cursorDirectory).", e);
        }
    }

    /// <summary>Up to where the broker has acknowledged, for those who only look; default: nothing, or it cannot be read.</summary>
    public static RecordId Read(JournalOptions options, IJournalFileSystem files) => CursorFile.ReadNewest(options, files);

    /// <summary>Moves on to <paramref name="id"/>; an older one is ignored. Returns without waiting for the medium.</summary>
    /// <exception cref="JournalException">The copy could not be written; <see cref="Acknowledged"/> moved on all the same.</exception>
    public void Advance(RecordId id)
    {
        if (id <= Acknowledged)
            return;
        Acknowledged = id;
        try
        {
            CursorFile.Write(_hot ?? _durable, id, _hot is null ? _durableTurn : _hotTurn++);
        }
        catch (JournalFileException e)
        {
            throw Failed(e);
        }
    }

    /// <summary>
    /// Makes the cursor durable once the interval has passed since it last was: <see cref="JournalOptions.CursorInterval"/>, or one
    /// second where there is no copy in memory. Call it while records are acknowledged, and again when they no longer are.
    /// </summary>
    /// <exception cref="JournalException">It could not be written or synced.</exception>
    public void FlushWhenDue()
    {
        if (FlushDueIn == TimeSpan.Zero)
            Flush();
    }

    /// <summary>Makes the cursor durable now.</summary>
    /// <exception cref="JournalException">It could not be written or synced; it is due again after another interval.</exception>
    public void Flush()
    {
        if (_durableId == Acknowledged)
            return;
        _durableAt = _time.GetTimestamp();
        try
        {
            CursorFile.Write(_durable, Acknowledged, _durableTurn);
            _durable.DataSync();
        }
        catch (JournalFileException e)
        {
            throw Failed(e);
        }

        _durableId = Acknowledged;

        // What is not synced yet goes into the other copy: a write that is cut leaves this one.
        _durableTurn++;
    }

    /// <summary>Makes the cursor durable, as well as it can, and closes it.</summary>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        catch (JournalException)
        {
            // The records after the last durable copy are published again under their old ids.
        }

        _durable.Dispose();
        _hot?.Dispose();
    }

    private static IJournalFile OpenOrCreate(string directory, IJournalFileSystem files, bool durable)
    {
        files.CreateDirectory(directory);
        var path = CursorFile.PathIn(directory);
        if (files.TryOpenWrite(path) is { } existing)
            return existing;
        var file = files.Create(path);
        file.Preallocate(CursorFile.Bytes); // later writes then cannot meet a full disk
        if (durable)
        {
            file.DataSync();
            files.SyncDirectory(directory);
        }

        return file;
    }

    private JournalException Failed(JournalFileException e) => new(
        $"The publisher's cursor in '{_directory}' could not be written: {e.Message} "
        + "Records since then are published again after a restart; check the disk.", e);
}
