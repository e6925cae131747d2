using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Format;
using EdgeDaemon.Journal.Ring;

namespace EdgeDaemon.Journal;

/// <summary>
/// The only writer of a journal. What it appends is <em>committed</em> once the broker acknowledged it (as the publisher's cursor shows)
/// or it is on flash, whichever comes first; the latter happens within <see cref="JournalOptions.CommitInterval"/>.
/// </summary>
/// <remarks>
/// Thread-safe. Two locks: one for what is appended, one (taken first) for what goes to flash, so that appending does not wait while
/// a commit waits for the medium. After a failed write or sync the writer stops for good: what a failed sync left in
/// the page cache is unknown, so nothing may be called committed after it. Opening it again recovers.
/// </remarks>
public sealed class JournalWriter : IDisposable
{
    private static readonly DateTimeOffset EarliestClock = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LatestClock = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _commitLock = new();
    private readonly Lock _appendLock = new();
    private readonly JournalOptions _options;
    private readonly IJournalFileSystem _files;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly FlashCounters _counters = new();
    private readonly IDisposable _lock;
    private readonly SegmentRing _ring;
    private readonly ITimer? _timer;
    private TailSegment _tail;
    private ChainValue _chain;
    private RecordId _last;
    private RecordId _synced;
    private RecordId _acknowledged;
    private RecordId _lastAtTick;
    private long _lost;
    private string? _failure;
    private bool _disposed;

    private JournalWriter(JournalOptions options, IJournalFileSystem files, TimeProvider time, uint tableHash, IDisposable heldLock)
    {
        (_options, _files, _time, _lock, TableHash) = (options, files, time, heldLock, tableHash);
        _startedAt = time.GetTimestamp();
        _ring = SegmentRing.Open(options, files, _counters);
        var recovery = new Recovery(options, files);
        var tail = recovery.Resume(_ring, _counters);
        try
        {
            (_chain, _last, _synced) = (recovery.Chain, recovery.Last, recovery.Last);
            _acknowledged = CursorFile.ReadNewest(options, files);
            BootEpoch = NextEpoch(Math.Max(_last.BootEpoch, _acknowledged.BootEpoch));
            var previousEpoch = _last.BootEpoch;
            recovery.RemoveStaleCopies(tail?.Header);
            _tail = tail ??= Begin(1);
            _tail.MakeHot();
            if (!_tail.HasRoom)
                Rotate();
            tail = _tail;
            var boot = LabelRecord.Of(LabelRecordKind.Boot);
            boot.Value = previousEpoch;
            Write(ref boot, TimeSpan.Zero);
            CopyAndSync();
        }
        catch
        {
            tail?.Dispose();
            _tail?.Dispose();
            throw;
        }

        // Two looks per interval: a record is synced when it is still not acknowledged at the second look after it came.
        if (options.CommitInterval > TimeSpan.Zero)
            _timer = time.CreateTimer(static writer => ((JournalWriter)writer!).Tick(), this, options.CommitInterval / 2, options.CommitInterval / 2);
    }

    /// <summary>Epoch of this writer: greater than all before, Unix seconds where the clock can be believed.</summary>
    public uint BootEpoch { get; }

    /// <summary>Hash of the name table that records are written under.</summary>
    public uint TableHash { get; set; }

    /// <summary>Is the wall clock synchronised? Each record says so.</summary>
    public bool ClockSynchronised { get; set; }

    /// <summary>Where it stands; reads the publisher's cursor.</summary>
    public JournalWriterStatus Status
    {
        get
        {
            var acknowledged = CursorFile.ReadNewest(_options, _files);
            lock (_appendLock)
            {
                NoteAcknowledged(acknowledged);
                return new JournalWriterStatus
                {
                    LastId = _last,
                    SyncedId = _synced,
                    AcknowledgedId = _acknowledged,
                    Backlog = Backlog(),
                    LostRecords = _lost,
                    Syncs = _counters.Syncs,
                    BytesWritten = _counters.BytesWritten,
                    Segments = _ring.Count,
                    DiskFull = _ring.IsDiskFull,
                    UsesHotDirectory = _tail.IsHot,
                    Failure = _failure,
                };
            }
        }
    }

