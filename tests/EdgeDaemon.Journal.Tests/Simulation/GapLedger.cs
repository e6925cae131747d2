using EdgeDaemon.Contracts.Records;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests.Simulation;

/// <summary>
/// A random life of a small ring, watched from outside: at each rotation it looks which records have gone and whether they had been
/// acknowledged by then, and keeps its own account of what was lost.
/// </summary>
internal sealed class GapLedger
{
    private readonly Random _random;
    private readonly SimulatedDisk _disk = new();
    private readonly ManualTimeProvider _time = new();
    private readonly JournalOptions _options;
    private readonly SortedDictionary<RecordId, LabelRecord> _kept = [];
    private RecordId _acknowledged;
    private long _lost;
    private long _reportedAndRead;
    private bool _rotated;

    public GapLedger(int seed)
    {
        _random = new Random(seed);
        _options = Journals.Options(segments: _random.Next(2, 5), hot: _random.Next(2) == 0);
        _disk.After = (operation, _) => _rotated |= operation == "rename";
    }

    /// <summary>Zero when the gap records are honest.</summary>
    public long ReportedMinusReal()
    {
        for (var life = _random.Next(1, 4); life > 0; life--)
            Live();
        return _reportedAndRead + Gaps().Sum(gap => gap.Value) - _lost;
    }

    private void Live()
    {
        using var writer = JournalWriter.Open(_options, _disk, _time, 0);
        Observe();
        using var cursor = JournalCursor.Open(_options, _disk, _time);
        for (var burst = _random.Next(1, 8); burst > 0; burst--)
        {
            for (var count = _random.Next(1, 150); count > 0; count--)
                Append(writer);
            var id = _kept.Keys.ElementAt(_random.Next(_kept.Count));
            if (_random.Next(2) == 0 && id > _acknowledged)
                cursor.Advance(_acknowledged = id);
        }
    }

    private void Append(JournalWriter writer)
    {
        var record = LabelRecord.Of(LabelRecordKind.Count, 0);
        var id = writer.Append(record);
        (record.BootEpoch, record.Sequence) = (id.BootEpoch, id.Sequence);
        _kept.Add(id, record);
        if (_rotated)
            Observe();
    }

    private void Observe()
    {
        _rotated = false;
        var found = Journals.ReadAll(_options, _disk);
        foreach (var (id, record) in _kept.TakeWhile(entry => entry.Key < found[0].Id).ToList())
        {
            _kept.Remove(id);
            if (record.Kind != LabelRecordKind.Gap)
                _lost += id > _acknowledged ? 1 : 0;
            else if (id <= _acknowledged)
                _reportedAndRead += record.Value; // else a later gap record carries it on
        }

        foreach (var record in found)
            _kept.TryAdd(record.Id, record);
    }

    private IEnumerable<LabelRecord> Gaps() => _kept.Values.Where(record => record.Kind == LabelRecordKind.Gap);
}
