using System.Runtime.InteropServices;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>The trial of a model as the daemon holds it, and where its result lies.</summary>
public sealed class TrialTests
{
    private const int NobodyListens = 1;
    private const string Crashed = "Model 'colours' failed its trial: it crashed the process that tried it, with SIGFPE.";

    private const string Manifest = """
        name: colours
        version: "1"
        task: classification
        licence: none
        input: {width: 8, height: 8}
        decoder: {type: classification}

        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Vision_SecondStart_LooksTheResultUp()
    {
        DaemonProcess.SkipWhereEmulated();
        using var device = new Installation(NobodyListens, "health: {interval: 1s}\nsource: {type: scene}");

        Assert.Contains("Model 'camera-health' passed its trial", LogOfAStart(device), StringComparison.Ordinal);
        Assert.Single(File.ReadAllLines(device["journal", "trials.txt"]));
        Assert.DoesNotContain("passed its trial", LogOfAStart(device), StringComparison.Ordinal);
    }

    [Fact]
    public void Vision_ModelThatCrashesOnnxRuntime_IsOneLineAndIsTriedAgainByCheckAlone()
    {
        DaemonProcess.SkipWhereEmulated();
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "Elsewhere a division that overflows has a result.");
        using var models = new TempDirectory();
        BundleWriter.Write(models["colours"], CrashingModel(), Manifest, "red", "green", "blue");
        using var device = new Installation(NobodyListens, "model: colours\nsource: {type: scene}", models.Path);

        var first = DaemonProcess.Run("vision", "--config", device.ConfigPath);
        var kept = File.ReadAllText(device["journal", "trials.txt"]);
        var second = DaemonProcess.Run("vision", "--config", device.ConfigPath);

        Assert.Equal((78, 78), (first.ExitCode, second.ExitCode));
        Assert.Contains(Crashed, first.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("(So it ended on ", first.Errors, StringComparison.Ordinal);
        Assert.Contains($"{Crashed} (So it ended on ", second.Errors, StringComparison.Ordinal);
        Assert.Equal(kept, File.ReadAllText(device["journal", "trials.txt"]));

        var check = DaemonProcess.Run("check", "--config", device.ConfigPath);
        Assert.Equal(78, check.ExitCode);
        Assert.Equal($"{device.ConfigPath}:7: {Crashed}", check.Errors.TrimEnd());
    }

    [Fact]
    public void Check_ModelWhoseResultsMakeNoSense_Warns()
    {
        DaemonProcess.SkipWhereEmulated();
        const int Queries = 30;
        float[] scores = [.. Enumerable.Repeat<float[]>([0, 0, 8], Queries).SelectMany(row => row)];
        var graph = new OnnxGraph().Input("x", OnnxType.Float, 1, 3, 64, 64).Output("logits", OnnxType.Float, 1, Queries, 3).Output("pred_boxes", OnnxType.Float, 1, Queries, 4)
            .Initializer(OnnxTensor.Float("scores", [1, Queries, 3], scores)).Node("Identity", ["scores"], ["logits"])
            .Initializer(OnnxTensor.Float("boxes", [1, Queries, 4], [.. Enumerable.Repeat(0.4f, 4 * Queries)])).Node("Identity", ["boxes"], ["pred_boxes"]);
        using var models = new TempDirectory();
        BundleWriter.Write(models["queries"], new OnnxModelBuilder(graph).ToBytes(), """
            name: queries
            version: "1"
            task: detection
            licence: none
            input: {width: 64, height: 64}
            decoder: {type: boxes_scores, boxes: relative, box_form: centre, logits: true}

            """, "cat", "dog", "no object");
        using var device = new Installation(NobodyListens, "model: queries\nsource: {type: scene}", models.Path);

        var check = DaemonProcess.Run("check", "--config", device.ConfigPath);

        Assert.True(check.ExitCode == 0, check.Errors);
        Assert.Contains($"{device.ConfigPath}:7: model 'queries' is hardly read as it is meant: the last of its scores is the best of nearly every box", check.Errors, StringComparison.Ordinal);
    }

    /// <summary>The means of the channels, and a constant that ends ONNX Runtime as it computes it.</summary>
    private static byte[] CrashingModel() => new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, 1, 3, 8, 8).Output("y", OnnxType.Float, 1, 3)
        .Initializer(new OnnxTensor("least", OnnxType.Int32, [1], [0, 0, 0, 0x80])).Initializer(new OnnxTensor("minus", OnnxType.Int32, [1], [0xff, 0xff, 0xff, 0xff]))
        .Node("Div", ["least", "minus"], ["n"]).Node("Cast", ["n"], ["f"], OnnxAttribute.Int("to", (int)OnnxType.Float))
        .Node("GlobalAveragePool", ["x"], ["p"]).Node("Flatten", ["p"], ["m"]).Node("Add", ["m", "f"], ["y"])).ToBytes();

    private static string LogOfAStart(Installation device)
    {
        using var vision = DaemonProcess.Vision("vision", "--config", device.ConfigPath);
        Assert.True(SpinWait.SpinUntil(() => vision.HasExited || (vision.Output + vision.Errors).Contains("boot epoch", StringComparison.Ordinal), Patience), vision.Errors);
        Assert.Equal(0, vision.Terminate());
        return vision.Output + vision.Errors;
    }
}