    /// <summary>
    /// Takes the journal's lock, finds the end of what was written before, starts a new boot epoch and commits its
    /// <see cref="LabelRecordKind.Boot"/> record. A torn or damaged tail is no error: <see cref="JournalOptions.Report"/> hears of it.
    /// </summary>
    /// <exception cref="JournalException">
    /// Another writer holds the lock, the journal has another format, the disk has no room for a first segment, or it fails.
    /// </exception>
    public static JournalWriter Open(JournalOptions options, IJournalFileSystem files, TimeProvider time, uint tableHash)
    {
        options.Validate();
        IDisposable? heldLock = null;
        try
        {
            files.CreateDirectory(options.Directory);
            heldLock = files.Lock(Path.Combine(options.Directory, "lock"));
            return new JournalWriter(options, files, time, tableHash, heldLock);
        }
        catch (Exception e)
        {
            heldLock?.Dispose();
            if (e is JournalFileException)
                throw new JournalException($"The journal in '{options.Directory}' cannot be opened: {e.Message} Check the disk and the folder's rights.", e);
            throw;
        }
    }

    /// <summary>
    /// Appends a record. Its version, identity, times, clock flag, table hash and check fields are filled in; the rest is taken as it is.
    /// Allocates nothing, save where a segment ends.
    /// </summary>
    /// <returns>Who the record is from now on.</returns>
    /// <exception cref="JournalException">The journal cannot be written; see the remarks on the class.</exception>
    public RecordId Append(LabelRecord record) => Append(record, TimeSpan.Zero);

    /// <summary>As the other one, with times rounded down, for records that must not tell exactly when something was.</summary>
    /// <param name="record">The record.</param>
    /// <param name="rounding">Its wall clock time becomes a multiple of this, and its monotonic time is set back by as much; zero: exact.</param>
    public RecordId Append(LabelRecord record, TimeSpan rounding)
    {
        RecordId id;
        while (!TryAppend(ref record, rounding, out id))
            RotateIfFull();
        if (_options.CommitInterval == TimeSpan.Zero)
            Commit();
        return id;
    }

    /// <summary>Returns when everything appended so far is on flash.</summary>
    /// <exception cref="JournalException">The medium refused; the writer is of no more use.</exception>
    public void Commit()
    {
        lock (_commitLock)
        {
            ThrowIfUnusable();
            try
            {
                CopyAndSync();
            }
            catch (JournalFileException e)
            {
                throw Stop(e);
            }
        }
    }

