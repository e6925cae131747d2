using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Journal;

namespace EdgeDaemon.Console.Watching;

/// <summary>
/// Reads the label journal as it grows, on a thread of its own, and remembers the last <see cref="MostRecords"/> records and what holds for each camera.
/// Thread-safe.
/// </summary>
internal sealed class JournalTail : IDisposable
{
    /// <summary>How many records are remembered.</summary>
    public const int MostRecords = 20_000;

    // What no bell tells is found this late.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TablesAgain = TimeSpan.FromSeconds(5);
    private readonly DaemonConfig _config;
    private readonly string _path;
    private readonly JournalOptions _options;
    private readonly JournalFileSystem _files = new();
    private readonly JournalDoorbell _doorbell;
    private readonly Lock _lock = new();
    private readonly LabelRecord[] _records = new LabelRecord[MostRecords];
    private readonly SortedDictionary<string, CameraNow> _cameras = new(StringComparer.Ordinal);
    private readonly Thread _thread;
    private Dictionary<uint, NameTable> _tables;
    private RecordText _text;
    private long _tablesReadAt;
    private long _count;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _failure;
    private volatile bool _stopping;

    /// <param name="config">Where the journal lies.</param>
    /// <param name="path">Where the configuration came from: it is read again for names that are new.</param>
    public JournalTail(DaemonConfig config, string path)
    {
        (_config, _path, _options) = (config, path, JournalOptions.From(config.Journal));
        _doorbell = new JournalDoorbell(_options);
        _tables = KnownTables.Of(config);
        _text = new RecordText(_tables);
        _thread = new Thread(Run) { Name = "journal", IsBackground = true };
    }

    /// <summary>Records seen so far.</summary>
    public long Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    /// <summary>Where the journal lies.</summary>
    public JournalOptions Options => _options;

    /// <summary>Begins to read.</summary>
    public void Start() => _thread.Start();

    /// <summary>Completes with the next change.</summary>
    public Task NextChange()
    {
        lock (_lock)
            return _changed.Task;
    }

    /// <summary>What holds now.</summary>
    public StateOutput State()
    {
        lock (_lock)
            return new StateOutput([.. _cameras.Values.Select(camera => camera.ToOutput())], _failure);
    }

    /// <summary>Records by their place in the order in which they were read, from one on.</summary>
    /// <param name="from">The place; moved to what comes next. What is no longer remembered is passed over.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<RecordOutput> After(ref long from, int limit)
    {
        var found = new List<RecordOutput>();
        lock (_lock)
        {
            for (from = Math.Max(from, _count - MostRecords); from < _count && found.Count < limit; from++)
                found.Add(Describe(_records[from % MostRecords]));
        }

        return found;
    }

    /// <summary>The newest records that fit, newest first.</summary>
    public IReadOnlyList<RecordOutput> Newest(RecordFilter filter)
    {
        var found = new List<RecordOutput>();
        lock (_lock)
        {
            for (var i = _count - 1; i >= Math.Max(0, _count - MostRecords) && found.Count < filter.Limit; i--)
            {
                ref readonly var record = ref _records[i % MostRecords];
                if (record.Sequence < filter.Before && filter.Takes(record) && Describe(record) is var output && filter.Takes(output))
                    found.Add(output);
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        _doorbell.Ring();
        if (_thread.IsAlive)
            _thread.Join();
        _doorbell.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            try
            {
                using var reader = JournalReader.Open(_options, _files);
                // What is far behind the newest need not be remembered.
                var newest = reader.FindNewest().Sequence;
                while (!_stopping)
                {
                    var isNew = false;
                    while (!_stopping && reader.TryRead(out var record))
                    {
                        if (record.Sequence + MostRecords > newest)
                            isNew |= Take(record);
                    }

                    if (isNew)
                        Tell(null);
                    _doorbell.Wait(LongestSleep);
                }
            }
            catch (Exception e) when (e is JournalException or IOException or UnauthorizedAccessException)
            {
                // Its folder may not be there yet, or not for us.
                Tell(e.Message);
                if (!_stopping)
                    _doorbell.Wait(TablesAgain);
            }
        }
    }

    private void Tell(string? failure)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _failure = failure;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }

