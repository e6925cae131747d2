using System.Text.Json;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Evaluation;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Inference.Tests.Decoders;

/// <summary>Average precision of real detectors over the assets' 64 labelled pictures, against the figures of their manifest.</summary>
[Collection(AssetModelCollection.Name)]
public sealed class CocoAccuracyTests(ITestOutputHelper output)
{
    private const double Points = 1.0;

    // As the reference scripts: nearly everything counts, and overlaps are dropped late.
    private static readonly string[] Suppression = ["max_detections: 300", "iou_threshold: 0.6", "max_candidates: 30000"];
    private static readonly string[] SuppressedInside = ["max_detections: 300"];

    [Theory]
    [InlineData("yolov5n_640_qdq.onnx")]
    [InlineData("yolov8n_640_qdq.onnx")]
    [InlineData("yolov8n_640_e2e_dynint8.onnx")]
    [InlineData("yolox_nano_416_fp32.onnx")]
    [InlineData("yolox_nano_416_qdq.onnx")]
    [InlineData("nanodet_m_416_fp32.onnx")]
    [InlineData("nanodet_m_416_qdq.onnx")]
    [InlineData("fastestdet_352_fp32.onnx")]
    [InlineData("ssd_mobilenet_v1_coco_300_qdq_u8.onnx")]
    public void Process_CocoPictures_IsAsPreciseAsRecorded(string file)
    {
        var isSsd = file.StartsWith("ssd", StringComparison.Ordinal);
        using var model = new AssetModel(file, 0.01, isSsd || file.Contains("e2e", StringComparison.Ordinal) ? SuppressedInside : Suppression);
        var annotations = Annotations();
        var found = Detect(model.Runner, annotations, isSsd);
        var truth = TruthOf(annotations);
        var (ap50, ap) = (100 * AveragePrecision.Of(truth, found, 0.5), 100 * AveragePrecision.Of(truth, found, AveragePrecision.CocoThresholds));

        var recorded = ReferenceFile.Read("accuracy.json").GetProperty(file);
        var (expected50, expected) = (recorded.GetProperty("coco_AP50").GetDouble(), recorded.GetProperty("coco_AP50_95").GetDouble());
        output.WriteLine(FormattableString.Invariant(
            $"{file,-40} AP50 {ap50:0.00} (recorded {expected50:0.00})  AP50:95 {ap:0.00} (recorded {expected:0.00})"));
        Assert.Equal(expected50, ap50, Points);
        Assert.Equal(expected, ap, Points);
    }

    private static List<FoundBox> Detect(ModelRunner runner, JsonElement annotations, bool isSsd)
    {
        var indexOf = IndexOfCategory(annotations);
        var found = new List<FoundBox>();
        var pool = new FramePool();
        using var decoder = new PictureDecoder();
        foreach (var image in annotations.GetProperty("images").EnumerateArray())
        {
            var name = image.GetProperty("file_name").GetString()!;
            var path = Assets.Require("images", "coco", name);
            var file = File.ReadAllBytes(path);
            using var frame = decoder.Decode(file, pool, name, []);
            foreach (var detection in runner.Process(frame).Detections)
            {
                // The SSD's labels are COCO's category numbers less one, of which ten are not in use.
                if (!isSsd)
                    Add(detection, detection.LabelIndex);
                else if (indexOf.TryGetValue(detection.LabelIndex + 1, out var label))
                    Add(detection, label);
            }

            void Add(Detection detection, int label) => found.Add(new FoundBox(
                image.GetProperty("id").GetInt32(), label, PixelBox.Of(detection.Box, frame.Width, frame.Height), detection.Score));
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

    private static JsonElement Annotations()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Assets.Require("images", "coco", "annotations.json")));
        return document.RootElement.Clone();
    }
}