    /// <summary>Commits what can be committed and gives the lock back. Never throws: <see cref="JournalOptions.Report"/> hears of a failure.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_commitLock)
        {
            if (_disposed)
                return;
            try
            {
                if (_failure is null)
                {
                    CopyAndSync();
                    _tail.DropHot();
                }
            }
            catch (JournalFileException e)
            {
                _options.Report?.Invoke($"The journal could not be closed cleanly: {e.Message}");
            }

            _disposed = true;
            _tail.Dispose();
            _lock.Dispose();
        }
    }

    private bool TryAppend(ref LabelRecord record, TimeSpan rounding, out RecordId id)
    {
        lock (_appendLock)
        {
            ThrowIfUnusable();
            id = default;
            if (!_tail.HasRoom)
                return false;
            try
            {
                id = Write(ref record, rounding);
                return true;
            }
            catch (JournalFileException e)
            {
                throw Stop(e);
            }
        }
    }

    private RecordId Write(ref LabelRecord record, TimeSpan rounding)
    {
        record.Version = LabelRecord.CurrentVersion;
        record.BootEpoch = BootEpoch;
        record.Sequence = _last.Sequence + 1;
        record.WallTimeMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        record.MonotonicCs = (uint)(_time.GetElapsedTime(_startedAt).Ticks / (TimeSpan.TicksPerSecond / 100));
        if (rounding >= TimeSpan.FromMilliseconds(1))
            RoundTimes(ref record, (long)rounding.TotalMilliseconds);
        record.Flags = ClockSynchronised
            ? record.Flags | LabelRecordFlags.ClockSynchronised
            : record.Flags & ~LabelRecordFlags.ClockSynchronised;
        record.TableHash = TableHash;
        RecordCodec.Seal(ref record, ref _chain);
        _tail.Append(in record);
        return _last = record.Id;
    }

    /// <summary>Both clocks go back by the same time: rounded each for itself, one would tell what the other hides.</summary>
    private static void RoundTimes(ref LabelRecord record, long stepMs)
    {
        var back = ((record.WallTimeMs % stepMs) + stepMs) % stepMs;
        record.WallTimeMs -= back;
        record.MonotonicCs -= Math.Min(record.MonotonicCs, (uint)((back + 9) / 10));
    }

    private void CopyAndSync()
    {
        RecordId upTo;
        lock (_appendLock)
        {
            upTo = _last;
            if (upTo == _synced)
                return;
            _tail.CopyPending();
        }

        _tail.Sync(); // outside the append lock: a card may take its time
        lock (_appendLock)
            _synced = upTo;
    }

    private void RotateIfFull()
    {
        lock (_commitLock)
        {
            lock (_appendLock)
            {
                ThrowIfUnusable();
                try
                {
                    if (!_tail.HasRoom)
                        Rotate();
                }
                catch (JournalFileException e)
                {
                    throw Stop(e);
                }
            }
        }
    }

    /// <summary>
    /// Goes on in the next segment. When that overwrites records nobody acknowledged, a gap record that says which is durable first,
    /// in the slot kept for it: at no point are records gone that nothing speaks of, nor is a loss counted twice.
    /// </summary>
    private void Rotate()
    {
        NoteAcknowledged(CursorFile.ReadNewest(_options, _files));
        var evictions = _ring.PlanEvictions(_tail.IsLossDeclared);
        var loss = _tail.IsLossDeclared ? new Loss() : LossOf(evictions);
        var declared = _tail.HasRoomForGap;
        if (declared)
            WriteGap(loss);
        _tail.Finish();
        _synced = _last;
        _ring.Evict(evictions);
        var finished = _tail;
        _tail = Begin(finished.Header.Number + 1);
        _tail.MakeHot();
        finished.DropHot();
        finished.Dispose();
        if (!declared && loss.Count > 0)
        {
            WriteGap(loss);
            CopyAndSync();
        }
    }

    private Loss LossOf(int evictions)
    {
        var loss = new Loss();
        foreach (var (segment, next) in _ring.OldestSegments(evictions))
            loss.Add(_ring.PathOf(segment.FileName), _files, segment, next, _acknowledged);
        return loss;
    }

    private void WriteGap(Loss loss)
    {
        if (loss.Count == 0)
            return;
        var gap = loss.ToRecord();
        Write(ref gap, TimeSpan.Zero);
        _lost += loss.NewCount;
    }

    private TailSegment Begin(ulong number)
    {
        var header = new SegmentHeader(number, _options.SegmentBytes, _last.Sequence + 1, BootEpoch, _chain);
        var tail = new TailSegment(_options, _files, _counters, header, _ring.Begin(header, out var isFresh));
        if (isFresh)
            tail.ZeroAhead();
        return tail;
    }

    private void Tick()
    {
        var acknowledged = CursorFile.ReadNewest(_options, _files);
        bool overdue;
        lock (_appendLock)
        {
            NoteAcknowledged(acknowledged);
            overdue = _lastAtTick > _acknowledged && _lastAtTick > _synced;
            _lastAtTick = _last;
            if (!overdue || _disposed || _failure is not null)
                return;
        }

        try
        {
            Commit();
        }
        catch (Exception e) when (e is JournalException or ObjectDisposedException)
        {
            // Kept in Status.Failure; the next append throws it.
            _options.Report?.Invoke(e.Message);
        }
    }

    private void NoteAcknowledged(RecordId acknowledged)
    {
        if (acknowledged > _acknowledged)
            _acknowledged = acknowledged;
    }

    private long Backlog()
    {
        if (_acknowledged >= _last)
            return 0;
        var beforeOldest = (_ring.Oldest?.FirstSequence ?? 1) - 1;
        return (long)(_last.Sequence - Math.Clamp(_acknowledged.Sequence, beforeOldest, _last.Sequence));
    }

    private uint NextEpoch(uint last)
    {
        if (last == uint.MaxValue)
            throw new JournalException($"The journal in '{_options.Directory}' has used up its boot epochs. Move its folder and the publisher's cursor away.");
        var now = _time.GetUtcNow();
        var clock = now > EarliestClock && now < LatestClock ? (uint)now.ToUnixTimeSeconds() : 0;
        return Math.Max(last + 1, clock);
    }

    private JournalException Stop(JournalFileException e)
    {
        _failure ??= e.Message;
        return Stopped(e);
    }

    private JournalException Stopped(Exception? e) => new(
        $"The journal in '{_options.Directory}' stopped: {_failure} Records up to {_synced} are on flash; check the disk, then restart.", e!);

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_failure is not null)
            throw Stopped(null);
    }
}
