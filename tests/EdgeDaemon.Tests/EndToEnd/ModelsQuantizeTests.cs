using EdgeDaemon.Capture.Png;
using EdgeDaemon.Cli;
using EdgeDaemon.Cli.Quantizing;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.OnnxModel.Editing;
using EdgeDaemon.Inference.Quantization;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary><c>models quantize</c> and <c>models bench</c>, as people call them.</summary>
public sealed class ModelsQuantizeTests : IDisposable
{
    private const string Manifest = """
        name: colours
        version: 1.2.0
        task: classification
        licence: Apache-2.0
        input: {width: 16, height: 16, std: [255, 255, 255]}
        decoder: {type: classification}
        score_threshold: 0
        """;

    private const int Enough = 24;

    private readonly TempDirectory _folder = new();

    /// <summary>Not judged by its speed, which this machine decides.</summary>
    private string[] Quantize => ["models", "quantize", "colours", "--models", _folder["models"], "--even-if-slower"];

    [Fact]
    public void Quantize_Folder_InstallsABundleAndLeavesTheFloatModelAlone()
    {
        WriteModel(Sums());
        var before = File.ReadAllBytes(_folder["models", "colours", "model.onnx"]);

        var (code, text, errors) = DaemonProcess.Run([.. Quantize, "--pictures", Draw(Enough)]);

        Assert.True(code == 0, text + errors);
        Assert.Contains("ranges by", text, StringComparison.Ordinal);
        Assert.Contains("of 6 seen on 6 other pictures", text, StringComparison.Ordinal);
        var bundle = ModelBundle.Open(_folder["models", "colours-int8"]);
        Assert.Equal(("colours-int8", "1.2.0+int8"), (bundle.Manifest.Name, bundle.Manifest.Version));
        Assert.Equal(OnnxPrecision.Int8QuantizeDequantize, OnnxInspector.Inspect(bundle.Model.Span, new OnnxLimits()).Precision);
        Assert.Equal("r.png", Path.GetFileName(Assert.Single(bundle.GoldenCases).ImagePath));
        Assert.True(File.Exists(_folder["models", "colours-int8", "LICENSE"]));
        Assert.Equal(before, File.ReadAllBytes(_folder["models", "colours", "model.onnx"]));
        Assert.Equal(["colours", "colours-int8"], Models());
    }

    [Fact]
    public void Quantize_NameThatIsTaken_TakesReplaceWhichKeepsTheOneBefore()
    {
        WriteModel(Sums());
        string[] inPlace = [.. Quantize, "--pictures", Draw(Enough), "--as", "colours"];

        AssertRefused(64, "--replace", inPlace);
        var (code, text, errors) = DaemonProcess.Run([.. inPlace, "--replace", "--range", "percentile"]);

        Assert.True(code == 0, text + errors);
        var before = new BundleStore(_folder["models"]).PreviousPathOf("colours");
        Assert.Contains(before, text, StringComparison.Ordinal);
        Assert.Equal("1.2.0+int8", ModelBundle.Open(_folder["models", "colours"]).Manifest.Version);
        Assert.Equal("1.2.0", ModelBundle.Open(before).Manifest.Version);
    }

    [Fact]
    public void Quantize_SeesSomethingElseThanBefore_IsRefusedAndNothingIsInstalled()
    {
        WriteModel(Drowned());

        var (code, text, errors) = DaemonProcess.Run([.. Quantize, "--pictures", Draw(Enough)]);

        Assert.True(code == 1, text + errors);
        Assert.Contains("'colours-int8' is not installed: it differs from the float model in", errors, StringComparison.Ordinal);
        Assert.Contains("golden pictures r.png", errors, StringComparison.Ordinal);
        Assert.Equal(["colours"], Models());
    }

