using System.Globalization;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Drift;

/// <summary>
/// Watches models without seeing what they see: learns, from the journal's records alone, what a day of each camera is like, and says when one is not.
/// What it knows is numbers per camera, label and day, in one checked file. The publisher's thread.
/// </summary>
internal sealed class DriftWatch : ICompanion
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "baseline.txt";

    private const int MostBytes = 16 << 20;
    private const int MostCameras = 256;
    private const long DayMs = 86_400_000;
    private const long MostDays = 100_000;

    // A pipeline states its figures once a minute: where nothing is stated for longer, nobody watched.
    private const long LongestSilenceMs = 150_000;
    private readonly string? _path;
    private readonly DeviceView _view;
    private readonly Action<string> _trouble;
    private readonly RateLimit _save;
    private readonly SortedDictionary<string, CameraDrift> _cameras = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Camera, string Label), uint> _counts = [];
    private readonly Dictionary<string, (long AtMs, bool Sees, bool IsWatched)> _last = [];
    private RecordId _through;

    /// <param name="path">The file; null: nothing is kept.</param>
    /// <param name="view">What the records say so far.</param>
    /// <param name="trouble">Hears why the file cannot be read or written.</param>
    /// <param name="time">Clock of the writes; days are those of the records.</param>
    public DriftWatch(string? path, DeviceView view, Action<string> trouble, TimeProvider time)
    {
        (_path, _view, _trouble, _save) = (path, view, trouble, new RateLimit(TimeSpan.FromHours(1), time));
        _save.Allows();
        if (path is not null)
            Load(path);
    }

    /// <summary>A camera's days; null: none is known.</summary>
    public CameraDrift? Of(string camera) => _cameras.GetValueOrDefault(camera);

    /// <inheritdoc/>
    public void OnRecord(in AppliedRecord applied, List<MqttMessage> output)
    {
        var record = applied.Record;
        if (record.Id <= _through)
            return; // it was counted before the last restart
        _through = record.Id;
        if (record.Kind == LabelRecordKind.Boot)
        {
            _counts.Clear();
            _last.Clear();
        }

        if (applied.Camera is not { } names || !record.Flags.HasFlag(LabelRecordFlags.ClockSynchronised) || record.WallTimeMs is < 0 or > MostDays * DayMs || !_view.Cameras.TryGetValue(names.Camera, out var camera))
            return;
        if (!_cameras.TryGetValue(names.Camera, out var drift))
        {
            if (_cameras.Count == MostCameras)
                return;
            _cameras[names.Camera] = drift = new CameraDrift();
        }

        if (drift.On(record.WallTimeMs / DayMs) is not { } day)
            return;
        Watch(camera, day, record.WallTimeMs);
        if (record.Label >= names.Labels.Length)
            return;
        var label = names.Labels[record.Label];
        if (record.Kind == LabelRecordKind.Count)
        {
            day.Add(label, (int)Math.Min(record.Value - Math.Min(record.Value, _counts.GetValueOrDefault((names.Camera, label))), ushort.MaxValue), null);
            _counts[(names.Camera, label)] = record.Value;
        }
        else if (record is { Kind: LabelRecordKind.EventEnd, TopScore: > 0 })
            day.Add(label, 0, record.TopScore * CameraDay.ScoreBins / (byte.MaxValue + 1));
    }

    /// <inheritdoc/>
    public void OnLoss(List<MqttMessage> output)
    {
        // Who is there now may have been there before.
        foreach (var label in _counts.Keys.ToArray())
            _counts[label] = uint.MaxValue;
        _last.Clear();
    }

    /// <inheritdoc/>
    public TimeSpan Collect(List<MqttMessage> output, ref bool sendAllAgain)
    {
        if (_save.Allows())
            Save();
        return _save.AllowsIn;
    }

    /// <inheritdoc/>
    public IEnumerable<MqttMessage> Farewell()
    {
        Save();
        return [];
    }

    /// <summary>Adds the time since the camera's last record to what it was then.</summary>
    private void Watch(CameraView camera, CameraDay day, long atMs)
    {
        if (_last.TryGetValue(camera.Name, out var last) && last.IsWatched)
        {
            var seconds = Math.Clamp(atMs - last.AtMs, 0, LongestSilenceMs) / 1000.0;
            if (last.Sees)
                day.Seen += seconds;
            else
                day.Blind += seconds;
        }

        // Who stopped or paused it did not want it to see.
        _last[camera.Name] = (atMs, camera.CanSee, camera.State is CameraState.Live or CameraState.Offline);
    }

    private void Load(string path)
    {
        try
        {
            var lines = CheckedText.Read(path, MostBytes) ?? [];
            if (lines.Length == 0)
                return;
            var through = lines[0].Split(' ');
            _through = new RecordId(uint.Parse(through[0], CultureInfo.InvariantCulture), ulong.Parse(through[^1], CultureInfo.InvariantCulture));
            foreach (var camera in lines.Skip(1).Select(line => line.Split(' ')).Where(words => Slug.IsValid(words[0])).GroupBy(words => words[0]).Take(MostCameras))
            {
                var drift = new CameraDrift();
                drift.Load([.. camera.Select(words => CameraDay.Parse(words.AsSpan(1)))]);
                _cameras[camera.Key] = drift;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            _cameras.Clear();
            _through = default;
            _trouble($"'{path}': {e.Message}. What a usual day is like is learned anew, which takes {CameraDrift.LearningDays} days.");
        }
    }

    private void Save()
    {
        if (_path is null || _cameras.Count == 0)
            return;
        try
        {
            CheckedText.Write(_path, [$"{_through.BootEpoch} {_through.Sequence}", .. _cameras.SelectMany(camera => camera.Value.All.Select(day => $"{camera.Key} {day.Format()}"))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _trouble($"'{_path}' cannot be written: {e.Message} After a restart less is known of usual days. It is tried again each hour.");
        }
    }
}
