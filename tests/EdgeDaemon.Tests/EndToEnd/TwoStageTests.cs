using System.Text.Json.Nodes;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Mqtt;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>Real detector, real classifier, real photographs, both processes and a real broker: which kind of cat is it?</summary>
public sealed class TwoStageTests : IDisposable
{
    private const string Events = "edgedaemon/unit/porch/events";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // What the photographs show, in the classifier's words. Of the cat's three kinds the first two are nearly as likely; one of
    // the two dogs is a greyhound, the other a Boston terrier.
    private static readonly Dictionary<string, string[]> KindsOf = new()
    {
        ["cat"] = ["egyptian_cat", "tabby", "tiger_cat"],
        ["dog"] = ["italian_greyhound", "staffordshire_bullterrier", "boston_bull"],
        ["hot_dog"] = ["hotdog"],
    };

    private readonly TempDirectory _folder = new();

    public TwoStageTests()
    {
        BundleWriter.Write(_folder["detector"], Model("ssd_mobilenet_v1_coco_300_qdq_u8.onnx"), """
            name: detector
            version: "1"
            task: detection
            licence: see the assets' manifest
            score_threshold: 0.6
            input: {width: 300, height: 300, layout: nhwc, dtype: uint8}
            decoder: {type: ssd}
            """, Labels("coco91.txt"));
        BundleWriter.Write(_folder["kinds"], Model("mobilenet_v2_torchvision_qdq.onnx"), """
            name: kinds
            version: "1"
            task: classification
            licence: see the assets' manifest
            input:
              width: 224
              height: 224
              mean: [123.675, 116.28, 103.53]
              std: [58.395, 57.12, 57.375]
              resize: center_crop
            decoder: {type: classification, logits: true}
            """, Labels("imagenet1000.txt"));
    }

    [Fact]
    public void Photographs_DetectedThenClassified_EventsCarryTheSubLabel()
    {
        using var broker = MosquittoBroker.Run();
        using var device = new Installation(broker.Port, $$"""
            source: {type: replay, path: "{{Photographs("cat.png", "hot_dog.jpg", "pets.jpg")}}", loop: false}
            model: detector
            labels: [cat, dog, hot_dog]
            visible_frames: 1
            hidden_frames: 1
            then:
              - {model: kinds, budget: 60s, score_threshold: 0.2}
            """, _folder.Path);
        using var subscriber = new MqttSubscriber(broker.Port, Events);
        using var publisher = DaemonProcess.Publisher("--config", device.ConfigPath);

        var (code, _, errors) = DaemonProcess.Run("vision", "--config", device.ConfigPath);

        Assert.True(code == 0, errors);
        Assert.True(subscriber.WaitFor(HaveAllEnded, Patience), publisher.Errors);
        var seen = subscriber.Messages.Select(m => JsonNode.Parse(m.Payload)!)
            .Where(e => (string)e["type"]! == "start")
            .Select(e => ((string)e["label"]!, (string?)e["sub_label"])).ToList();
        // An event per object: a picture with two dogs begins two.
        Assert.Equal(KindsOf.Keys.Order(), seen.Select(e => e.Item1).Distinct().Order());
        Assert.All(seen, e => Assert.Contains(e.Item2, KindsOf[e.Item1]));
        Assert.Contains("hot_dog (hotdog) #", DaemonProcess.Run("audit", "--config", device.ConfigPath).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model: detector\nthen: [{model: missing}]", "missing")]
    [InlineData("model: detector\nthen: [{model: kinds, labels: [tabby]}]", "lets 'kinds' look at 'tabby'")]
    [InlineData("model: kinds\nthen: [{model: kinds}]", "'then' looks at what the camera's model detects")]
    public void Check_SecondModelThatDoesNotFit_SaysWhyAndExits78(string camera, string expected)
    {
        using var device = new Installation(port: 1, "source: {type: scene}\n" + camera, _folder.Path);

        var (code, _, errors) = DaemonProcess.Run("check", "--config", device.ConfigPath);

        Assert.Equal(78, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Photograph_Segmented_LabelIsPresentWithItsShareAndRegion()
    {
        BundleWriter.Write(_folder["parts"], Model("deeplabv3_mnv2_dm05_pascal_513_qdq_u8.onnx"), """
            name: parts
            version: "1"
            task: segmentation
            licence: see the assets' manifest
            input: {width: 513, height: 513, layout: nhwc, dtype: uint8}
            decoder: {type: segmentation}
            """, Labels("voc.txt"));
        using var device = new Installation(port: 1, $$"""
            source: {type: replay, path: "{{Photographs("cat.png")}}", loop: false}
            model: parts
            area_threshold: 0.2
            visible_frames: 1
            """, _folder.Path);

        var (code, _, errors) = DaemonProcess.Run("vision", "--config", device.ConfigPath);

        Assert.True(code == 0, errors);
        var journal = DaemonProcess.Run("audit", "--config", device.ConfigPath).Output;
        Assert.Matches(@"start  cat #1 0\.[2-9]\d at 0\.", journal);
        Assert.Contains("count  cat = 1", journal, StringComparison.Ordinal);
        Assert.DoesNotContain("background", journal, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_Then_GivesSubLabelsOfEachDetection()
    {
        var (code, line, errors) = DaemonProcess.Run(
            "predict", "--model", _folder["detector"], "--then", _folder["kinds"], "--json", Assets.Require("images", "misc", "hot_dog.jpg"));

        Assert.True(code == 0, errors);
        var detection = JsonNode.Parse(line)!["detections"]![0]!;
        Assert.Equal("hot dog", (string)detection["label"]!);
        Assert.Equal(("hotdog", 934), ((string)detection["sub_labels"]![0]!["label"]!, (int)detection["sub_labels"]![0]!["index"]!));
        Assert.InRange((double)detection["sub_labels"]![0]!["score"]!, 0.8, 1);
    }

    [Fact]
    public void Predict_ThenWithTwoClassifiers_SaysWhichOneDetects()
    {
        var (code, _, errors) = DaemonProcess.Run("predict", "--model", _folder["kinds"], "--then", _folder["kinds"], "x.png");

        Assert.NotEqual(0, code);
        Assert.Contains("--then looks at what the first model detects", errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static bool HaveAllEnded(IReadOnlyList<SubscribedMessage> messages) =>
        messages.Count(m => (string)JsonNode.Parse(m.Payload)!["type"]! == "end") >= KindsOf.Count;

    private string Photographs(params string[] names)
    {
        var folder = _folder["photographs"];
        Directory.CreateDirectory(folder);
        foreach (var name in names)
            File.Copy(Assets.Require("images", "misc", name), Path.Combine(folder, name));
        return folder;
    }

    private static byte[] Model(string name) => File.ReadAllBytes(Assets.Require("models", name));

    private static string[] Labels(string name) => File.ReadAllLines(Assets.Require("labels", name));
}
