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
