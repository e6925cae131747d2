using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Inference.Tests.Decoders;

/// <summary>
/// Real detectors on real pictures must see what the assets' reference scripts recorded, but for as many disagreements as a
/// second implementation of them had with the first (<c>crosscheck_opencv_ort121.txt</c>).
/// </summary>
[Collection(AssetModelCollection.Name)]
public sealed partial class GoldenDetectionTests(ITestOutputHelper output)
{
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
    [InlineData("ultraface_rfb_320_fp32.onnx")]
    [InlineData("ultraface_rfb_320_qdq.onnx")]
    [InlineData("yunet_n_320_fp32.onnx")]
    public void Process_ReferencePictures_SeesWhatWasRecorded(string file)
    {
        var recorded = ReferenceFile.Read("detection.json").GetProperty(file).EnumerateObject().ToArray();
        using var model = Open(file, recorded[0].Value);
        var (scoreTolerance, leastOverlap) = model.IsQuantized ? (0.15, 0.75) : (0.03, 0.9);
        var pool = new FramePool();
        var match = new DetectionMatch();
        foreach (var picture in recorded)
        {
            using var frame = ReferenceFile.Picture(picture.Name, pool);
            match.Add(model.Runner.Process(frame), picture.Value, scoreTolerance, leastOverlap);
        }

        output.WriteLine($"{file,-44} {match}");
        var (missing, extra) = Allowed(file);
        Assert.InRange(match.Expected - match.Matched, 0, missing);
        Assert.InRange(match.Extra, 0, extra);
    }

    [Fact]
    public void Process_Faces_HaveTheRecordedLandmarks()
    {
        var recorded = ReferenceFile.Read("detection.json").GetProperty("yunet_n_320_fp32.onnx").EnumerateObject().ToArray();
        using var model = Open("yunet_n_320_fp32.onnx", recorded[0].Value);
        var pool = new FramePool();
        foreach (var picture in recorded)
        {
            using var frame = ReferenceFile.Picture(picture.Name, pool);
            var result = model.Runner.Process(frame);
            var faces = picture.Value.GetProperty("detections").EnumerateArray().ToArray();
            Assert.Equal(faces.Length, result.Detections.Length);
            for (var i = 0; i < faces.Length; i++)
            {
                var expected = faces[i].GetProperty("landmarks").EnumerateArray().SelectMany(p => p.EnumerateArray().Select(v => v.GetDouble()));
                var actual = result.LandmarksOf(i).ToArray().SelectMany(p => new[] { p.X * (double)frame.Width, p.Y * (double)frame.Height });
                Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1));
            }
        }
    }

    private static AssetModel Open(string file, JsonElement recorded)
    {
        var threshold = recorded.GetProperty("score_threshold").GetDouble();
        return file.Contains("e2e", StringComparison.Ordinal) || file.StartsWith("ssd", StringComparison.Ordinal)
            ? new AssetModel(file, threshold, "max_detections: 300")
            : new AssetModel(file, threshold, "max_detections: 300", $"iou_threshold: {recorded.GetProperty("nms_iou")}");
    }

    /// <summary>How many were missing and extra there; none where the file does not say.</summary>
    private static (int Missing, int Extra) Allowed(string file)
    {
        var line = File.ReadLines(Assets.Require("reference", "crosscheck_opencv_ort121.txt"))
            .FirstOrDefault(l => l.StartsWith(file, StringComparison.Ordinal));
        if (line is null)
            return (0, 0);
        var counts = Counts().Match(line).Groups.Values.Skip(1).Select(g => int.Parse(g.Value, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return (counts[1] - counts[0], counts[2]);
    }

    [GeneratedRegex(@"matched (\d+)/(\d+) extra (\d+)")]
    private static partial Regex Counts();
}
