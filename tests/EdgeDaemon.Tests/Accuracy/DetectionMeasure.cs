using System.Globalization;
using System.Text.Json;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Evaluation;

namespace EdgeDaemon.Tests.Accuracy;

/// <summary>How precise a detector is, and whether it sees what the reference saw.</summary>
internal static class DetectionMeasure
{
    /// <summary>As the reference scripts measure precision: nearly everything counts, and overlaps are dropped late.</summary>
    public static string[] PrecisionFlags(KnownModel model) => Flags(model, 0.01, 0.6, "--set", "decoder.max_candidates=30000");

    /// <summary>As they recorded detections.</summary>
    public static string[] ReferenceFlags(KnownModel model)
    {
        var recorded = RecordedOf(model)[0].Value;
        return Flags(model, recorded.GetProperty("score_threshold").GetDouble(), recorded.GetProperty("nms_iou").GetDouble());
    }

    /// <summary>Has the model a figure of average precision? Face detectors have none: nobody labelled the faces.</summary>
    public static bool HasPrecision(KnownModel model) => ReferenceFile.Read("accuracy.json").GetProperty(model.File).TryGetProperty("coco_AP50", out _);

    /// <summary>AP50 and AP50:95 over the 64 labelled pictures.</summary>
    public static Figure[] Precision(KnownModel model, AddedModel added)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Assets.Require("images", "coco", "annotations.json")));
        var (truth, found) = (TruthOf(document.RootElement), Detect(added, document.RootElement));
        var recorded = ReferenceFile.Read("accuracy.json").GetProperty(model.File);
        return
        [
            Figure.Points("AP50", 100 * AveragePrecision.Of(truth, found, 0.5), recorded.GetProperty("coco_AP50").GetDouble()),
            Figure.Points("AP50:95", 100 * AveragePrecision.Of(truth, found, AveragePrecision.CocoThresholds), recorded.GetProperty("coco_AP50_95").GetDouble()),
        ];
    }

    /// <summary>The detections of the reference's pictures: same class, score and box.</summary>
    public static ReferenceCount SameAsReference(KnownModel model, AddedModel added)
    {
        var (scoreTolerance, leastOverlap) = added.IsQuantized ? (0.15, 0.75) : (0.03, 0.9);
        var match = new DetectionMatch();
        foreach (var picture in RecordedOf(model))
            match.Add(added.LookAtReference(picture.Name), picture.Value, scoreTolerance, leastOverlap);
        var (missing, extra) = Crosscheck.OfDetections(model.File);
        return new ReferenceCount("detections", match.Matched, match.Expected, match.Extra, missing, extra);
    }

    /// <summary>The reference's pictures.</summary>
    public static JsonProperty[] RecordedOf(KnownModel model) => [.. ReferenceFile.Read("detection.json").GetProperty(model.File).EnumerateObject()];

    /// <summary>Where suppression is in the graph, there is nothing to say of it.</summary>
    private static string[] Flags(KnownModel model, double score, double overlap, params string[] suppression)
    {
        string[] flags = ["--score-threshold", Text(score), "--set", "decoder.max_detections=300"];
        return model.Name.Contains("e2e", StringComparison.Ordinal) || model.Name.StartsWith("ssd", StringComparison.Ordinal)
            ? flags
            : [.. flags, "--set", $"decoder.iou_threshold={Text(overlap)}", .. suppression];
    }

    private static List<FoundBox> Detect(AddedModel added, JsonElement annotations)
    {
        // Labels are the categories in order, or COCO's numbers of them less one, of which ten are not in use.
        var indexOf = IndexOfCategory(annotations);
        var isNumbered = added.Bundle.Labels.Names.Length > indexOf.Count;
        var found = new List<FoundBox>();
        foreach (var image in annotations.GetProperty("images").EnumerateArray())
        {
            var result = added.Look(out var size, "images", "coco", image.GetProperty("file_name").GetString()!);
            foreach (var detection in result.Detections)
            {
                var label = detection.LabelIndex;
                if (!isNumbered || indexOf.TryGetValue(detection.LabelIndex + 1, out label))
                    found.Add(new FoundBox(image.GetProperty("id").GetInt32(), label, PixelBox.Of(detection.Box, size.Width, size.Height), detection.Score));
            }
        }

        return found;
    }

    private static List<LabelledBox> TruthOf(JsonElement annotations)
    {
        var indexOf = IndexOfCategory(annotations);
        return [.. annotations.GetProperty("annotations").EnumerateArray().Select(a =>
        {
            var box = a.GetProperty("bbox").EnumerateArray().Select(v => v.GetDouble()).ToArray();
            return new LabelledBox(
                a.GetProperty("image_id").GetInt32(), indexOf[a.GetProperty("category_id").GetInt32()],
                new PixelBox(box[0], box[1], box[0] + box[2], box[1] + box[3]), a.GetProperty("iscrowd").GetInt32() != 0);
        })];
    }

    private static Dictionary<int, int> IndexOfCategory(JsonElement annotations) => annotations.GetProperty("categories")
        .EnumerateArray().Select((category, index) => (Id: category.GetProperty("id").GetInt32(), index)).ToDictionary(c => c.Id, c => c.index);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
