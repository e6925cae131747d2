using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Vision.Conditions;
using EdgeDaemon.Vision.Gating;

namespace EdgeDaemon.Pipeline.Gating;

/// <summary>
/// Which entry of a camera's schedule applies now, by the local clock, the sun, and how dark it is where the camera looks. Looked up
/// some times a minute, and when it gets dark or light. Used by the inference thread.
/// </summary>
internal sealed class CameraSchedule
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly LocationConfig? _location;
    private readonly DarknessMeter _darkness = new();
    private ImmutableArray<(TimeWindow Window, ScheduleConfig Entry)> _entries = [];
    private TimeSpan? _nextLook;
    private bool _wasDark;
    private ScheduleConfig? _now;

    /// <param name="schedule">The camera's entries.</param>
    /// <param name="location">Where the device stands; null: no entry goes by the sun.</param>
    /// <param name="time">Tells the local time.</param>
    public CameraSchedule(ImmutableArray<ScheduleConfig> schedule, LocationConfig? location, TimeProvider time)
    {
        (_location, _time) = (location, time);
        Apply(schedule);
    }

    /// <summary>Is there anything to look up?</summary>
    public bool IsEmpty => _entries.IsEmpty;

    /// <summary>The entry that applies; null: none.</summary>
    public ScheduleConfig? Now => _now;

    /// <summary>Takes over other entries; they are looked up with the next frame.</summary>
    public void Apply(ImmutableArray<ScheduleConfig> schedule) =>
        (_entries, _nextLook) = ([.. schedule.Select(entry => (ScheduleTimes.WindowOf(entry), entry))], null);

    /// <summary>Takes a frame in.</summary>
    /// <returns>Whether another entry applies from now on.</returns>
    public bool Observe(LumaPlane luma)
    {
        _darkness.Observe(luma);
        if (luma.Timestamp < _nextLook && _darkness.IsDark == _wasDark)
            return false;
        (_nextLook, _wasDark) = (luma.Timestamp + Look, _darkness.IsDark);
        var before = _now;
        _now = Find();
        return !ReferenceEquals(before, _now);
    }

    /// <summary>The configuration that holds now: what the entry says stands before what the camera says.</summary>
    public CameraConfig Over(CameraConfig config) => _now is null ? config : config with
    {
        ScoreThreshold = _now.ScoreThreshold ?? config.ScoreThreshold,
        LabelThresholds = config.LabelThresholds.SetItems(_now.LabelThresholds),
    };

    private ScheduleConfig? Find()
    {
        var local = _time.GetLocalNow();
        var day = _location is { } place ? LocalDay.At(local, place.Latitude, place.Longitude) : LocalDay.Anywhere;
        foreach (var (window, entry) in _entries)
        {
            if ((entry.Dark is null || entry.Dark == _darkness.IsDark) && window.Contains(local.TimeOfDay, day))
                return entry;
        }

        return null;
    }
}
