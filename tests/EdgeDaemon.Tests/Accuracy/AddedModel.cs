using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Evaluation;
using EdgeDaemon.Tests.EndToEnd;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Tests.Accuracy;

/// <summary>A bare ONNX file that <c>edgedaemon models add</c> made a bundle of, loaded as the daemon loads it.</summary>
internal sealed class AddedModel : IDisposable
{
    private const int Threads = 2;

    private readonly TempDirectory _folder = new();
    private readonly PictureDecoder _decoder = new();
    private readonly FramePool _pool = new();
    private readonly ModelRunner _runner;

    /// <param name="model">Which one, with the flags that it needs.</param>
    /// <param name="evaluation">Further flags: how much is reported, as the reference reported it.</param>
    public AddedModel(KnownModel model, params string[] evaluation)
        : this(model, Assets.Require("models", model.File), evaluation)
    {
    }

    /// <param name="model">Which one, with the flags that it needs.</param>
    /// <param name="file">Another file of the same model.</param>
    /// <param name="evaluation">Further flags.</param>
    public AddedModel(KnownModel model, string file, string[] evaluation)
    {
        var labels = model.LabelFileIn(_folder) is { } path ? (string[])["--labels", path] : [];
        var (code, _, errors) = DaemonProcess.Run(
            ["models", "add", file, "--models", _folder.Path, "--name", "added", .. labels, .. model.Flags, .. evaluation]);
        Assert.True(code == 0, errors);
        _runner = Load("added");
        IsQuantized = ReferenceFile.Read("models.spec.json").GetProperty(model.File).GetProperty("precision").GetString()!.StartsWith("int8", StringComparison.Ordinal);
    }

    /// <summary>The file that <c>edgedaemon models quantize</c> makes of it.</summary>
    /// <param name="told">Receives what the command said.</param>
    /// <param name="arguments">Further arguments.</param>
    public string Quantize(out string told, params string[] arguments)
    {
        var (code, text, errors) = DaemonProcess.Run(["models", "quantize", "added", "--models", _folder.Path, .. arguments]);
        told = text;
        Assert.True(code == 0, text + errors);
        return _folder["added-int8", "model.onnx"];
    }

    /// <summary>Are its weights 8-bit, so that results vary between processors?</summary>
    public bool IsQuantized { get; }

    /// <summary>Its manifest and labels.</summary>
    public ModelBundle Bundle => _runner.Bundle;

    /// <summary>What it sees in a picture of the assets, decoded whole.</summary>
    public ModelResult Look(params string[] path) => Look(out _, path);

    /// <inheritdoc cref="Look(string[])"/>
    /// <param name="size">Receives the picture's size in pixels.</param>
    /// <param name="path">Of the picture, below the assets.</param>
    public ModelResult Look(out (int Width, int Height) size, params string[] path)
    {
        var file = Assets.Require(path);
        using var frame = _decoder.Decode(File.ReadAllBytes(file), _pool, file, []);
        size = frame.OriginalSize;
        return _runner.Process(frame);
    }

    /// <summary>What it sees in one of the lossless pictures that reference results were recorded for.</summary>
    public ModelResult LookAtReference(string picture)
    {
        using var frame = ReferenceFile.Picture(picture, _pool);
        return _runner.Process(frame);
    }

    /// <summary>
    /// The class of each pixel of a segmentation, straight from the model's output: the daemon lets no such map out of its
    /// decoder, so a session of the test's own runs the same bytes on the same input.
    /// </summary>
    /// <param name="picture">A lossless picture of the reference.</param>
    /// <param name="threshold">From which a probability counts, where the model has but one class (then class 1).</param>
    public long[] MapOfReference(string picture, double threshold)
    {
        var manifest = Bundle.Manifest;
        using var session = new OnnxSessionFactory().Load(manifest.Name, ModelBundle.Open(_folder["added"]).Model.Span, new InferenceSessionOptions { IntraOpThreads = Threads, Image = manifest.Input });
        using var frame = ReferenceFile.Picture(picture, _pool);
        new TensorPacker(manifest.Input).Pack(frame, session.Inputs[0]);
        session.Run();
        var output = session.Outputs[0];
        return output.Spec.ElementType == TensorElementType.Int64
            ? output.As<long>().ToArray()
            : [.. output.As<float>().ToArray().Select(probability => probability > threshold ? 1L : 0L)];
    }

    private ModelRunner Load(string name) => ModelRunner.Load(new OnnxSessionFactory(), ModelBundle.Open(_folder[name]), Threads);

    public void Dispose()
    {
        _runner.Dispose();
        _decoder.Dispose();
        _folder.Dispose();
    }
}
