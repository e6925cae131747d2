using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.Inference.Tests.OnnxRuntime;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.OnnxModel;

public sealed class ExternalDataTests
{
    [Fact]
    public void Read_DataBesideTheFile_IsMerged()
    {
        using var folder = new TempDirectory();
        File.WriteAllBytes(folder["m.onnx"], Model("m.data", offset: 4, length: 12));
        File.WriteAllBytes(folder["m.data"], [9, 9, 9, 9, .. BitConverter.GetBytes(0.25f), .. BitConverter.GetBytes(0.5f), .. BitConverter.GetBytes(0.25f)]);

        var model = BareModel.Read(folder["m.onnx"], Engine.Trials);

        using var session = Engine.Load("m", model.Bytes.Span);
        session.Run();
        Assert.Equal([0.25f, 0.5f, 0.25f], session.Outputs[0].As<float>().ToArray());
    }

    [Theory]
    [InlineData("m.data", 0, 16, "16 bytes from 0")]
    [InlineData("m.data", 8, 12, "12 bytes from 8")]
    [InlineData("gone.data", 0, 12, "external_data=False")]
    [InlineData("../m.data", 0, 12, "does not lie beside it")]
    [InlineData("/etc/hostname", 0, 12, "does not lie beside it")]
    [InlineData("pipe", 0, 12, "not a regular file")]
    [InlineData("link", 0, 12, "leads out")]
    public void Read_DataThatIsNotThere_NamesTheRemedy(string location, long offset, long length, string expected)
    {
        using var folder = new TempDirectory();
        Directory.CreateDirectory(folder["in"]);
        File.WriteAllBytes(folder["m.data"], new byte[12]);
        File.WriteAllBytes(folder["in", "m.data"], new byte[12]);
        File.CreateSymbolicLink(folder["in", "link"], folder["m.data"]);
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [folder["in", "pipe"]]))
            mkfifo.WaitForExit();
        File.WriteAllBytes(folder["in", "m.onnx"], Model(location, offset, length));

        var error = Assert.ThrowsAny<InferenceException>(() => BareModel.Read(folder["in", "m.onnx"], Engine.Trials));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Read_SameBytesAgainAndAgain_AreRefusedBeforeTheyFillTheMemory()
    {
        using var folder = new TempDirectory();
        const int Length = 16 << 20;
        var graph = new OnnxGraph().Input("image", OnnxType.Float, 1, 3, 8, 8).Output("out", OnnxType.Float, 1, 3).Node("GlobalAveragePool", ["image"], ["out"]);
        for (var i = 0; i < 100; i++)
            graph.Initializer(External($"c{i}", [Length / 4], "m.data", 0, Length));
        File.WriteAllBytes(folder["m.onnx"], new OnnxModelBuilder(graph).ToBytes());
        File.WriteAllBytes(folder["m.data"], new byte[Length]);

        Assert.Contains("larger than 512 MiB", Assert.Throws<InferenceException>(() => BareModel.Read(folder["m.onnx"], Engine.Trials)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m.tflite", "\u001c\0\0\0TFL3", "tf2onnx.convert --tflite m.tflite --output m.onnx")]
    [InlineData("m.pt", "PK\u0003\u0004....archive/data.pkl", "yolo export model=m.pt format=onnx")]
    [InlineData("m.pth", "\u0080\u0002\u008a\u000al", "torch.onnx.export")]
    [InlineData("m.keras", "PK\u0003\u0004....metadata.json....config.json", "format='onnx'")]
    [InlineData("m.h5", "\u0089HDF\r\n\u001a\n", "--keras m.h5")]
    [InlineData("model.json", "{\"format\": \"graph-model\", \"modelTopology\": {}}", "--tfjs model.json")]
    [InlineData("m.pb", "\u000a\u0010\u000a\u0001x\u0012\u000bPlaceholder", "--graphdef m.pb")]
    [InlineData("saved_model.pb", "\u0008\u0001\u0012....saved_model", "--saved-model")]
    [InlineData("m.engine", "ftrt\u0001", "TensorRT")]
    [InlineData("m.rknn", "RKNN\0", "Rockchip")]
    [InlineData("m.hef", "\u0001HEF\0", "Hailo")]
    public void Read_ModelOfAnotherKind_SaysWhatMakesAnOnnxOfIt(string name, string bytes, string expected)
    {
        using var folder = new TempDirectory();
        File.WriteAllBytes(folder[name], System.Text.Encoding.Latin1.GetBytes(bytes));

        Assert.Contains(expected, Assert.Throws<InferenceException>(() => BareModel.Read(folder[name], Engine.Trials)).Message, StringComparison.Ordinal);
    }

    private static byte[] Model(string location, long offset, long length) => new OnnxModelBuilder(new OnnxGraph()
        .Input("image", OnnxType.Float, 1, 3, 8, 8).Output("out", OnnxType.Float, 3)
        .Initializer(External("c", [3], location, offset, length)).Node("Identity", ["c"], ["out"])).ToBytes();

    private static OnnxTensor External(string name, long[] shape, string location, long offset, long length) => new(name, OnnxType.Float, shape, [])
    {
        ExternalData = [("location", location), ("offset", $"{offset}"), ("length", $"{length}")],
        DataLocation = 1,
    };
}
