using System.Text.Json.Nodes;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Evaluation;

namespace EdgeDaemon.Tests.Accuracy;

/// <summary>How often the best class is the right one.</summary>
internal static class ClassificationMeasure
{
    /// <summary>Two answers of the reference that are this close may change places: a processor's int8 arithmetic decides.</summary>
    private const double Tie = 0.1;

    /// <summary>Over the assets' labelled pictures of the model's own kind.</summary>
    public static Figure Accuracy(KnownModel model, AddedModel added)
    {
        var recorded = ReferenceFile.Read("accuracy.json").GetProperty(model.File);
        if (recorded.TryGetProperty("imagenet_top1", out var top1))
            return Figure.Points("top-1", OfImageNet(added), top1.GetDouble());
        return recorded.TryGetProperty("cifar10_top1", out var cifar)
            ? Figure.Points("top-1", OfCifar(added), cifar.GetDouble())
            : Figure.Points("accuracy", OfPersons(added), recorded.GetProperty("person_accuracy").GetDouble());
    }

    /// <summary>The best class of the reference's pictures.</summary>
    public static ReferenceCount SameAsReference(KnownModel model, AddedModel added)
    {
        var pictures = ReferenceFile.Read("classification.json").GetProperty(model.File).EnumerateObject().ToArray();
        var same = pictures.Count(picture =>
        {
            var best = added.LookAtReference(picture.Name).Classifications[0].LabelIndex;
            var recorded = picture.Value.GetProperty("top5").EnumerateArray()
                .Select(e => (Index: e.GetProperty("index").GetInt32(), Probability: e.GetProperty("probability").GetDouble())).ToArray();
            return best == recorded[0].Index
                || (added.IsQuantized && best == recorded[1].Index && recorded[0].Probability - recorded[1].Probability <= Tie);
        });
        return new ReferenceCount("best classes", same, pictures.Length, MayMiss: Crosscheck.OfBestClasses(model.File));
    }

    private static double OfImageNet(AddedModel added)
    {
        var truth = Read("images", "imagenet", "labels.json");

        // Models with 1001 classes have one for "background" before ImageNet's.
        var offset = added.Bundle.Labels.Names.Length - 1000;
        return Share(truth, entry => Best(added, "images", "imagenet", entry.Key) - offset == (int)entry.Value!["index"]!);
    }

    private static double OfPersons(AddedModel added) => Share(
        Read("images", "coco", "person_labels.json"), entry => Best(added, "images", "coco", entry.Key) == (int)entry.Value!["person"]!);

    private static double OfCifar(AddedModel added)
    {
        var pictures = Directory.GetFiles(Assets.Require("images", "cifar10"), "*.jpg").Select(path => Path.GetFileName(path)).ToArray();
        var right = pictures.Count(name =>
            added.Bundle.Labels.Names[Best(added, "images", "cifar10", name)] == name.Split('_')[0]);
        return 100.0 * right / pictures.Length;
    }

    private static int Best(AddedModel added, params string[] path) => added.Look(path).Classifications[0].LabelIndex;

    private static double Share(JsonObject truth, Func<KeyValuePair<string, JsonNode?>, bool> isRight) => 100.0 * truth.Count(isRight) / truth.Count;

    private static JsonObject Read(params string[] path) => JsonNode.Parse(File.ReadAllText(Assets.Require(path)))!.AsObject();
}
