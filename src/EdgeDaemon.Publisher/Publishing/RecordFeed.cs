using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>
/// Turns the journal into messages, in order: reads records, finds their names, keeps the view. A record whose names are not
/// known stops the feed until they are. One thread.
/// </summary>
internal sealed class RecordFeed(
    JournalReader reader, NameTableStore tables, DeviceView view, LabelMessages messages, DeviceAvailability availability,
    IReadOnlyList<ICompanion> companions, IPublisherLog log, LabelPublisherOptions options, TimeProvider time)
{
    private readonly List<MqttMessage> _output = [];
    private readonly GapLedger _gaps = new();
    private LabelRecord? _held;
    private long _heldCheckedAt;
    private RecordId _lastRead;
    private bool _isAtEnd;

    /// <summary>Does the feed wait for a name table?</summary>
    public bool IsHeld => _held is not null;

    /// <summary>Records left out because they make no sense.</summary>
    public long Parked { get; private set; }

    /// <summary>Records lost since the start.</summary>
    public ulong Lost { get; private set; }

    /// <summary>Everything that is retained, for a new session.</summary>
    public List<MqttMessage> Snapshot()
    {
        List<MqttMessage> all = [availability.Online(), .. view.Snapshot()];
        foreach (var companion in companions)
            companion.OnSession(all);
        return all;
    }

    /// <summary>How many records lie behind <paramref name="acknowledged"/>.</summary>
    public ulong Backlog(RecordId acknowledged)
    {
        // While everything is read the journal's end is known; looking for it costs a segment.
        var newest = _isAtEnd && _held is null ? _lastRead : reader.FindNewest();
        return newest > acknowledged ? newest.Sequence - acknowledged.Sequence : 0;
    }

    /// <summary>Learns from the records that the broker already has, and goes on behind them.</summary>
    public void Rebuild(RecordId acknowledged)
    {
        var read = 0L;
        reader.Seek(default);
        while (reader.TryRead(out var record))
        {
            read++;
            availability.BootEpoch = Math.Max(availability.BootEpoch, record.BootEpoch);
            if (record.Id > acknowledged)
                continue;
            _output.Clear();
            _lastRead = record.Id;
            if (record.Kind == LabelRecordKind.Gap)
                view.Forget(RecordStamp.Of(record), _output);
            else if (tables.Find(record.TableHash) is { } table)
                TryApply(record, table);
        }

        view.Settle();
        foreach (var companion in companions)
            companion.OnViewChanged(_output);
        _gaps.Begin(acknowledged.Sequence);
        reader.Seek(acknowledged);
        log.Rebuilt(acknowledged, read);
    }

    /// <summary>The next record and what it owes the broker. False: nothing more now, or held.</summary>
    /// <param name="id">The record.</param>
    /// <param name="owed">Its messages; overwritten by the next call.</param>
    public bool TryNext(out RecordId id, out IReadOnlyList<MqttMessage> owed)
    {
        id = default;
        owed = _output;
        _isAtEnd = !TryTakeRecord(out var record, out var table);
        if (_isAtEnd)
            return false;
        id = _lastRead = record.Id;
        _gaps.Read(record.Sequence);
        _output.Clear();
        if (record.Kind == LabelRecordKind.Gap)
            ApplyGap(record);
        else
            TryApply(record, table!);
        return true;
    }

    /// <summary>Waits for the writer. It may return early.</summary>
    public void WaitForMore(TimeSpan timeout, CancellationToken interrupt)
    {
        try
        {
            reader.WaitForMore(timeout, interrupt);
        }
        catch (OperationCanceledException)
        {
            // Something else happened that the caller wants to look at.
        }
    }

    private bool TryTakeRecord(out LabelRecord record, out NameTable? table)
    {
        table = null;
        if (_held is { } held)
        {
            record = held;
            if (time.GetElapsedTime(_heldCheckedAt) < options.HeldRecheck)
                return false;
        }
        else if (!reader.TryRead(out record))
        {
            return false;
        }

        availability.BootEpoch = Math.Max(availability.BootEpoch, record.BootEpoch);
        if (record.Kind == LabelRecordKind.Gap)
            return true;
        table = tables.Find(record.TableHash);
        if (table is null)
            Hold(record);
        else
            Release(record);
        return table is not null;
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

    private void TryApply(in LabelRecord record, NameTable table)
    {
        try
        {
            var step = view.Apply(record, table, _output);
            foreach (var companion in companions)
                companion.OnRecord(new AppliedRecord(record, table, step), _output);
        }
        catch (FormatException e)
        {
            Parked++;
            log.RecordParked(record.Id, e.Message);
        }
    }

    private void ApplyGap(in LabelRecord record)
    {
        if (_gaps.Lost(record) is not { } lost)
            return;
        var (count, first, last) = lost;
        var stamp = RecordStamp.Of(record);
        log.Lost(count, first, last);
        Lost += count;
        view.Forget(stamp, _output);
        foreach (var companion in companions)
            companion.OnViewChanged(_output);
        _output.Add(messages.Gap(stamp, count, first, last));
    }
}
