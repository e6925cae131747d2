using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Publisher.Messages;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Feed;

/// <summary>
/// The journal's records in order, each with the names that it was written under. One whose names are not known stops the feed until
/// they are: it is held, and never told under other names. So is one of a version that this build does not know, or in a journal that cannot be
/// read. Neither is believed to be well meant: what it costs is bounded, and told once. One thread.
/// </summary>
internal sealed class JournalFeed(
    JournalReader reader, NameTableStore tables, DeviceAvailability availability, TimeSpan heldRecheck, IPublisherLog log, TimeProvider time)
    : IDisposable
{
    // Some milliseconds of reading.
    private const int RecordsPerProgress = 4096;
    private readonly GapLedger _gaps = new();
    private readonly RateLimit _lossTold = new(TimeSpan.FromMinutes(1), time);
    private readonly RateLimit _unreadableTold = new(TimeSpan.FromMinutes(1), time);
    private (ulong Count, ulong First, ulong Last) _untold;
    private LabelRecord? _held;
    private bool _isUnreadable;
    private long _heldCheckedAt;
    private bool _isAtEnd;

    /// <summary>Does the feed wait for a name table, for a build that knows the version of what comes next, or for a journal that can be read?</summary>
    public bool IsHeld => _held is not null || _isUnreadable;

    /// <summary>The last record that was handed out.</summary>
    public RecordId LastRead { get; private set; }

    /// <summary>Records lost since the start.</summary>
    public ulong Lost { get; private set; }

    /// <summary>How many records lie behind <paramref name="acknowledged"/>.</summary>
    /// <param name="acknowledged">The broker has everything up to here.</param>
    /// <param name="isReading">Is it read from all the time, as it is while the broker is there?</param>
    public ulong Backlog(RecordId acknowledged, bool isReading)
    {
        // While everything is read the journal's end is known; looking for it costs a segment.
        var newest = isReading && _isAtEnd && !IsHeld ? LastRead : FindNewest();
        return newest > acknowledged ? newest.Sequence - acknowledged.Sequence : 0;
    }

    /// <summary>Finds the journal's present boot epoch, which the first session is told of. Reads one segment.</summary>
    public void FindBootEpoch() => availability.BootEpoch = FindNewest().BootEpoch;

    /// <summary>Takes the view to where the broker stands, without telling anything, and goes on behind that.</summary>
    /// <param name="view">The view.</param>
    /// <param name="standsAt">The last record that is in the view already; null: it is empty.</param>
    /// <param name="acknowledged">The broker has everything up to here.</param>
    /// <param name="progress">Called now and then while it reads; what it throws ends the reading, and leaves the view of no use.</param>
    /// <returns>How many records were read.</returns>
    public long Rebuild(DeviceView view, RecordId? standsAt, RecordId acknowledged, Action? progress)
    {
        var read = 0L;
        if (standsAt is not { } known || known > acknowledged || !TryFold(view, known, acknowledged, progress, ref read))
        {
            view.Clear();
            TryFold(view, default, acknowledged, progress, ref read);
        }

        view.ShowConfiguredLabels();
        _gaps.Begin(acknowledged.Sequence);
        LastRead = acknowledged;
        reader.Seek(acknowledged);
        log.Rebuilt(acknowledged, read);
        return read;
    }

    /// <summary>The next record. False: nothing more now, or held.</summary>
    /// <param name="record">The record.</param>
    /// <param name="table">Its names; null for a gap, which has none.</param>
    public bool TryNext(out LabelRecord record, out NameTable? table)
    {
        _isAtEnd = !TryTake(out record, out table);
        if (_isAtEnd)
            return false;
        LastRead = record.Id;
        _gaps.Read(record.Sequence);
        return true;
    }

    /// <summary>What a gap record says that this publisher has not read; null: all of it was.</summary>
    public (ulong Count, ulong First, ulong Last)? LossOf(in LabelRecord gap)
    {
        if (_gaps.Lost(gap) is not { } lost)
            return null;
        Lost += lost.Count;
        _untold = (_untold.Count + lost.Count, _untold.Count == 0 ? lost.First : Math.Min(_untold.First, lost.First), Math.Max(_untold.Last, lost.Last));
        if (_lossTold.Allows())
        {
            log.Lost(_untold.Count, _untold.First, _untold.Last);
            _untold = default;
        }

        return lost;
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    /// <summary>False: the ring no longer holds what came next after <paramref name="after"/>.</summary>
    private bool TryFold(DeviceView view, RecordId after, RecordId upTo, Action? progress, ref long read)
    {
        if (after == upTo)
            return true;
        var changes = new ViewChanges();
        var isNext = after == default;
        reader.Seek(after);
        while (TryRead(out var record) && record.Id <= upTo)
        {
            isNext |= record.Sequence == after.Sequence + 1;
            if (!isNext)
                return false;
            if (++read % RecordsPerProgress == 0)
                progress?.Invoke();
            changes.Clear();
            Fold(view, record, changes);
        }

        return isNext;
    }

    private void Fold(DeviceView view, in LabelRecord record, ViewChanges changes)
    {
        try
        {
            if (record.Kind == LabelRecordKind.Gap)
                view.Forget(RecordStamp.Of(record), changes);
            else if (tables.Find(record.TableHash) is { } table)
                view.Apply(record, table, changes);
        }
        catch (FormatException)
        {
            // It was left out, and told, when it was read for the first time.
        }
    }

    private bool TryTake(out LabelRecord record, out NameTable? table)
    {
        table = null;
        record = _held.GetValueOrDefault();
        if ((IsHeld && time.GetElapsedTime(_heldCheckedAt) < heldRecheck) || (_held is null && !TryRead(out record)))
            return false;

        availability.BootEpoch = Math.Max(availability.BootEpoch, record.BootEpoch);
        if (record.Kind == LabelRecordKind.Gap)
            return true;
        table = tables.FindInstalled(record.TableHash);
        if (table is null)
            Hold(record);
        else
            Release(record);
        return table is not null;
    }

    private bool TryRead(out LabelRecord record)
    {
        try
        {
            var hasRead = reader.TryRead(out record);
            _isUnreadable = false;
            return hasRead;
        }
        catch (JournalException e)
        {
            if (!_isUnreadable && _unreadableTold.Allows())
                log.Trouble(e.Message);
            (record, _isUnreadable, _heldCheckedAt) = (default, true, time.GetTimestamp());
            return false;
        }
    }

    /// <summary>The journal's newest record, as far as that can be read.</summary>
    private RecordId FindNewest()
    {
        try
        {
            return reader.FindNewest();
        }
        catch (JournalException)
        {
            return LastRead; // whoever reads on is told why
        }
    }

    private void Hold(in LabelRecord record)
    {
        _heldCheckedAt = time.GetTimestamp();
        if (_held is null)
            log.Held(record.Id, record.TableHash, tables.PathOf(record.TableHash));
        _held = record;
    }

    private void Release(in LabelRecord record)
    {
        if (_held is null)
            return;
        _held = null;
        log.Released(record.TableHash);
    }
}
