using System.Collections.Immutable;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.Inference.Tests.OnnxRuntime;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Inference.Tests.Proposals;

public sealed class BareModelTests
{
    [Fact]
    public void Propose_DetectorExportedForAnySize_FindsItAndRuns()
    {
        using var folder = new TempDirectory();
        File.WriteAllBytes(folder["any.onnx"], DetectorForAnySize());
        var model = BareModel.Read(folder["any.onnx"], Engine.Trials);

        var proposal = model.Propose(new ProposalRequest
        {
            Name = "any",
            Overrides = ImmutableDictionary<string, string>.Empty.Add("input.width", "64").Add("input.height", "96"),
        });

        Assert.Equal([DecoderKind.Yolov8], proposal.Fitting.Select(fit => fit.Kind));
        Assert.Equal([1, 6, (8 * 12) + (4 * 6) + (2 * 3)], model.Summary.Outputs[0].RunShape);
        Assert.Equal(2, proposal.LabelsNeeded);
        var bundle = ModelBundle.Of(model.ToContent(proposal), "any");
        Assert.Equal(["class_0", "class_1"], bundle.Labels.Names);
        using var runner = ModelRunner.Load(Engine.Sessions, bundle, intraOpThreads: 1);
        using var frame = new FramePool().Rent(PixelFormat.Rgb24, 64, 96);
        frame.Bytes.Fill(255);
        runner.Process(frame);
        Assert.Equal(0, Allocations.InSteadyState(() => runner.Process(frame)));
    }

    [Fact]
    public void Read_Pipe_IsRefusedAtOnce()
    {
        using var folder = new TempDirectory();
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [folder["pipe.onnx"]]))
            mkfifo.WaitForExit();

        Assert.Contains("not a regular file", Assert.Throws<ModelBundleException>(() => BareModel.Read(folder["pipe.onnx"], Engine.Trials)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoSuchFile_SaysWhich()
    {
        using var folder = new TempDirectory();

        Assert.Contains("none.onnx", Assert.Throws<FileNotFoundException>(() => BareModel.Read(folder["none.onnx"], Engine.Trials)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToContent_Model_IsTheBytesThatWereChecked()
    {
        using var folder = new TempDirectory();
        var bytes = new TestModel(1, 3, 8, 8).Output("probabilities", "Softmax", 1, 2).ToBytes();
        File.WriteAllBytes(folder["m.onnx"], bytes);
        var model = BareModel.Read(folder["m.onnx"], Engine.Trials);
        File.WriteAllText(folder["m.onnx"], "something else");

        Assert.Equal(bytes, model.ToContent(model.Propose(new ProposalRequest { Name = "m" })).Model.ToArray());
    }

    /// <summary>A head of 6 channels on grids of strides 8, 16 and 32, all sizes open: what <c>dynamic=True</c> exports look like.</summary>
    private static byte[] DetectorForAnySize()
    {
        var graph = new OnnxGraph().Input("images", OnnxType.Float, "batch", 3, "height", "width").Output("output0", OnnxType.Float, "batch", 6, "anchors")
            .Initializer(OnnxTensor.Float("w", [6, 3, 1, 1], [.. Enumerable.Repeat(0.1f, 18)]))
            .Initializer(OnnxTensor.Int64("rows", 0, 6, -1));
        foreach (var stride in (long[])[8, 16, 32])
        {
            graph.Node("AveragePool", ["images"], [$"p{stride}"], OnnxAttribute.Ints("kernel_shape", stride, stride), OnnxAttribute.Ints("strides", stride, stride))
                .Node("Conv", [$"p{stride}", "w"], [$"c{stride}"])
                .Node("Reshape", [$"c{stride}", "rows"], [$"r{stride}"]);
        }

        return new OnnxModelBuilder(graph.Node("Concat", ["r8", "r16", "r32"], ["output0"], OnnxAttribute.Int("axis", 2))).ToBytes();
    }
}
