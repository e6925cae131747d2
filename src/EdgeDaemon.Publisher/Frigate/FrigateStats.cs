using EdgeDaemon.Contracts.Payloads.Frigate;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.Status;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Frigate;

/// <summary>Makes Frigate's statistics of what cameras count: rates out of the difference between two of their metrics.</summary>
internal sealed class FrigateStats(DeviceView view, TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly Dictionary<string, (CameraMetrics Counted, long AtMs, FrigateCameraStatsPayload Rates)> _cameras = new(StringComparer.Ordinal);

    /// <summary>How the cameras did over the time between the last two metrics of each.</summary>
    public FrigateStatsPayload Compose()
    {
        foreach (var gone in _cameras.Keys.Where(name => !view.Cameras.ContainsKey(name)).ToArray())
            _cameras.Remove(gone);
        foreach (var (name, camera) in view.Cameras)
        {
            if (camera.Metrics is { } metrics)
                Count(name, metrics.Values, metrics.Stamp.WallTimeMs);
        }

        return new FrigateStatsPayload
        {
            Cameras = new SortedDictionary<string, FrigateCameraStatsPayload>(
                _cameras.ToDictionary(known => known.Key, known => known.Value.Rates with { DetectionEnabled = !FrigateMirror.IsOff(view.Cameras[known.Key]) }), StringComparer.Ordinal),
            DetectionFps = Math.Round(_cameras.Values.Sum(known => known.Rates.DetectionFps), 2),
            Service = new FrigateServicePayload
            {
                Uptime = (long)time.GetElapsedTime(_startedAt).TotalSeconds,
                Version = PublisherVersion.Text,
                LastUpdated = time.GetUtcNow().ToUnixTimeSeconds(),
            },
        };
    }

    private void Count(string name, CameraMetrics counted, long atMs)
    {
        if (!_cameras.TryGetValue(name, out var before))
            before = (counted, atMs, new FrigateCameraStatsPayload { CameraFps = 0, ProcessFps = 0, SkippedFps = 0, DetectionFps = 0, DetectionEnabled = true });
        var seconds = (atMs - before.AtMs) / 1000.0;

        // Counters begin anew with the vision process.
        if (seconds > 0 && counted.FramesIn >= before.Counted.FramesIn)
        {
            before.Rates = before.Rates with
            {
                CameraFps = Rate(counted.FramesIn, before.Counted.FramesIn, seconds),
                ProcessFps = Math.Round(counted.FramesPerSecond, 2),
                SkippedFps = Rate(counted.FramesSkipped, before.Counted.FramesSkipped, seconds),
                DetectionFps = Rate(counted.FramesInferred, before.Counted.FramesInferred, seconds),
            };
        }

        _cameras[name] = (counted, atMs, before.Rates);
    }

    private static double Rate(uint now, uint before, double seconds) => Math.Round((now - before) / seconds, 2);
}
