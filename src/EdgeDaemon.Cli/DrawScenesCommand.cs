using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeDaemon.Capture.Png;
using EdgeDaemon.Scenes;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Cli;

/// <summary>
/// <c>edgedaemon models draw-scenes</c>: pictures of the drawn scene with the truth beside them, for training: <c>NAME.png</c> and
/// <c>NAME.json</c> with <c>{"boxes": [["person", cx, cy, w, h], …]}</c>, fractions of the picture, every object labelled.
/// </summary>
internal static class DrawScenesCommand
{
    private const int Width = 320;
    private const int Height = 240;

    /// <summary>Objects come and go within about this time.</summary>
    private const double LongestSeconds = 60;

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder to write to; made when missing." };
        var count = new Option<int>("--count") { Description = "How many pictures; each is of another world.", DefaultValueFactory = _ => 400 };
        var seed = new Option<int>("--seed")
        {
            Description = "Seed of the first world; the others follow. Keep training, test and demo apart.",
            DefaultValueFactory = _ => 1000,
        };
        var command = new Command("draw-scenes", "Draw labelled pictures of the synthetic scene, to train with.") { folder, count, seed };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder), parsed.GetValue(count), parsed.GetValue(seed)));
        return command;
    }

    private static int Run(string folder, int count, int seed)
    {
        Directory.CreateDirectory(folder);
        var pool = new FramePool();
        var objects = 0;
        for (var i = 0; i < count; i++)
        {
            var world = seed + i;
            var renderer = new SceneRenderer(world, Width, Height);
            using var frame = pool.Rent(PixelFormat.Rgb24, Width, Height);
            // Worlds of one run are looked at at other times, so that things stand elsewhere in each.
            renderer.Render(i, new Random(world).NextDouble() * LongestSeconds, SceneCondition.Ok, frame.Bytes);
            var name = Path.Combine(folder, world.ToString("D5", CultureInfo.InvariantCulture));
            File.WriteAllBytes(name + ".png", PngWriter.Encode(frame));
            File.WriteAllText(name + ".json", TruthOf(renderer.Truth));
            objects += renderer.Truth.Length;
        }

        Console.WriteLine($"{count} pictures with {objects} objects in {folder}.");
        return ExitCodes.Ok;
    }

    private static string TruthOf(ReadOnlySpan<SceneObject> truth)
    {
        var boxes = new object[truth.Length][];
        for (var i = 0; i < truth.Length; i++)
        {
            var (kind, box) = truth[i];
            boxes[i] =
            [
                LabelOf(kind), (box.Left + box.Right) / 2.0, (box.Top + box.Bottom) / 2.0, (double)(box.Right - box.Left), (double)(box.Bottom - box.Top),
            ];
        }

        return JsonSerializer.Serialize(new SceneTruth(boxes), SceneTruthJson.Default.SceneTruth);
    }

    private static string LabelOf(SceneObjectKind kind) => kind switch
    {
        SceneObjectKind.Person => "person",
        SceneObjectKind.Vehicle => "vehicle",
        SceneObjectKind.Animal => "animal",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "expected a kind that the scene draws"),
    };
}

/// <summary>The truth of one picture, in the form that the training scripts read.</summary>
internal sealed record SceneTruth(object[][] Boxes);

/// <summary>JSON of <see cref="SceneTruth"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SceneTruth))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(double))]
internal sealed partial class SceneTruthJson : JsonSerializerContext;
