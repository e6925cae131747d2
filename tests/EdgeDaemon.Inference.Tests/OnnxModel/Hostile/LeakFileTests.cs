using System.Diagnostics;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.Tests.OnnxRuntime;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.OnnxModel.Hostile;

/// <summary>
/// The six forms in which a model takes another file's bytes, or the process's memory, for its weights; with the files really
/// there, where ONNX Runtime would find them, and loaded the way the daemon loads a bundle.
/// </summary>
public sealed class LeakFileTests
{
    private const int SecretBytes = 16;

    public static TheoryData<string> Forms => ["relative", "absolute", "symbolic link", "hard link", "memory", "graph inside"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Load_WeightsElsewhere_IsRefusedBeforeAnythingIsRead(string form)
    {
        using var folder = new TempDirectory();
        var bundle = folder["bundle"];
        var secret = new OnnxTensor("w", OnnxType.UInt8, [SecretBytes], [])
        {
            ExternalData = [("location", PlaceOf(form, folder)), ("offset", "0"), ("length", $"{SecretBytes}")],
            DataLocation = 1,
        };
        BundleWriter.Write(bundle, ModelWith(form, secret), """
            name: leak
            version: "1"
            task: embedding
            licence: none
            input: {width: 4, height: 4, color: gray, dtype: uint8}
            decoder: {type: embedding}

            """, "feature");

        // Beside the model, and not in its list of digests, which would refuse a link by itself.
        MakeFile(form, folder);

        var error = Assert.Throws<InferenceException>(() => ModelRunner.Load(Engine.Sessions, ModelBundle.Open(bundle), intraOpThreads: 1));

        Assert.IsType<ModelRefusedException>(error.InnerException);
        Assert.Contains(form == "graph inside" ? "'If'" : "takes its data from another file", error.Message, StringComparison.Ordinal);
    }

    /// <summary>How the model names the file.</summary>
    private static string PlaceOf(string form, TempDirectory folder) => form switch
    {
        "relative" or "graph inside" => "../secret.bin",
        "absolute" => folder["secret.bin"],
        "memory" => "*/_ORT_MEM_ADDR_/*",
        _ => "weights.bin",
    };

    private static void MakeFile(string form, TempDirectory folder)
    {
        var (secret, weights) = (folder["secret.bin"], folder["bundle", "weights.bin"]);
        File.WriteAllBytes(secret, new byte[SecretBytes]);
        if (form == "symbolic link")
            File.CreateSymbolicLink(weights, secret);
        if (form != "hard link")
            return;
        using var link = Process.Start("ln", [secret, weights]);
        link.WaitForExit();
        Assert.Equal(0, link.ExitCode);
    }

    private static byte[] ModelWith(string form, OnnxTensor secret)
    {
        var graph = new OnnxGraph().Input("x", OnnxType.UInt8, 1, 1, 4, 4).Output("y", OnnxType.Float, 1, SecretBytes);
        if (form == "graph inside")
            return new OnnxModelBuilder(graph.Node("If", ["x"], ["y"], OnnxAttribute.Graph("then_branch", new OnnxGraph().Initializer(secret)))).ToBytes();
        graph.Initializer(secret).Node("Cast", ["w"], ["y"], OnnxAttribute.Int("to", (int)OnnxType.Float));
        return new OnnxModelBuilder(graph).ToBytes();
    }
}