    private bool Take(in LabelRecord record)
    {
        if (!_tables.ContainsKey(record.TableHash) && TimeProvider.System.GetElapsedTime(_tablesReadAt) > TablesAgain)
        {
            var tables = KnownTables.Of(ConfigLoader.Load(_path).Config ?? _config);
            _tablesReadAt = TimeProvider.System.GetTimestamp();
            lock (_lock)
                (_tables, _text) = (tables, new RecordText(tables));
        }

        lock (_lock)
        {
            // Read again after a failure: those that are remembered stay as they are.
            if (_count > 0 && record.Id <= _records[(_count - 1) % MostRecords].Id)
                return false;
            _records[_count++ % MostRecords] = record;
            if (record.Kind == LabelRecordKind.Boot)
            {
                foreach (var camera in _cameras.Values)
                    camera.Forget();
            }
            else if (NamesOf(record) is { } names)
            {
                if (!_cameras.TryGetValue(names.Camera, out var camera))
                    _cameras[names.Camera] = camera = new CameraNow(names.Camera);
                camera.Take(record, names);
            }
        }

        return true;
    }

    private CameraNames? NamesOf(in LabelRecord record) =>
        _tables.TryGetValue(record.TableHash, out var table) && record.Camera < table.Cameras.Length ? table.Cameras[record.Camera] : null;

    private RecordOutput Describe(in LabelRecord record)
    {
        var names = NamesOf(record);
        var isEvent = record.Kind is LabelRecordKind.EventStart or LabelRecordKind.EventUpdate or LabelRecordKind.EventEnd;
        var hasLabel = names is not null && (isEvent || record.Kind == LabelRecordKind.Count) && record.Label < names.Labels.Length;
        var (left, top, right, bottom) = record.Box.ToFractions();
        return new RecordOutput(
            record.Id.ToString(), record.Sequence, record.WallTimeMs, record.Flags.HasFlag(LabelRecordFlags.ClockSynchronised),
            record.Camera == LabelRecord.DeviceItself ? null : names?.Camera ?? $"camera {record.Camera}", TopicValues.Word(record.Kind),
            hasLabel ? names!.Labels[record.Label] : null,
            isEvent && names is not null && record.SubLabel < names.SubLabels.Length ? names.SubLabels[record.SubLabel] : null,
            isEvent ? record.TrackId : null, isEvent ? Math.Round(record.Score / 255.0, 2) : null, isEvent ? Math.Round(record.TopScore / 255.0, 2) : null,
            isEvent && record.Flags.HasFlag(LabelRecordFlags.HasBox) ? [left, top, right, bottom] : null,
            isEvent && names is not null ? Zones(record.Zones, names) : null, record.Value, _text.Content(record));
    }

    private static string[] Zones(int bits, CameraNames names) => [.. names.Zones.Where((_, i) => (bits & (1 << i)) != 0)];
}

/// <summary>Which records are wanted.</summary>
/// <param name="Camera">Of this camera; null: of all.</param>
/// <param name="Label">Of this label; null: of all.</param>
/// <param name="Kinds">Of these kinds; empty: of all.</param>
/// <param name="Before">Only those with a lower sequence number.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record RecordFilter(string? Camera, string? Label, IReadOnlySet<LabelRecordKind> Kinds, ulong Before, int Limit)
{
    /// <summary>By what needs no names.</summary>
    public bool Takes(in LabelRecord record) => Kinds.Count == 0 || Kinds.Contains(record.Kind);

    /// <summary>By names.</summary>
    public bool Takes(RecordOutput record) => (Camera is null || record.Camera == Camera) && (Label is null || record.Label == Label);
}
