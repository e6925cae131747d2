using System.Globalization;
using System.Text.Json.Nodes;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>Labelled pictures of the drawn scene: what training reads.</summary>
public sealed class DrawScenesTests
{
    [Fact]
    public void DrawScenes_SameSeed_SamePicturesWithBoxesInsideThem()
    {
        using var folder = new TempDirectory();
        var (first, second) = (Path.Combine(folder.Path, "a"), Path.Combine(folder.Path, "b"));

        foreach (var target in (string[])[first, second])
            Assert.Equal(0, DaemonProcess.Run("models", "draw-scenes", target, "--count", "8", "--seed", "2000").ExitCode);

        var names = Directory.GetFiles(first, "*.png").Select(Path.GetFileNameWithoutExtension).Order().ToList();
        Assert.Equal(Enumerable.Range(2000, 8).Select(seed => seed.ToString("D5", CultureInfo.InvariantCulture)), names);
        Assert.All(Directory.GetFiles(first), file =>
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(second, Path.GetFileName(file)))));
        var boxes = Directory.GetFiles(first, "*.json").SelectMany(file => JsonNode.Parse(File.ReadAllText(file))!["boxes"]!.AsArray()).ToList();
        Assert.NotEmpty(boxes);
        Assert.All(boxes, box => AssertInside(box!.AsArray()));
    }

    private static void AssertInside(JsonArray box)
    {
        Assert.Contains((string?)box[0], (string[])["person", "vehicle", "animal"]);
        var (x, y, width, height) = ((double)box[1]!, (double)box[2]!, (double)box[3]!, (double)box[4]!);
        Assert.InRange(x - (width / 2), -1e-6, 1);
        Assert.InRange(x + (width / 2), 0, 1 + 1e-6);
        Assert.InRange(y - (height / 2), -1e-6, 1);
        Assert.InRange(y + (height / 2), 0, 1 + 1e-6);
        Assert.True(width > 0 && height > 0);
    }
}
