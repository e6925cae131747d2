using System.Globalization;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration;

/// <summary>Rules about several keys of what becomes an event.</summary>
internal static class ConfigWatchRules
{
    public static SizeLimits SizesInOrder(SizeLimits sizes, YamlSection section)
    {
        if (sizes.MinArea > sizes.MaxArea)
            section.Fail("min_area", "is more than 'max_area', so that no object fits", "Write a smaller 'min_area', or a larger 'max_area'.");
        return sizes;
    }

    public static ZoneConfig AreaOrLine(ZoneConfig zone, YamlSection section)
    {
        if (zone.Area.Length > 0 && zone.Line.Length > 0)
            section.Fail("line", "a zone is an area or a line, not both", "Remove 'area' or 'line'.");
        else if (!IsWritten("area") && !IsWritten("line"))
            section.FailMissing("area", "a list of at least 3 points, or 'line:' with 2");
        else if (zone.Area.Length is 1 or 2)
            section.Fail("area", $"has {zone.Area.Length} corners", "Write at least 3, or use 'line:'.");
        else if (zone.Line.Length == 1 || (zone.Line.Length == 2 && zone.Line[0] == zone.Line[1]))
            section.Fail("line", "has no length", "Write two different points.");
        if (zone.Line.Length > 0 && zone.Inertia != new ZoneConfig { Name = "" }.Inertia)
            section.Fail("inertia", "has no effect on a line", "Remove this key.");
        if (zone.Line.Length > 0 && zone.Loitering != TimeSpan.Zero)
            section.Fail("loitering", "has no effect on a line", "Remove this key.");
        if (zone.Area.Length > 0 && zone.Direction != LineDirection.Either)
            section.Fail("direction", "has no effect on an area", "Remove this key, or use 'line:'.");
        return zone;

        // Where a point is wrong the list is empty here, and that was said already.
        bool IsWritten(string key) => section.TryGet(key, out var value) && value.Node is not YamlSequence { Items.Length: 0 };
    }

    /// <summary>What was drawn in pixels is said once for each area, with the division done where the size of the frame is known.</summary>
    public static CameraConfig AreasInFractions(CameraConfig camera, YamlSection section)
    {
        var isSizeKnown = section.TryGet("source", out var source) && !section.Errors.IsWrong(source.Path);
        var (width, height) = !isSizeKnown ? (0, 0) : camera.Source switch
        {
            V4l2SourceConfig s => (s.Width, s.Height),
            RpicamSourceConfig s => (s.Width, s.Height),
            FfmpegSourceConfig s => (s.Width, s.Height),
            NetworkSourceConfig s => (s.Width, s.Height),
            SceneSourceConfig s => (s.Width, s.Height),
            _ => (0, 0),
        };
        foreach (var area in Items("zones").SelectMany(zone => Below(zone, "area").Concat(Below(zone, "line"))).Concat(Items("masks")).Concat(Items("privacy_masks")))
        {
            var corners = area.Node is YamlSequence list ? list.Items.Select(Corner).ToList() : [];
            if (corners.Contains(null) || !corners.Exists(c => c!.Value.X > 1 || c.Value.Y > 1))
                continue;
            var fractions = string.Join(", ", corners.Select(c => string.Create(
                CultureInfo.InvariantCulture, $"[{Math.Round(c!.Value.X / width, 4)}, {Math.Round(c.Value.Y / height, 4)}]")));
            section.Errors.Replace(area, "is not in fractions of the frame", corners.TrueForAll(c => c!.Value.X <= width && c.Value.Y <= height)
                ? $"If these are pixels of {width} x {height}, write [{fractions}]."
                : "Write each x as a share of the frame's width and each y as one of its height, from 0 to 1: pixel 320 of 640 is 0.5.");
        }

        return camera;

        IEnumerable<YamlValue> Items(string key) =>
            section.TryGet(key, out var value) && value.Node is YamlSequence list ? list.Items.Select((item, i) => value.At(i, item)) : [];
    }

    private static IEnumerable<YamlValue> Below(YamlValue section, string key) =>
        section.Node is YamlMapping mapping ? mapping.Entries.Where(e => e.Key.Text == key).Select(e => section.At(key, e.Value)) : [];

    /// <summary>A point as it is written, whatever its size; null: it is none.</summary>
    private static (double X, double Y)? Corner(YamlNode node) =>
        node is YamlSequence { Items: [YamlScalar x, YamlScalar y] } && YamlNumber.TryParse(x.Text, out var left) && YamlNumber.TryParse(y.Text, out var top)
        && left >= 0 && top >= 0 ? (left, top) : null;

    public static CameraConfig NamesOfReportedLabels(CameraConfig camera, YamlSection section)
    {
        if (camera.Labels.Length == 0)
            return camera;
        Check("zones", camera.Zones.SelectMany(zone => zone.Labels));
        Check("tracking", camera.Tracking.Sizes.Keys);
        Check("schedule", camera.Schedule.SelectMany(entry => entry.LabelThresholds.Keys));
        return camera;

        void Check(string key, IEnumerable<string> labels)
        {
            foreach (var label in labels.Distinct().Except(camera.Labels).Order(StringComparer.Ordinal))
                section.Fail(key, $"'{label}' is not one of the camera's 'labels', so that it is never reported",
                    $"Add it to the camera's 'labels', or remove it. {NearestName.Suggest(label, camera.Labels)}");
        }
    }

    public static DaemonConfig SunNeedsLocation(DaemonConfig config, YamlSection section)
    {
        if (config.Location is null && config.Cameras.FirstOrDefault(c => c.Schedule.Any(entry => entry.NeedsSun)) is { } camera)
            section.Fail("location", $"not set, and the schedule of camera '{camera.Name}' goes by the sun",
                "Add 'location: {latitude: …, longitude: …}'; it never leaves the device. Or use times of the clock.");
        return config;
    }
}
