using System.Text.Json.Nodes;
using EdgeDaemon.TestKit;
using EdgeDaemon.Tests.EndToEnd;

namespace EdgeDaemon.Tests.Accuracy;

/// <summary>
/// <c>edgedaemon predict</c> on real models and real photographs, against figures and outputs that an independent
/// implementation recorded.
/// </summary>
public sealed class PredictAccuracyTests(ITestOutputHelper output)
{
    /// <summary>Two answers of the reference that are this close may change places: int8 arithmetic and JPEG decoders differ by that much.</summary>
    private const double Tie = 0.1;

    public static TheoryData<string> Models => [.. AssetModel.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Predict_TwoHundredPhotographs_TopOneIsWithinOnePointOfTheReference(string name)
    {
        using var folder = new TempDirectory();
        var model = Find(name);
        var truth = JsonNode.Parse(File.ReadAllText(Assets.Require("images", "imagenet", "labels.json")))!.AsObject();

        var predictions = Predict(model.WriteBundle(folder), truth.Select(entry => Assets.Require("images", "imagenet", entry.Key)));
        var right = predictions.Count(p => p.Top - model.ImageNetOffset == (int)truth[Path.GetFileName(p.Image)]!["index"]!);

        var accuracy = 100.0 * right / truth.Count;
        output.WriteLine($"{name}: top-1 {accuracy:F1} % of {truth.Count}, reference {model.Accuracy:F1} %");
        Assert.Equal(200, predictions.Count);
        Assert.InRange(accuracy, model.Accuracy - 1.0, model.Accuracy + 1.0);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Predict_ReferencePictures_HaveTheSameTopOne(string name)
    {
        using var folder = new TempDirectory();
        var model = Find(name);
        var reference = JsonNode.Parse(File.ReadAllText(Assets.Require("reference", "classification.json")))![name + ".onnx"]!.AsObject();

        var predictions = Predict(model.WriteBundle(folder), reference.Select(entry => Assets.Require("reference", "inputs", entry.Key)));

        var differing = new List<string>();
        foreach (var (image, top, score) in predictions)
        {
            var expected = reference[Path.GetFileName(image)]!["top5"]!.AsArray();
            var (first, second) = ((double)expected[0]!["probability"]!, (double)expected[1]!["probability"]!);
            output.WriteLine($"{name} {Path.GetFileName(image)}: {top} {score:F4}, reference {expected[0]!["index"]} {first:F4}");
            if (top != (int)expected[0]!["index"]! && first - second > Tie)
                differing.Add(image);
        }

        Assert.Equal(reference.Count, predictions.Count);
        Assert.Empty(differing);
    }

    private static AssetModel Find(string name) => AssetModel.All.Single(model => model.Name == name);

    private static List<(string Image, int Top, double Score)> Predict(string bundle, IEnumerable<string> images)
    {
        var (code, lines, errors) = DaemonProcess.Run(["predict", "--model", bundle, "--json", .. images]);
        Assert.True(code == 0, errors);
        return
        [
            .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!)
                .Select(p => ((string)p["image"]!, (int)p["labels"]![0]!["index"]!, (double)p["labels"]![0]!["score"]!)),
        ];
    }
}
