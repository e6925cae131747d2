using System.Text.Json.Nodes;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Scenes;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary><c>models add</c> and <c>predict</c> with a bare ONNX file, as people call them.</summary>
public sealed class ModelsAddTests
{
    private const int NobodyListens = 1;

    private static readonly string Health = Path.Combine(Installation.BundledModels, "camera-health");
    private static readonly string HealthModel = Path.Combine(Health, "model.onnx");
    private static readonly string HealthLabels = Path.Combine(Health, "labels.txt");

    /// <summary>How the bundled model's own manifest prepares its input.</summary>
    private static readonly string[] HealthInput = ["--resize", "stretch", "--mean", "0", "--std", "1"];

    [Fact]
    public void Add_BareModel_IsABundleThatACameraCanUse()
    {
        using var device = new Installation(NobodyListens, "model: mine\nsource: {type: scene}");
        File.WriteAllText(device.ConfigPath, File.ReadAllText(device.ConfigPath).Replace($"\"{Installation.BundledModels}\"", "mymodels", StringComparison.Ordinal));

        var (code, text, errors) = DaemonProcess.Run(["models", "add", HealthModel, "--labels", HealthLabels, "--name", "mine", "--config", device.ConfigPath, .. HealthInput]);

        Assert.True(code == 0, errors);
        Assert.Contains("mine: added", text, StringComparison.Ordinal);
        var bundle = ModelBundle.Open(device["mymodels", "mine"]);
        Assert.Equal(File.ReadAllBytes(HealthModel), bundle.Model.ToArray());
        Assert.Equal(File.ReadAllLines(HealthLabels), bundle.Labels.Names);
        Assert.Equal(0, DaemonProcess.Run("check", "--config", device.ConfigPath).ExitCode);
    }

    [Fact]
    public void Add_DryRun_WritesNothing()
    {
        using var folder = new TempDirectory();

        var (code, text, errors) = DaemonProcess.Run("models", "add", HealthModel, "--labels", HealthLabels, "--models", folder["models"], "--dry-run");

        Assert.True(code == 0, errors);
        Assert.Contains("type: classification", text, StringComparison.Ordinal);
        Assert.Contains("would be added", text, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Add_NameThatIsTaken_TakesReplaceWhichKeepsTheOneBefore()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["other.txt"], "a\nb\nc\nd\ne\n");
        string[] add = ["models", "add", HealthModel, "--name", "mine", "--models", folder["models"], "--labels"];
        Assert.Equal(0, DaemonProcess.Run([.. add, HealthLabels]).ExitCode);

        var (refused, _, errors) = DaemonProcess.Run([.. add, folder["other.txt"]]);
        var (replaced, text, _) = DaemonProcess.Run([.. add, folder["other.txt"], "--replace"]);

        Assert.Equal(64, refused);
        Assert.Contains("--replace", errors, StringComparison.Ordinal);
        Assert.Equal(0, replaced);
        Assert.Contains("mine.versions/1", text, StringComparison.Ordinal);
        Assert.Equal("a", ModelBundle.Open(folder["models", "mine"]).Labels.Names[0]);
        Assert.Equal(File.ReadAllLines(HealthLabels), ModelBundle.Open(folder["models", "mine.versions", "1"]).Labels.Names);
    }

    [Fact]
    public void Add_NobodySaysTheLabels_SaysHowManyItTakes()
    {
        using var folder = new TempDirectory();

        AssertRefused(64, "5 names", "models", "add", HealthModel, "--models", folder["models"]);

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Add_MoreLabelsThanClasses_SaysBothNumbers()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["labels.txt"], "a\nb\nc\nd\ne\nf\n");

