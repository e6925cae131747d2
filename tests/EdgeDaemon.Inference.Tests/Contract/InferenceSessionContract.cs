using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.Tests.Contract;

/// <summary>What every <see cref="IInferenceSession"/> must do, whatever engine stands behind it. Derive, and name the factory.</summary>
public abstract class InferenceSessionContract
{
    /// <summary>Managed bytes that an output of open size may cost a run: what the engine's binding makes to hand it over.</summary>
    private const int MostBytesPerOpenOutput = 512;

    /// <summary>What is tested.</summary>
    protected abstract IInferenceSessionFactory Sessions { get; }

    [Theory]
    [InlineData(OnnxType.Float, TensorElementType.Float32)]
    [InlineData(OnnxType.Float16, TensorElementType.Float16)]
    [InlineData(OnnxType.UInt8, TensorElementType.UInt8)]
    [InlineData(OnnxType.Int8, TensorElementType.Int8)]
    public void Run_IdentityOfEachType_GivesTheSameBytes(OnnxType onnxType, TensorElementType type)
    {
        using var session = Load("identity", OnnxModelBuilder.Identity(onnxType, 1, 2, 3));
        var (input, output) = (session.Inputs[0], session.Outputs[0]);
        Assert.Equal(type, input.Spec.ElementType);
        Assert.Equal("x", input.Spec.Name);
        Assert.Equal([1, 2, 3], input.Shape);
        Assert.Equal("y", output.Spec.Name);
        for (var i = 0; i < input.Bytes.Length; i++)
            input.Bytes[i] = (byte)(i + 1);
        session.Run();
        Assert.Equal(input.Bytes.ToArray(), output.Bytes.ToArray());
    }

    [Fact]
    public void Run_NewInput_OverwritesTheOutput()
    {
        using var session = Load("sum", Sum(2));
        foreach (var (a, b) in ((float, float)[])[(1, 2), (-3, 0.5f)])
        {
            session.Inputs[0].As<float>()[0] = a;
            session.Inputs[1].As<float>()[0] = b;
            session.Run();
            Assert.Equal(a + b, session.Outputs[0].As<float>()[0]);
        }
    }

    [Fact]
    public void Inputs_SeveralOfThem_KeepTheModelsOrder()
    {
        using var session = Load("sum", Sum(2));
        Assert.Equal(["a", "b"], Names(session.Inputs));
        Assert.Equal(["sum", "difference"], Names(session.Outputs));
    }

    [Fact]
    public void Inputs_AfterRuns_StayInPlace()
    {
        using var session = Load("identity", OnnxModelBuilder.Identity(OnnxType.Float, 1, 4));
        var (input, output) = (session.Inputs[0].Address, session.Outputs[0].Address);
        session.Run();
        session.Run();
        Assert.Equal((input, output), (session.Inputs[0].Address, session.Outputs[0].Address));
    }

    [Fact]
    public void Load_OpenBatchDimension_IsOne()
    {
        using var session = Load("batch", OnnxModelBuilder.Identity(OnnxType.Float, "batch", 3));
        Assert.Equal([1, 3], session.Inputs[0].Shape);
        session.Inputs[0].As<float>()[2] = 7;
        session.Run();
        Assert.Equal([1, 3], session.Outputs[0].Shape);
        Assert.Equal(7, session.Outputs[0].As<float>()[2]);
    }

    [Fact]
    public void Run_OutputWithOpenDimension_TakesTheShapeOfEachRun()
    {
        using var session = Load("nonzero", NonZero());
        var input = session.Inputs[0].As<float>();
        foreach (var wanted in (int[][])[[1, 3], [], [0, 1, 2, 3], [2]])
        {
            input.Clear();
            foreach (var index in wanted)
                input[index] = 1;
            session.Run();
            Assert.Equal([1, wanted.Length], session.Outputs[0].Shape);
            Assert.Equal(wanted.Select(i => (long)i), session.Outputs[0].As<long>().ToArray());
        }
    }

