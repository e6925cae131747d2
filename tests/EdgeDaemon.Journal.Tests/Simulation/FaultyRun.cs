using System.Diagnostics.CodeAnalysis;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests.Simulation;

/// <summary>One run over all that a writer, a reader and a cursor do, in which something befalls the n-th call to the file system.</summary>
internal sealed class FaultyRun
{
    private readonly SimulatedDisk _disk = new();
    private readonly ManualTimeProvider _time = new();
    private readonly JournalOptions _options;
    private readonly DiskFault _fault;
    private readonly Random _chance;
    private readonly int _struckCall;
    private readonly Dictionary<RecordId, uint> _appended = [];
    private readonly List<string> _told = [];
    private RecordId _committed;
    private RecordId _acknowledged;
    private int _calls;
    private bool _isDead;
    private uint _counter;

    /// <param name="fault">What befalls it.</param>
    /// <param name="hot">Is the tail kept in memory?</param>
    /// <param name="struckCall">Which call, from 1 on.</param>
    /// <param name="lasts">Do all calls after it fail too? For errors only.</param>
    public FaultyRun(DiskFault fault, bool hot, int struckCall, bool lasts)
    {
        (_fault, _struckCall, _chance) = (fault, struckCall, new Random(struckCall));
        _options = Journals.Options(segments: 3, hot: hot) with { Report = _told.Add };
        _disk.Before = (operation, path) =>
        {
            if (_isDead)
                throw new PowerCutException();
            Sites.Add($"{operation} {(SimulatedDisk.IsInMemory(path) ? "memory" : "flash")}");
            _calls++;
            if (fault > 0 && (_calls == struckCall || (lasts && _calls > struckCall)))
                throw new JournalFileException(operation, path, (int)fault, "a fault that was asked for");
            if (fault == DiskFault.CutBefore && _calls == struckCall)
                Die();
        };
        _disk.After = (_, _) =>
        {
            if (fault is DiskFault.CutAfter or DiskFault.Torn && _calls == struckCall)
                Die();
        };
        _disk.Passes = Passes;
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
            catch (PowerCutException)
            {
                _disk.CutPower(_chance);
                _isDead = false;
                // What was not committed then may be gone, and stay so whatever is committed later.
                foreach (var id in _appended.Keys.Where(id => id > _committed).ToList())
                    _appended.Remove(id);
            }
        }

        return _calls;
    }

    /// <summary>
    /// It starts again, what was committed is there in order and as it was written, and what is not is stated. A flipped bit may cost what lies in its
    /// page, and is told: as damage, or at the start where it hit the last record, which then looks like one that was cut.
    /// </summary>
    public void AssertNothingCommittedIsLost()
    {
        (_disk.Before, _disk.After, _disk.Passes) = (null, null, null);
        _disk.CutPower(new Random(_calls));
        JournalWriter.Open(_options, _disk, _time, 0).Dispose();
        var found = Journals.ReadAll(_options, _disk);
        Assert.True(found.Zip(found.Skip(1)).All(pair => pair.First.Id < pair.Second.Id), "out of order");
        Assert.All(found.Where(record => record.Kind == LabelRecordKind.Count && _appended.ContainsKey(record.Id)), record => Assert.Equal(_appended[record.Id], record.Value));
        var gaps = found.Where(record => record.Kind == LabelRecordKind.Gap).ToList();
        var ids = found.Select(record => record.Id).ToHashSet();
        var lost = _appended.Keys.Where(id => id <= _committed && id > _acknowledged && !ids.Contains(id)
            && !gaps.Exists(gap => gap.GapFirstSequence <= id.Sequence && id.Sequence <= gap.GapFirstSequence + gap.TrackId)).ToList();
        if (_fault == DiskFault.BitFlip && lost.Count > 0)
            Assert.True(_told.Count > 0 || !JournalAudit.Run(_options, _disk, null).IsIntact, $"call {_struckCall}: {string.Join(", ", lost)} lost, and nobody says so");
        else
            Assert.True(lost.Count == 0, $"{_fault} at call {_struckCall}: {string.Join(", ", lost)} lost");
    }

    [DoesNotReturn]
    private void Die()
    {
        _isDead = true;
        throw new PowerCutException();
    }

    private int Passes(string path, byte[] bytes)
    {
        if (_calls != _struckCall || bytes.Length == 0)
            return bytes.Length;
        if (_fault == DiskFault.BitFlip)
            bytes[_chance.Next(bytes.Length)] ^= (byte)(1 << _chance.Next(8));
        return _fault is DiskFault.ShortWrite or DiskFault.Torn ? _chance.Next(bytes.Length) : bytes.Length;
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
