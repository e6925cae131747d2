using EdgeDaemon.Contracts.Records;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests.Simulation;

/// <summary>One run over all that a writer, a reader and a cursor do, in which the n-th call to the file system fails.</summary>
internal sealed class FaultyRun
{
    private readonly SimulatedDisk _disk = new();
    private readonly ManualTimeProvider _time = new();
    private readonly JournalOptions _options;
    private readonly Dictionary<RecordId, uint> _appended = [];
    private RecordId _committed;
    private RecordId _acknowledged;
    private int _calls;
    private uint _counter;

    public FaultyRun(int error, bool hot, int failingCall, bool keepsFailing)
    {
        _options = Journals.Options(segments: 3, hot: hot);
        _disk.Before = (operation, path) =>
        {
            Sites.Add($"{operation} {(SimulatedDisk.IsInMemory(path) ? "memory" : "flash")}");
            _calls++;
            if (_calls == failingCall || (keepsFailing && _calls > failingCall))
                throw new JournalFileException(operation, path, error, "a fault that was asked for");
        };
    }

    public HashSet<string> Sites { get; } = [];

    /// <summary>Returns how many calls there were. Any exception but <see cref="JournalException"/> is the caller's to fail on.</summary>
    public int Go()
    {
        for (var life = 0; life < 3; life++)
        {
            try
            {
                Live(life);
            }
            catch (JournalException e)
            {
                Assert.Contains("/", e.Message, StringComparison.Ordinal); // names a path
            }
        }

        return _calls;
    }

    public void AssertNothingCommittedIsLost()
    {
        _disk.Before = null;
        _disk.CutPower(new Random(_calls));
        JournalWriter.Open(_options, _disk, _time, 0).Dispose();
        var found = Journals.ReadAll(_options, _disk);
        var gaps = found.Where(record => record.Kind == LabelRecordKind.Gap).ToList();
        var ids = found.Select(record => record.Id).ToHashSet();
        foreach (var (id, value) in _appended)
        {
            var isStated = gaps.Exists(gap => gap.GapFirstSequence <= id.Sequence && id.Sequence <= gap.GapFirstSequence + gap.TrackId);
            Assert.True(id > _committed || id <= _acknowledged || ids.Contains(id) || isStated, $"record {id} ({value}) is lost");
        }
    }

    private void Live(int life)
    {
        using var writer = JournalWriter.Open(_options, _disk, _time, 0);
        NoteCommitted(writer);
        using var cursor = JournalCursor.Open(_options, _disk, _time);
        using var reader = JournalReader.Open(_options, _disk);
        for (var i = 0; i < 80; i++)
        {
            _appended.Add(writer.AppendCount(++_counter), _counter);
            if (i % 25 == 0)
                _time.Advance(TimeSpan.FromSeconds(10));
            if (i % 20 == 0)
            {
                writer.Commit();
                NoteCommitted(writer);
            }

            while (i % 30 == 0 && reader.TryRead(out var record))
            {
                if (life == 0 && record.Id > _acknowledged)
                {
                    cursor.Advance(_acknowledged = record.Id);
                    cursor.FlushWhenDue();
                }
            }
        }
    }

    private void NoteCommitted(JournalWriter writer) => _committed = writer.Status.SyncedId;
}
