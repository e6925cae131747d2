using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.TestKit.Onnx;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.Tests.OnnxRuntime;

public class OnnxSessionTests
{
    private static readonly InferenceSessionOptions AnyInput = new() { Limits = new OnnxLimits { MaxInputElements = long.MaxValue } };
    private static readonly InputSpec Image = new() { Width = 6, Height = 4 };

    [Fact]
    public void Load_OpenSpatialDimensions_TakeTheManifestsSize()
    {
        var model = OnnxModelBuilder.Identity(OnnxType.Float, "n", 3, "h", "w");
        using var session = Engine.Load("open", model, new InferenceSessionOptions { Image = Image });
        Assert.Equal([1, 3, 4, 6], session.Inputs[0].Shape);
        Assert.Equal([1, 3, 4, 6], session.Outputs[0].Spec.Shape);
        session.Run();
        Assert.Equal([1, 3, 4, 6], session.Outputs[0].Shape);
    }

    [Fact]
    public void Load_NhwcImage_PutsChannelsLast()
    {
        var image = Image with { Layout = TensorLayout.Nhwc, Color = ColorOrder.Gray, ElementType = TensorElementType.UInt8 };
        var model = OnnxModelBuilder.Identity(OnnxType.UInt8, "n", "h", "w", "c");
        using var session = Engine.Load("open", model, new InferenceSessionOptions { Image = image });
        Assert.Equal([1, 4, 6, 1], session.Inputs[0].Shape);
    }

    [Fact]
    public void Load_OpenSpatialDimensionsWithoutManifest_SaysWhatHelps() => AssertRefused(
        OnnxModelBuilder.Identity(OnnxType.Float, "n", 3, "h", "w"), new InferenceSessionOptions(),
        "Model 'm': input 'x' float32[?,3,?,?] leaves dimensions open; state width and height in its manifest.");

    [Theory]
    [InlineData(OnnxType.Float, 1, 3, 5, 6, "float32[1,3,5,6]")]
    [InlineData(OnnxType.Float, 2, 3, 4, 6, "float32[2,3,4,6]")]
    [InlineData(OnnxType.Float, 1, 4, 6, 3, "float32[1,4,6,3]")]
    [InlineData(OnnxType.UInt8, 1, 3, 4, 6, "uint8[1,3,4,6]")]
    public void Load_ImageThatIsNotTheManifests_NamesExpectedAndFound(OnnxType type, int n, int c, int h, int w, string found) => AssertRefused(
        OnnxModelBuilder.Identity(type, n, c, h, w), new InferenceSessionOptions { Image = Image },
        $"Model 'm': its manifest expects the input 'x' float32[1,3,4,6], but the model has 'x' {found}.");

    [Fact]
    public void Load_ImageInputOfAnotherName_ListsTheInputs() => AssertRefused(
        OnnxModelBuilder.Identity(OnnxType.Float, 1, 3, 4, 6), new InferenceSessionOptions { Image = Image, ImageInputName = "image" },
        "Model 'm' has no input 'image'; its inputs are 'x'.");

    [Theory]
    [InlineData(OnnxType.Double, "DOUBLE")]
    [InlineData(OnnxType.Bool, "BOOL")]
    [InlineData(OnnxType.String, "STRING")]
    [InlineData(OnnxType.Int64, "INT64")]
    [InlineData(OnnxType.Int32, "INT32")]
    public void Load_InputTypeWeDoNotFill_IsRefused(OnnxType type, string name) => AssertRefused(
        OnnxModelBuilder.Identity(type, 1, 4), new InferenceSessionOptions(),
        $"Model 'm': input 'x' is made of {name} elements; expected float32, float16, uint8 or int8.");

