using System.Globalization;
using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Contracts.Naming;

namespace EdgeDaemon.Console.Editing;

/// <summary>Puts what was drawn on a camera's picture into the text of the configuration, changing nothing else in it.</summary>
internal static class AreaEdit
{
    private const int MostCorners = 100;

    /// <summary>The text with zones and masks as they were drawn.</summary>
    /// <param name="text">The text as it is.</param>
    /// <param name="file">What messages call it.</param>
    /// <param name="drawn">What was drawn.</param>
    /// <exception cref="FormatException">It is not there, or cannot be put there.</exception>
    public static string Apply(string text, string file, AreasInput drawn)
    {
        var config = ConfigLoader.Parse(text, file).Config ?? throw new FormatException("The file has errors; correct them first.");
        var index = config.Cameras.ToList().FindIndex(camera => camera.Name == drawn.Camera);
        if (index < 0)
            throw new FormatException($"'{file}' has no camera '{drawn.Camera}'.");
        var yaml = new YamlEditor(text, file);
        EditZones(yaml, index, config.Cameras[index], drawn.Zones);
        EditPolygons(yaml, index, "masks", config.Cameras[index].Masks.Select(mask => Points(mask)), drawn.Masks);
        EditPolygons(yaml, index, "privacy_masks", config.Cameras[index].PrivacyMasks.Select(mask => Points(mask)), drawn.PrivacyMasks);
        return yaml.Text;
    }

    private static void EditZones(YamlEditor yaml, int camera, CameraConfig config, IReadOnlyList<ZoneDrawing> drawn)
    {
        var names = drawn.Select(zone => zone.Name).ToList();
        if (names.Find(name => !Slug.IsValid(name)) is { } odd)
            throw new FormatException($"A zone is called by a-z, 0-9, _ and -, not '{odd}'.");
        if (names.Count != names.Distinct().Count())
            throw new FormatException("Two zones have one name; give each its own.");
        var left = config.Zones.Select(zone => zone.Name).ToList();
        for (var i = left.Count - 1; i >= 0; i--)
        {
            if (names.Contains(left[i]))
                continue;
            yaml.RemoveAt(i, "cameras", camera, "zones");
            left.RemoveAt(i);
        }

        foreach (var zone in drawn)
        {
            var place = left.IndexOf(zone.Name);
            var before = place < 0 ? null : config.Zones.First(known => known.Name == zone.Name);
            if (place < 0)
            {
                yaml.Append($"name: {zone.Name}", "cameras", camera, "zones");
                place = left.Count;
                left.Add(zone.Name);
            }

            Corners(yaml, camera, place, "area", before?.Area, zone.Area);
            Corners(yaml, camera, place, "line", before?.Line, zone.Line);
        }
    }

    private static void Corners(YamlEditor yaml, int camera, int zone, string key, IReadOnlyList<PointConfig>? before, IReadOnlyList<double[]>? drawn)
    {
        var text = drawn is { Count: > 0 } ? Points(drawn) : "";
        if (text == (before is { Count: > 0 } ? Points(before) : ""))
            return;
        if (text.Length > 0)
            yaml.Set(text, "cameras", camera, "zones", zone, key);
        else
            yaml.Remove("cameras", camera, "zones", zone, key);
    }

    private static void EditPolygons(YamlEditor yaml, int camera, string key, IEnumerable<string> before, IReadOnlyList<double[][]> drawn)
    {
        var polygons = drawn.Select(Points).ToList();
        if (polygons.SequenceEqual(before))
            return;
        if (polygons.Count > 0)
            yaml.Set($"[{string.Join(", ", polygons)}]", "cameras", camera, key);
        else
            yaml.Remove("cameras", camera, key);
    }

    private static string Points(IReadOnlyList<PointConfig> points) => $"[{string.Join(", ", points.Select(point => Point(point.X, point.Y)))}]";

    private static string Points(IReadOnlyList<double[]> points)
    {
        if (points.Count > MostCorners || points.Any(point => point is not [>= 0 and <= 1, >= 0 and <= 1]))
            throw new FormatException($"A shape has at most {MostCorners} corners, each of two numbers from 0 to 1.");
        return $"[{string.Join(", ", points.Select(point => Point(point[0], point[1])))}]";
    }

    private static string Point(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"[{Math.Round(x, 3)}, {Math.Round(y, 3)}]");
}