    [Theory]
    [InlineData(1000, 999, false, "")]
    [InlineData(1000, 1000, false, "not faster")]
    [InlineData(1000, 2000, true, "")]
    public void Faults_NotFaster_IsOneUnlessThatIsAllowed(int ticks, int otherTicks, bool evenIfSlower, string expected) => Assert.Contains(
        expected, string.Concat(ModelsQuantize.Faults(new ModelComparison(10, 1, 0, new TimeSpan(ticks), new TimeSpan(otherTicks)), [], 5, evenIfSlower).DefaultIfEmpty("")), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 1, "sees anything")]
    [InlineData(100, 0.949, "5.1 %")]
    [InlineData(100, 0.95, "")]
    public void Faults_Agreement_IsHeldToTheLimit(int seen, double agreement, string expected)
    {
        var faults = ModelsQuantize.Faults(new ModelComparison(seen, agreement, 0, new TimeSpan(2), new TimeSpan(1)), [], 5, evenIfSlower: false).ToList();
        Assert.Equal(expected.Length > 0, faults.Count > 0);
        Assert.All(faults, fault => Assert.Contains(expected, fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "holds no .jpg, .jpeg or .png")]
    [InlineData(19, "gave 19 pictures, and it takes 20 at least")]
    public void Quantize_TooFewPictures_SaysHowManyItTakes(int count, string expected)
    {
        WriteModel(Sums());
        AssertRefused(66, expected, [.. Quantize, "--pictures", Draw(count)]);
        AssertRefused(66, "is not there", [.. Quantize, "--pictures", _folder["nowhere"]]);
    }

    [Fact]
    public void Quantize_PictureThatCannotBeRead_IsToldAndLeftOut()
    {
        WriteModel(Sums());
        var pictures = Draw(Enough);
        File.WriteAllText(Path.Combine(pictures, "000.png"), "no picture");

        var (code, text, errors) = DaemonProcess.Run([.. Quantize, "--pictures", pictures]);

        Assert.True(code == 0, text + errors);
        Assert.Contains("picture left out: Picture '", errors, StringComparison.Ordinal);
        Assert.Contains("000.png", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_QuantizedModel_IsRefused() => AssertRefused(
        65, "quantized already", "models", "quantize", "camera-health", "--models", Installation.BundledModels, "--pictures", Draw(Enough));

    [Fact]
    public void Quantize_ModelOfOtherOperators_SaysWhatItTakes()
    {
        WriteModel(Start().Node("GlobalAveragePool", ["image"], ["mean"]).Node("Flatten", ["mean"], ["scores"]));
        AssertRefused(65, "nothing that can be quantized", [.. Quantize, "--pictures", Draw(Enough)]);
    }

    [Fact]
    public void Quantize_CalculatesNoNumber_NamesTheValue()
    {
        WriteModel(Sums(g => g.Initializer(OnnxTensor.Float("zero", [], 0)).Node("Div", ["c1", "zero"], ["m"])));
        AssertRefused(65, "no finite number: 'm'", [.. Quantize, "--pictures", Draw(Enough)]);
        Assert.Equal(["colours"], Models());
    }

    [Fact]
    public void Quantize_UnknownModel_NamesTheNearest() =>
        AssertRefused(65, "camera-health", "models", "quantize", "camera-heath", "--models", Installation.BundledModels, "--pictures", Draw(Enough));

    [Fact]
    public void Quantize_FullDisk_LeavesNothingBehind()
    {
        WriteModel(Sums());

        var (code, output, errors) = DaemonProcess.RunOnSmallDisk(_folder["models"], 48, [.. Quantize, "--pictures", Draw(Enough)]);

        Assert.True(code == 74, output + errors);
        Assert.Contains("No space left on device", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("int8", output[output.IndexOf(_folder["models"], StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1 / 255f)]
    [InlineData("\nprivacy_masks: [[[0, 0], [1, 0], [1, 1], [0, 1]]]", 1f)]
    public void Quantize_Camera_SeesWhatItsMaskLeavesAndWritesNoPicture(string masked, float scale)
    {
        WriteModel(Sums());
        Directory.Delete(_folder["models", "colours", "golden"], recursive: true);
        BundleWriter.WriteDigests(_folder["models", "colours"]);
        using var device = new Installation(port: 1, "model: colours\nsource: {type: scene, width: 96, height: 64, fps: null}" + masked, _folder["models"]);

        var (code, text, errors) = DaemonProcess.Run("models", "quantize", "colours", "--even-if-slower", "--limit", "100", "--camera", "porch", "--config", device.ConfigPath);

        Assert.True(code == 0, text + errors);
        Assert.Contains("of 90 pictures", text, StringComparison.Ordinal);
        // All black is exact at any scale, and has 1.
        var model = EditableModel.Read(ModelBundle.Open(_folder["models", "colours-int8"]).Model.Span);
        Assert.Equal(scale, Assert.Single(model.Floats("image/scale")!.Values), 0.1f * scale);
        Assert.Equal([device.ConfigPath], Directory.GetFiles(device[""], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Quantize_CameraThatEndsTooSoon_SaysHowManyItTakes()
    {
        WriteModel(Sums());
        using var device = new Installation(port: 1, $"model: colours\nsource: {{type: replay, path: '{Draw(5)}', loop: false}}", _folder["models"]);

        AssertRefused(66, "camera 'porch' gave 5 pictures, and it takes 20 at least", "models", "quantize", "colours", "--camera", "porch", "--config", device.ConfigPath);
        AssertRefused(64, "no camera 'yard'", "models", "quantize", "colours", "--camera", "yard", "--config", device.ConfigPath);
    }

    [Theory]
    [InlineData(true, "sudo systemctl stop edgedaemon-vision.service")]
    [InlineData(false, "Device or resource busy.")]
    public void Explain_CameraThatTheServiceHas_SaysWhatToStop(bool isServiceRunning, string expected) =>
        Assert.Contains(expected, CameraPictures.Explain("Camera 'porch' cannot be opened: Device or resource busy.", isServiceRunning), StringComparison.Ordinal);

    [Fact]
    public void Quantize_PausedCamera_IsNotRead()
    {
        WriteModel(Sums());
        using var device = new Installation(port: 1, "model: colours\nsource: {type: scene}", _folder["models"]);
        Directory.CreateDirectory(device["journal"]);
        Assert.True(new DecisionFile(device["journal"], ["porch"], "", TimeSpan.Zero, Assert.Fail).TrySave([CameraDecisions.Strictest], TimeSpan.Zero));

        AssertRefused(66, "'porch' is paused", "models", "quantize", "colours", "--camera", "porch", "--config", device.ConfigPath);
    }

    [Theory]
    [InlineData("--minutes", "0", "--minutes takes")]
    [InlineData("--limit", "101", "--limit takes")]
    [InlineData("--range", "entropy", "minmax")]
    [InlineData("--as", "No Slug", "no_slug")]
    [InlineData("--camera", "porch", "either --pictures FOLDER or --camera")]
    public void Quantize_OptionThatIsWrong_IsRefusedWithWhatWouldBeRight(string option, string value, string expected)
    {
        WriteModel(Sums());
        AssertRefused(64, expected, [.. Quantize, "--pictures", _folder.Path, option, value]);
    }

    [Fact]
    public void Bench_SeveralModelsAndThreads_IsOneTable()
    {
        WriteModel(Sums());

        var (code, text, errors) = DaemonProcess.Run("models", "bench", "colours", "colours", "--models", _folder["models"], "--threads", "1", "2", "--count", "3");

        Assert.True(code == 0, errors);
        var rows = text.Split('\n').Where(line => line.StartsWith("| colours |", StringComparison.Ordinal)).ToArray();
        Assert.Equal(4, rows.Length);
        Assert.StartsWith("| colours | Float32 | 16×16 | 1 |", rows[0], StringComparison.Ordinal);
        Assert.Equal("1.00", rows[0].Split('|')[7].Trim());
    }

    public void Dispose() => _folder.Dispose();

    private static OnnxGraph Start() => new OnnxGraph().Input("image", OnnxType.Float, 1, 3, 16, 16).Output("scores", OnnxType.Float, 1, 3);

    /// <summary>The mean of each channel by way of two convolutions, the second large enough to be worth its bytes.</summary>
    private static OnnxGraph Sums(Func<OnnxGraph, OnnxGraph>? middle = null) => Ends((middle ?? (g => g.Node("Relu", ["c1"], ["m"])))(Start()
        .Initializer(Diagonal("w1", 32, 3, 1, 1, 1)).Node("Conv", ["image", "w1"], ["c1"])));

    /// <summary>The same with a first channel so strong that 256 steps of it leave nothing of the others.</summary>
    private static OnnxGraph Drowned() => Ends(Start()
        .Initializer(Diagonal("w1", 32, 3, 100_000, 1, 1)).Node("Conv", ["image", "w1"], ["c1"])
        .Node("Relu", ["c1"], ["m"]), 1e-5f);

    private static OnnxGraph Ends(OnnxGraph graph, float ofFirst = 1) => graph
        .Initializer(Diagonal("w2", 32, 32, ofFirst, 1, 1)).Node("Conv", ["m", "w2"], ["c2"])
        .Node("GlobalAveragePool", ["c2"], ["mean"]).Node("Flatten", ["mean"], ["flat"])
        .Initializer(OnnxTensor.Float("w3", [3, 32], [.. Enumerable.Range(0, 96).Select(i => i % 33 == 0 ? 1f : 0)])).Node("Gemm", ["flat", "w3"], ["scores"], OnnxAttribute.Int("transB", 1));

    private static OnnxTensor Diagonal(string name, int outputs, int inputs, params float[] values)
    {
        var weights = new float[outputs * inputs];
        for (var i = 0; i < values.Length; i++)
            weights[(i * inputs) + i] = values[i];
        return OnnxTensor.Float(name, [outputs, inputs, 1, 1], weights);
    }

    private void WriteModel(OnnxGraph graph)
    {
        var folder = _folder["models", "colours"];
        Directory.CreateDirectory(Path.Combine(folder, "golden"));
        WritePicture(Path.Combine(folder, "golden", "r.png"), 0);
        File.WriteAllText(Path.Combine(folder, "golden", "expected.yaml"), "- {image: r.png, label: green}\n");
        File.WriteAllText(Path.Combine(folder, "LICENSE"), "As you like.\n");
        BundleWriter.Write(folder, new OnnxModelBuilder(graph).ToBytes(), Manifest, "red", "green", "blue");
    }

    /// <summary>Draws coloured noise in which one channel after the other is a little stronger.</summary>
    private string Draw(int count)
    {
        var folder = _folder["pictures"];
        Directory.CreateDirectory(folder);
        for (var i = 0; i < count; i++)
            WritePicture(Path.Combine(folder, $"{i:000}.png"), i);
        return folder;
    }

    private static void WritePicture(string path, int number)
    {
        var random = new Random(number);
        using var frame = new FramePool().Rent(PixelFormat.Rgb24, 20, 20);
        for (var at = 0; at < frame.Bytes.Length; at++)
            frame.Bytes[at] = (byte)(random.Next(128) + (at % 3 == (number + 1) % 3 ? 64 : 0));
        File.WriteAllBytes(path, PngWriter.Encode(frame));
    }

    private IEnumerable<string?> Models() => Directory.GetFileSystemEntries(_folder["models"]).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static void AssertRefused(int expectedCode, string expected, params string[] arguments)
    {
        var (code, output, errors) = DaemonProcess.Run(arguments);
        Assert.True(code == expectedCode, $"{code}: {output}{errors}");
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }
}