    [Fact]
    public void Load_OutputThatIsNoTensor_IsRefused() => AssertRefused(
        new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, 1, 4).SequenceOutput("s", OnnxType.Float)
            .Node("SequenceConstruct", ["x"], ["s"])).ToBytes(),
        new InferenceSessionOptions(),
        "Model 'm': output 's' is not a tensor; expected float32, float16, uint8, int8, int32 or int64.");

    [Fact]
    public void Load_InputLargerThanAnyCamera_IsRefused() => AssertRefused(
        OnnxModelBuilder.Identity(OnnxType.Float, 1, 3, 100_000, 100_000), AnyInput,
        "Model 'm': input 'x' float32[1,3,100000,100000] is larger than 256 MiB.");

    [Fact]
    public void Load_DimensionBeyond32Bits_IsRefused() => AssertRefused(
        OnnxModelBuilder.Identity(OnnxType.Float, 1, 1L << 40), AnyInput,
        "Model 'm' is refused: the input 'x' has a dimension of 1099511627776.");

    [Fact]
    public void Load_ModelThatReadsAnotherFile_IsRefusedBeforeOnnxRuntimeSeesIt()
    {
        var secret = new OnnxTensor("w", OnnxType.Float, [1], []) { ExternalData = [("location", "../secret.txt")], DataLocation = 1 };
        AssertRefused(
            new OnnxModelBuilder(new OnnxGraph().Output("w", OnnxType.Float, 1).Initializer(secret)).ToBytes(), new InferenceSessionOptions(),
            "Model 'm' is refused: the constant 'w' takes its data from another file; only data inside the model is allowed: 'edgedaemon models add' merges it, and exporters write one file with external_data=False.");
    }

    [Fact]
    public void Load_ModelThatOnnxRuntimeRefuses_NamesModelOperatorAndStatus()
    {
        var model = new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, 4).Output("y", OnnxType.Float, 4)
            .Node("Relu", ["x", "x"], ["y"])).ToBytes();
        var error = Assert.Throws<InferenceException>(() => Engine.Load("m", model));
        Assert.StartsWith("Model 'm' cannot be loaded: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Relu", error.Message, StringComparison.Ordinal);
        Assert.Matches(@" \([A-Za-z]+\)$", error.Message);
        AssertPlain(error);
    }

    [Fact]
    public void Run_ModelThatFailsInside_NamesModelInputAndStatus()
    {
        // The declared output shape is a lie that only a run can find out.
        var model = new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, 4).Output("y", OnnxType.Float, 3, 3)
            .Initializer(OnnxTensor.Int64("fixed", 3))
            .Node("Shape", ["x"], ["shape"])
            .Node("Add", ["shape", "fixed"], ["wrong"])
            .Node("Reshape", ["x", "wrong"], ["y"])).ToBytes();
        var error = Assert.Throws<InferenceException>(() =>
        {
            using var session = Engine.Load("m", model);
            session.Run();
        });
        Assert.Contains("Model 'm'", error.Message, StringComparison.Ordinal);
        AssertPlain(error);
    }

    [Fact]
    public void Run_OutputBeyondTheLimit_IsAnErrorAndNotACrash()
    {
        // 4 bytes per element: 2^27 elements are 512 MiB. Expand writes them, so keep the element small and the count just above.
        var model = new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.UInt8, 1).Output("y", OnnxType.UInt8, "big")
            .Initializer(OnnxTensor.Int64("one", 1))
            .Initializer(OnnxTensor.Int64("zeros", (256 << 20) + 1))
            .Node("Cast", ["x"], ["wide"], OnnxAttribute.Int("to", (int)OnnxType.Int64))
            .Node("Mul", ["wide", "zeros"], ["count"])
            .Node("Expand", ["x", "count"], ["y"])).ToBytes();
        using var session = Engine.Load("m", model, AnyInput);
        session.Inputs[0].As<byte>()[0] = 1;
        var error = Assert.Throws<InferenceException>(session.Run);
        Assert.Equal("Model 'm': output 'y' uint8[?] came out as [268435457], which is larger than 256 MiB.", error.Message);
        session.Inputs[0].As<byte>()[0] = 0;
        session.Run();
        Assert.Equal(0, session.Outputs[0].ElementCount);
    }

    [Fact]
    public void Run_InputReshapedByACaller_IsRefusedBeforeNativeCodeSeesIt()
    {
        using var session = Engine.Load("m", OnnxModelBuilder.Identity(OnnxType.Float, 1, 4));
        session.Inputs[0].Reshape([1, 4000]);
        Assert.Throws<InvalidOperationException>(session.Run);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Load_ThreadsOutOfRange_Throws(int threads) => Assert.Throws<ArgumentOutOfRangeException>(
        () => Engine.Load("m", OnnxModelBuilder.Identity(OnnxType.Float, 1, 4), new InferenceSessionOptions { IntraOpThreads = threads }));

    /// <summary>One line, without ONNX Runtime's own source in it.</summary>
    private static void AssertPlain(InferenceException error)
    {
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotMatch(@"\.(cc|h):\d+|onnxruntime::|\[ErrorCode", error.Message);
    }

    private static void AssertRefused(byte[] model, InferenceSessionOptions options, string message) =>
        Assert.Equal(message, Assert.ThrowsAny<InferenceException>(() => Engine.Load("m", model, options)).Message);
}
