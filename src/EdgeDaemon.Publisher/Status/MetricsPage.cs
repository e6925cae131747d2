using System.Globalization;
using System.Text;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Status;

/// <summary>The device's status in Prometheus' text format, version 0.0.4. What could not be learned has no line.</summary>
internal static class MetricsPage
{
    /// <summary>Media type of the page.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes it.</summary>
    /// <param name="status">How the device does.</param>
    /// <param name="isConnected">Is the broker reached?</param>
    /// <param name="seen">Cameras whose counts are told, too; empty: nothing of what was seen is.</param>
    public static string Of(StatusPayload status, bool isConnected, IEnumerable<CameraView> seen)
    {
        var page = new StringBuilder();
        Add("info", "gauge", "Device and version.", [($"device=\"{status.Device}\",version=\"{status.Version}\"", 1)]);
        Add("uptime_seconds", "gauge", "Since the publisher started.", [("", status.UptimeS)]);
        Add("clock_synchronised", "gauge", "Is the device's clock synchronised?", [("", Flag(status.ClockSynced))]);
        Add("temperature_celsius", "gauge", "Hottest sensor.", [("", status.TemperatureC)]);
        Add("throttled", "gauge", "Does the device suffer from heat or voltage?", [("", status.Throttling is { } throttling ? Flag(throttling.Length > 0) : null)]);
        Add("broker_connected", "gauge", "Is the broker reached?", [("", Flag(isConnected))]);
        Add("journal_backlog_records", "gauge", "Records that the broker does not have yet.", [("", status.Journal.Backlog)]);
        Add("journal_held", "gauge", "Is the publisher held up by a record?", [("", Flag(status.Journal.Held))]);
        Add("journal_lost_records_total", "counter", "Records that were overwritten before the broker had them.", [("", status.Journal.Lost)]);
        Add("journal_set_aside_records", "gauge", "Records that can never be published, since ever.", [("", status.Journal.SetAside)]);
        var publishing = status.Publishing;
        Add("messages_total", "counter", "What became of messages.",
        [
            ("outcome=\"published\"", publishing.Published), ("outcome=\"superseded\"", publishing.Superseded),
            ("outcome=\"refused\"", publishing.Refusals), ("outcome=\"parked\"", publishing.Parked),
        ]);
        Add("sessions_lost_total", "counter", "Sessions that ended out of order.", [("cause=\"silence\"", publishing.Silences), ("cause=\"taken_over\"", publishing.TakenOver)]);
        Add("camera_live", "gauge", "Does the camera deliver?", status.Cameras.Select(c => (Camera(c.Key), (double?)Flag(c.Value.State == "live"))));
        Add("camera_frames_per_second", "gauge", "Frames decided per second.", status.Cameras.Select(c => (Camera(c.Key), c.Value.Fps)));
        Add("camera_latency_seconds", "gauge", "From capture to decision.", status.Cameras.SelectMany(c => new[]
        {
            ($"{Camera(c.Key)},quantile=\"0.5\"", c.Value.LatencyP50Ms / 1000), ($"{Camera(c.Key)},quantile=\"0.99\"", c.Value.LatencyP99Ms / 1000),
        }));
        Add("camera_frames_total", "counter", "Frames since the vision process started.", status.Cameras.SelectMany(c => new[]
        {
            ($"{Camera(c.Key)},outcome=\"in\"", (double?)c.Value.FramesIn), ($"{Camera(c.Key)},outcome=\"skipped\"", c.Value.FramesSkipped),
            ($"{Camera(c.Key)},outcome=\"gated\"", c.Value.FramesGated), ($"{Camera(c.Key)},outcome=\"inferred\"", c.Value.FramesInferred),
        }));
        Add("objects", "gauge", "Objects of a label; no line while the camera cannot see.",
            seen.SelectMany(c => c.Counts.Keys.Select(label => ($"{Camera(c.Name)},label=\"{label}\"", (double?)c.Known(label)))));
        return page.ToString();

        void Add(string name, string type, string help, IEnumerable<(string Labels, double? Value)> values)
        {
            var known = values.Where(v => v.Value is not null).ToList();
            if (known.Count == 0)
                return;
            page.Append(CultureInfo.InvariantCulture, $"# HELP edgedaemon_{name} {help}\n# TYPE edgedaemon_{name} {type}\n");
            foreach (var (labels, value) in known)
                page.Append(CultureInfo.InvariantCulture, $"edgedaemon_{name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value}\n");
        }
    }

    // Names of devices, cameras and labels are slugs: nothing in them has to be escaped.
    private static string Camera(string name) => $"camera=\"{name}\"";

    private static double Flag(bool value) => value ? 1 : 0;
}
