using EdgeDaemon.Contracts.Records;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests.Simulation;

/// <summary>
/// A random life of a journal: appends, commits, acknowledgements, waiting, and again and again a killed process or a power cut, also in
/// the middle of any call. After each it is opened again and compared with what was promised. The same seed gives the same life.
/// </summary>
internal sealed class CrashSchedule
{
    private readonly Random _random;
    private readonly SimulatedDisk _disk;
    private readonly JournalOptions _options;
    private readonly Dictionary<RecordId, uint> _appended = [];
    // Not committed when a cut came, acknowledged and overwritten, or in a gap.
    private readonly HashSet<RecordId> _gone = [];
    private ManualTimeProvider _time = new();
    private JournalWriter? _writer;
    private JournalCursor? _cursor;
    private RecordId _promised;
    private RecordId _acknowledged;
    private RecordId _newest;
    private uint _counter;
    private int _callsUntilCut = int.MaxValue;

    public CrashSchedule(int seed, Func<string, bool>? skipsSync = null)
    {
        _random = new Random(seed);
        _disk = new SimulatedDisk { Before = (operation, _) => MaybeDie(operation, 1), After = (operation, _) => MaybeDie(operation, 1) };
        if (skipsSync is not null)
            _disk.SkipsSync = skipsSync;
        var hot = _random.Next(3) > 0;
        var segmentBytes = 4096 * _random.Next(2, 4);
        _options = new JournalOptions
        {
            Directory = "/flash/journal",
            CursorDirectory = "/flash/cursor",
            HotDirectory = hot ? "/ram/journal" : null,
            CursorHotDirectory = hot ? "/ram/cursor" : null,
            SegmentBytes = segmentBytes,
            SizeBytes = segmentBytes * _random.Next(2, 5),
            CommitInterval = TimeSpan.FromSeconds(_random.Next(4) == 0 ? 0 : 10),
        };
    }

    /// <summary>Runs this many crashes; the message of the exception says what was broken.</summary>
    public void Run(int crashes)
    {
        for (var i = 0; i < crashes; i++)
        {
            var powerCut = _random.Next(3) > 0;
            _callsUntilCut = _random.Next(2) == 0 ? _random.Next(1, 60) : int.MaxValue;
            try
            {
                Live();
            }
            catch (PowerCutException)
            {
                // The cut was drawn to happen inside a call.
            }

            _callsUntilCut = int.MaxValue;
            if (powerCut)
                _disk.CutPower(_random);
            else
                _disk.Kill();
            Check(powerCut ? _promised : _newest);
        }
    }

    private static bool Covers(LabelRecord gap, RecordId id) =>
        gap.GapFirstSequence <= id.Sequence && id.Sequence <= gap.GapFirstSequence + gap.TrackId;

    private void Live()
    {
        _time = new ManualTimeProvider();
        if (_random.Next(4) == 0)
            _time.JumpTo(DateTimeOffset.UnixEpoch.AddSeconds(_random.Next(1000)));
        _writer = JournalWriter.Open(_options, _disk, _time, 7);
        if (_writer.BootEpoch <= _newest.BootEpoch)
            throw new InvalidOperationException($"epoch {_writer.BootEpoch} after {_newest.BootEpoch}");
        NotePromise();
        _cursor = JournalCursor.Open(_options, _disk, _time);
        for (var step = _random.Next(1, 20); step > 0; step--)
        {
            Step();
            NotePromise();
        }
    }

    private void Step()
    {
        switch (_random.Next(6))
        {
            case 0:
                _writer!.Commit();
                break;
            case 1:
                _time.Advance(TimeSpan.FromSeconds(_random.Next(1, 15)));
                break;
            case 2:
                Acknowledge();
                break;
            default:
                for (var count = _random.Next(1, 24); count > 0; count--)
                    Append();
                break;
        }
    }

    private void Append()
    {
        var record = LabelRecord.Of(LabelRecordKind.Count, 0);
        record.Value = ++_counter;
        record.TrackId = (uint)_random.Next();
        var id = _writer!.Append(record);
        _newest = id;
        if (!_appended.TryAdd(id, record.Value))
            throw new InvalidOperationException($"id {id} was given twice");
    }

    private void Acknowledge()
    {
        // Sometimes all, sometimes a bit: the broker is ahead, behind or away.
        var open = _appended.Keys.Where(id => id > _acknowledged).Order().ToList();
        if (open.Count == 0)
            return;
        var id = open[_random.Next(2) == 0 ? open.Count - 1 : _random.Next(open.Count)];
        _acknowledged = id; // the broker has it, whatever becomes of the cursor
        _cursor!.Advance(id);
        if (_random.Next(2) == 0)
            _cursor.FlushWhenDue();
    }

    private void NotePromise()
    {
        var status = _writer!.Status;
        _promised = status.SyncedId;
        if (status.LastId > _newest)
            _newest = status.LastId;
    }

    private void Check(RecordId kept)
    {
        using (var recovered = JournalWriter.Open(_options, _disk, new ManualTimeProvider(), 7))
        {
            _newest = recovered.Status.LastId;
        }

        var found = ReadAll();
        var gaps = found.Where(record => record.Kind == LabelRecordKind.Gap).ToList();
        var ids = found.Select(record => record.Id).ToHashSet();
        foreach (var id in _appended.Keys)
        {
            if (_gone.Contains(id))
            {
                if (ids.Contains(id))
                    throw new InvalidOperationException($"record {id} was gone after an earlier crash and came back");
                continue;
            }

            if (id <= kept && id > _acknowledged && !ids.Contains(id) && !gaps.Exists(gap => Covers(gap, id)))
                throw new InvalidOperationException($"committed record {id} is lost (committed up to {kept}, acknowledged up to {_acknowledged})");
        }

        _gone.UnionWith(_appended.Keys.Where(id => !ids.Contains(id)));
        _promised = _newest;
    }

    private List<LabelRecord> ReadAll()
    {
        using var reader = JournalReader.Open(_options, _disk);
        var found = new List<LabelRecord>();
        while (reader.TryRead(out var record))
        {
            if (found.Count > 0 && record.Id <= found[^1].Id)
                throw new InvalidOperationException($"record {record.Id} comes after {found[^1].Id}");
            if (record.Kind == LabelRecordKind.Count && (!_appended.TryGetValue(record.Id, out var value) || value != record.Value))
                MaybeUnfinished(record);
            found.Add(record);
        }

        return found;
    }

    /// <summary>A record may have been written by an append that died before it returned its id; it then carries the next number.</summary>
    private void MaybeUnfinished(LabelRecord record)
    {
        if (_appended.ContainsKey(record.Id) || record.Value > _counter)
            throw new InvalidOperationException($"record {record.Id} came back with value {record.Value}");
        _appended.Add(record.Id, record.Value);
    }

    private void MaybeDie(string operation, int calls)
    {
        if (operation is "read" or "list" or "open" || _callsUntilCut == int.MaxValue)
            return;
        _callsUntilCut -= calls;
        if (_callsUntilCut <= 0)
            throw new PowerCutException();
    }
}