        AssertRefused(65, "5 classes, and there are 6 labels", "models", "add", HealthModel, "--models", folder["models"], "--labels", folder["labels.txt"]);
    }

    [Fact]
    public void Add_SeveralDecodersFit_AsksForOne()
    {
        using var folder = new TempDirectory();
        Write(folder["vector.onnx"], new OnnxGraph().Input("image", OnnxType.Float, 1, 3, 8, 8).Output("out", OnnxType.Float, 1, 3)
            .Node("GlobalAveragePool", ["image"], ["mean"]).Node("Flatten", ["mean"], ["out"]));

        AssertRefused(64, "classification, embedding. Say which with --decoder", "models", "add", folder["vector.onnx"], "--models", folder["models"]);

        Assert.Equal(0, DaemonProcess.Run("models", "add", folder["vector.onnx"], "--models", folder["models"], "--decoder", "embedding").ExitCode);
    }

    [Fact]
    public void Add_HostileModel_IsRefusedBeforeAnythingIsWritten()
    {
        using var folder = new TempDirectory();
        Write(folder["leak.onnx"], new OnnxGraph().Input("image", OnnxType.Float, 1, 3, 8, 8).Output("out", OnnxType.Float, 1, 3)
            .Node("Leak", "example.org", ["image"], ["out"]));

        AssertRefused(65, "example.org", "models", "add", folder["leak.onnx"], "--models", folder["models"]);

        Assert.False(Directory.Exists(folder["models"]));
    }

    [Fact]
    public void Predict_AsWritten_SeesTheSameWithOtherRounding()
    {
        var bundle = Path.Combine(Installation.BundledModels, "person-vehicle-animal");
        var picture = Path.Combine(bundle, "golden", "seed4-frame50-ok.png");

        var (fused, written) = (Seen("predict", "--model", bundle, "--json", picture), Seen("predict", "--as-written", "--model", bundle, "--json", picture));

        Assert.Equal(fused.Label, written.Label);
        Assert.InRange(written.Score - fused.Score, -0.05, 0.05);
        Assert.NotEqual(fused.Score, written.Score);

        static (string Label, double Score) Seen(params string[] arguments)
        {
            var (code, output, errors) = DaemonProcess.Run(arguments);
            Assert.True(code == 0, errors);
            var detection = Assert.Single(JsonNode.Parse(output)!["detections"]!.AsArray())!;
            return ((string)detection["label"]!, (double)detection["score"]!);
        }
    }

    [Theory]
    [InlineData("--resize", "foo", "letterbox_center")]
    [InlineData("--mean", "1,2", "input.mean")]
    [InlineData("--mean", "red", "--mean takes")]
    [InlineData("--set", "decoder.topk=3", "top_k")]
    [InlineData("--set", "nonsense", "KEY=YAML")]
    [InlineData("--set", "decoder.type=yolov8", "--decoder")]
    [InlineData("--decoder", "yolo", "yolov8")]
    [InlineData("--size", "640by480", "WIDTHxHEIGHT")]
    [InlineData("--name", "No Slug", "no_slug")]
    public void Add_OptionThatIsWrong_IsRefusedWithWhatWouldBeRight(string option, string value, string expected)
    {
        using var folder = new TempDirectory();

        var (code, _, errors) = DaemonProcess.Run("models", "add", HealthModel, "--labels", HealthLabels, "--models", folder["models"], option, value);

        Assert.Equal(64, code);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Add_DecoderThatDoesNotFit_IsRefusedWithTheOutputsThereAre()
    {
        using var folder = new TempDirectory();

        AssertRefused(65, "[1,5]", "models", "add", HealthModel, "--labels", HealthLabels, "--models", folder["models"], "--decoder", "yolov8");

        Assert.False(Directory.Exists(folder["models"]));
    }

    [Fact]
    public void Predict_BareModel_SeesWhatItsBundleSees()
    {
        using var device = new Installation(NobodyListens, "health: {}\nsource: {type: scene}");
        var pictures = device.DrawPictures(SceneCondition.Ok, SceneCondition.Dark);
        string[] images = [Path.Combine(pictures, "000.png"), Path.Combine(pictures, "001.png")];

        var bundle = LabelsOf("predict", "--model", Health, "--json", images[0], images[1]);
        var bare = LabelsOf(["predict", "--model", HealthModel, "--labels", HealthLabels, "--json", .. HealthInput, .. images]);
        var unnamed = LabelsOf(["predict", "--model", HealthModel, "--json", .. HealthInput, .. images]);

        Assert.Equal(["ok", "dark"], bundle);
        Assert.Equal(bundle, bare);
        Assert.All(unnamed, label => Assert.StartsWith("class_", label, StringComparison.Ordinal));
    }

    [Fact]
    public void Predict_BundleWithManifestOptions_IsRefused() =>
        AssertRefused(64, "--mean is for a bare ONNX file", "predict", "--model", Health, "--mean", "0", "x.png");

    [Fact]
    public void Predict_Annotate_WritesACopyAndNeverAPicture()
    {
        using var device = new Installation(NobodyListens, "health: {}\nsource: {type: scene}");
        var picture = Path.Combine(device.DrawPictures(SceneCondition.Ok), "000.png");
        var before = File.ReadAllBytes(picture);
        string[] predict = ["predict", "--model", Path.Combine(Installation.BundledModels, "person-vehicle-animal"), picture, "--annotate"];

        AssertRefused(64, "never written to", [.. predict, picture]);
        var (code, _, errors) = DaemonProcess.Run([.. predict, device["seen.png"]]);

        Assert.True(code == 0, errors);
        Assert.Equal(before, File.ReadAllBytes(picture));
        Assert.Equal([0x89, .. "PNG"u8], File.ReadAllBytes(device["seen.png"])[..4]);
    }

    private static IEnumerable<string> LabelsOf(params string[] arguments)
    {
        var (code, lines, errors) = DaemonProcess.Run(arguments);
        Assert.True(code == 0, errors);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string)JsonNode.Parse(line)!["labels"]![0]!["label"]!);
    }

    private static void AssertRefused(int expectedCode, string expected, params string[] arguments)
    {
        var (code, _, errors) = DaemonProcess.Run(arguments);
        Assert.Equal(expectedCode, code);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    private static void Write(string path, OnnxGraph graph) => File.WriteAllBytes(path, new OnnxModelBuilder(graph).ToBytes());
}