    [Fact]
    public void Run_OpenOutputsAmongOthers_EachGetsItsOwn()
    {
        using var session = Load("mixed", new OnnxModelBuilder(new OnnxGraph()
            .Input("x", OnnxType.Float, 4)
            .Output("indices", OnnxType.Int64, 1, "count").Output("twice", OnnxType.Float, 4).Output("again", OnnxType.Int64, 1, "count")
            .Node("NonZero", ["x"], ["indices"]).Node("Add", ["x", "x"], ["twice"]).Node("Add", ["indices", "indices"], ["again"])).ToBytes());
        foreach (var place in (int[])[1, 3])
        {
            session.Inputs[0].As<float>().Clear();
            session.Inputs[0].As<float>()[place] = 5;
            session.Run();
            Assert.Equal([(long)place], session.Outputs[0].As<long>().ToArray());
            Assert.Equal(10, session.Outputs[1].As<float>()[place]);
            Assert.Equal([2L * place], session.Outputs[2].As<long>().ToArray());
        }
    }

    [Fact]
    public void Run_SteadyState_AllocatesNothing()
    {
        using var session = Load("sum", Sum(256));
        Assert.Equal(0, Allocations.InSteadyState(session.Run));
    }

    [Fact]
    public void Run_OutputWithOpenDimension_AllocatesLittle()
    {
        const int Runs = 100;
        using var session = Load("nonzero", NonZero());
        session.Inputs[0].As<float>()[1] = 1;
        Assert.InRange(Allocations.InSteadyState(session.Run, Runs), 0, Runs * MostBytesPerOpenOutput);
    }

    [Fact]
    public void Engine_OfALoadedModel_IsOneLine()
    {
        using var session = Load("sum", Sum(1));
        Assert.Matches(@"^[^\r\n]+$", session.Engine);
    }

    [Fact]
    public void Load_FromSeveralThreads_LoadsEach() => Parallel.For(0, 8, i =>
    {
        using var session = Load($"identity {i}", OnnxModelBuilder.Identity(OnnxType.Float, 1, 4));
        session.Inputs[0].As<float>().Fill(i);
        session.Run();
        Assert.Equal(i, session.Outputs[0].As<float>()[3]);
    });

    [Fact]
    public void Run_AfterDispose_Throws()
    {
        var session = Load("identity", OnnxModelBuilder.Identity(OnnxType.Float, 1, 4));
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(session.Run);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { (byte)'n', (byte)'o' })]
    public void Load_Garbage_IsOneLineThatNamesTheModel(byte[] garbage)
    {
        var error = Assert.ThrowsAny<InferenceException>(() => Load("garbage", garbage));
        Assert.Contains("'garbage'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    /// <summary>Two outputs, <c>a + b</c> and <c>a - b</c>.</summary>
    protected static byte[] Sum(int length) => new OnnxModelBuilder(new OnnxGraph()
        .Input("a", OnnxType.Float, 1, length)
        .Input("b", OnnxType.Float, 1, length)
        .Output("sum", OnnxType.Float, 1, length)
        .Output("difference", OnnxType.Float, 1, length)
        .Node("Add", ["a", "b"], ["sum"])
        .Node("Sub", ["a", "b"], ["difference"])).ToBytes();

    /// <summary>Indices of what is not 0 among 4 values: an output whose size depends on the values.</summary>
    protected static byte[] NonZero() => new OnnxModelBuilder(new OnnxGraph()
        .Input("x", OnnxType.Float, 4)
        .Output("indices", OnnxType.Int64, 1, "count")
        .Node("NonZero", ["x"], ["indices"])).ToBytes();

    private IInferenceSession Load(string modelName, byte[] model) => Sessions.Load(modelName, model, new InferenceSessionOptions());

    private static List<string> Names(ReadOnlySpan<Tensor> tensors)
    {
        var names = new List<string>();
        foreach (var tensor in tensors)
            names.Add(tensor.Spec.Name);
        return names;
    }
}
