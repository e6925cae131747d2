using EdgeDaemon.Capture.Png;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>Small models whose answers can be told beforehand, as bundles in a folder of their own.</summary>
internal sealed class TestModels : IDisposable
{
    private readonly TempDirectory _folder = new();

    /// <summary>Where the bundles are.</summary>
    public string Directory => _folder.Path;

    /// <summary>
    /// Labels <c>car</c> and <c>person</c>: detects the given boxes in every picture that is not black. 8×8 input, stretched.
    /// </summary>
    public void WriteDetector(string name, params Detection[] seen)
    {
        var rows = seen.SelectMany(d => new[] { d.Box.Left * 8, d.Box.Top * 8, d.Box.Right * 8, d.Box.Bottom * 8, d.Score, d.LabelIndex });

        // Scores are multiplied by whether there is any light: max(picture) > 0.
        var graph = new OnnxGraph()
            .Input("image", OnnxType.Float, 1, 3, 8, 8)
            .Output("boxes", OnnxType.Float, 1, seen.Length, 6)
            .Initializer(OnnxTensor.Float("rows", [1, seen.Length, 6], [.. rows]))
            .Node("ReduceMax", ["image"], ["brightest"], OnnxAttribute.Ints("axes", 1, 2, 3), OnnxAttribute.Int("keepdims", 0))
            .Node("Sign", ["brightest"], ["light"])
            .Node("Mul", ["rows", "light"], ["boxes"]);
        Write(name, graph, "detection", "yolo_e2e", "", "car", "person");
    }

    /// <summary>Labels <c>red</c>, <c>green</c>, <c>blue</c>: the score of each is the mean of its channel. 8×8 input, stretched.</summary>
    public void WriteColours(string name) => Write(name, MeanColour(), "classification", "classification", "top_k: 3", "red", "green", "blue");

    /// <summary>Health as colours: red is <c>ok</c>, green <c>blurred</c>, blue <c>covered</c>. 8×8 input, stretched.</summary>
    public void WriteHealth(string name) => Write(name, MeanColour(), "classification", "classification", "top_k: 3", "ok", "blurred", "covered");

    /// <summary>The mean colour as a vector of three.</summary>
    public void WriteEmbedding(string name) => Write(name, MeanColour(), "embedding", "embedding", "", "unused");

    /// <summary>Labels <c>ground</c> (the background) and <c>sky</c>: sky is where the picture is blue. 8×8 input, stretched.</summary>
    public void WriteSegmentation(string name)
    {
        var graph = new OnnxGraph()
            .Input("image", OnnxType.Float, 1, 3, 8, 8)
            .Output("classes", OnnxType.Float, 1, 2, 8, 8)
            .Initializer(OnnxTensor.Int64("from", 0))
            .Initializer(OnnxTensor.Int64("middle", 2))
            .Initializer(OnnxTensor.Int64("to", 3))
            .Initializer(OnnxTensor.Int64("channels", 1))
            .Node("Slice", ["image", "from", "channels", "channels"], ["red"])
            .Node("Slice", ["image", "middle", "to", "channels"], ["blue"])
            .Node("Concat", ["red", "blue"], ["classes"], OnnxAttribute.Int("axis", 1));
        Write(name, graph, "segmentation", "segmentation", "min_region_area: 0.01", "ground", "sky");
    }

    /// <summary>Adds a golden picture of one colour to a bundle, and the label that it must have.</summary>
    public void AddGolden(string name, (byte R, byte G, byte B) colour, string label)
    {
        System.IO.Directory.CreateDirectory(_folder[name, "golden"]);
        using (var frame = PaintedFrame.Of((new BoundingBox(0, 0, 1, 1), colour)))
            File.WriteAllBytes(_folder[name, "golden", "one.png"], PngWriter.Encode(frame));
        File.WriteAllText(_folder[name, "golden", "expected.yaml"], $"- {{image: one.png, label: {label}}}\n");
        BundleWriter.WriteDigests(_folder[name]);
    }

    /// <summary>Installs a bundle of other models as a newer version.</summary>
    public void Install(TestModels other, string name) => new BundleStore(Directory).Install(other._folder[name], ModelTrust.Anybody, _ => { });

    /// <summary>Opens a bundle.</summary>
    public ModelBundle Open(string name) => ModelBundle.Open(_folder[name]);

    /// <summary>Loads a bundle.</summary>
    public ModelRunner Load(string name) => ModelRunner.Load(new OnnxSessionFactory(), Open(name), intraOpThreads: 1);

    public void Dispose() => _folder.Dispose();

    private static OnnxGraph MeanColour() => new OnnxGraph()
        .Input("image", OnnxType.Float, 1, 3, 8, 8)
        .Output("means", OnnxType.Float, 1, 3)
        .Node("GlobalAveragePool", ["image"], ["mean"])
        .Node("Flatten", ["mean"], ["means"]);

    private void Write(string name, OnnxGraph graph, string task, string decoder, string decoderKey, params string[] labels) =>
        BundleWriter.Write(_folder[name], new OnnxModelBuilder(graph).ToBytes(), $"""
            name: {name}
            version: "1"
            task: {task}
            licence: Apache-2.0
            score_threshold: 0.3
            input:
              width: 8
              height: 8
              std: [255, 255, 255]
            decoder:
              type: {decoder}
              {decoderKey}

            """, labels);
}
