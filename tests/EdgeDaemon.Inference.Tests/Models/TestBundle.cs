using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.Models;

/// <summary>A small classifier of 8×8 pictures: three labels, scores are the means of the red, green and blue channel.</summary>
internal static class TestBundle
{
    public const string Manifest = """
        name: colours
        version: 1.0.0
        task: classification
        licence: Apache-2.0
        input:
          width: 8
          height: 8
          std: [255, 255, 255]
        decoder:
          type: classification
          top_k: 3
        """;

    public static readonly string[] Labels = ["red", "green", "blue"];

    public static byte[] Model { get; } = new OnnxModelBuilder(new OnnxGraph()
        .Input("image", OnnxType.Float, "batch", 3, "height", "width")
        .Output("scores", OnnxType.Float, "batch", 3)
        .Node("GlobalAveragePool", ["image"], ["mean"])
        .Node("Flatten", ["mean"], ["scores"])).ToBytes();

    public static TempDirectory Create(string manifest = Manifest)
    {
        var folder = new TempDirectory();
        BundleWriter.Write(folder.Path, Model, manifest, Labels);
        return folder;
    }
}
