using System.Text.Json;
using EdgeDaemon.TestKit.Imaging;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.TestKit.Evaluation;

/// <summary>What the assets' reference scripts recorded.</summary>
public static class ReferenceFile
{
    private static readonly Dictionary<string, JsonElement> Files = [];

    /// <summary>The content of a file of the reference folder.</summary>
    public static JsonElement Read(string name)
    {
        var path = Assets.Require("reference", name);
        lock (Files)
        {
            if (!Files.TryGetValue(name, out var content))
            {
                using var document = JsonDocument.Parse(File.ReadAllBytes(path));
                Files[name] = content = document.RootElement.Clone();
            }

            return content;
        }
    }

    /// <summary>A lossless picture that results were recorded for.</summary>
    public static Frame Picture(string name, FramePool pool) => PngReader.ReadRgb(Assets.Require("reference", "inputs", name), pool);
}
