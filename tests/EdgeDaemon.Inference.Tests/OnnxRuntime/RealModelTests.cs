using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.Tests.OnnxRuntime;

/// <summary>The models that people really use, and what becomes of them on the way.</summary>
public class RealModelTests
{
    [Theory]
    [InlineData("mobilenet_v2_torchvision_qdq.onnx", "'input' float32[1,3,224,224]", "'logits' float32[1,1000]")]
    [InlineData("mobilenet_v2_1.0_224_tf_qdq_u8.onnx", "'input' uint8[1,224,224,3]", "'probabilities' float32[1,1001]")]
    [InlineData("mobilenet_v1_0.25_128_qdq_u8.onnx", "'input' uint8[1,128,128,3]", "'probabilities' float32[1,1001]")]
    [InlineData("squeezenet1.1_fp16.onnx", "'data_0' float16[1,3,224,224]", "'softmaxout_1' float16[1,1000,1,1]")]
    [InlineData("squeezenet1.1_qdq.onnx", "'data_0' float32[1,3,224,224]", "'softmaxout_1' float32[1,1000,1,1]")]
    [InlineData("tflm_person_detect_qdq_s8.onnx", "'input' int8[1,96,96,1]", "'probabilities' float32[1,2]")]
    [InlineData("deeplabv3_mnv2_dm05_pascal_513_qdq_u8.onnx", "'input' uint8[1,513,513,3]", "'segmentation' int64[1,513,513]")]
    [InlineData("yolov8n_640_qdq.onnx", "'images' float32[1,3,640,640]", "'output0' float32[1,84,8400]")]
    public void Load_RealModel_ReadsItsDeclaration(string file, string input, string output)
    {
        using var session = Engine.Load(file, Bytes(file));
        Assert.Equal(input, session.Inputs[0].Spec.ToString());
        Assert.Equal(output, session.Outputs[0].Spec.ToString());
    }

    [Fact]
    public void Run_EveryRealModel_IsDeterministicAndFinite()
    {
        var folder = Assets.Require("models");
        foreach (var path in Directory.GetFiles(folder, "*.onnx").Order(StringComparer.Ordinal))
        {
            using var session = Engine.Load(Path.GetFileName(path), File.ReadAllBytes(path), new InferenceSessionOptions { IntraOpThreads = 2 });
            Fill(session.Inputs[0], seed: 1);
            session.Run();
            var first = Snapshot(session);
            Fill(session.Inputs[0], seed: 2);
            session.Run();
            Fill(session.Inputs[0], seed: 1);
            session.Run();
            var again = Snapshot(session);
            Assert.All(first.Zip(again), pair => Assert.True(pair.First.AsSpan().SequenceEqual(pair.Second), path));
            AssertFinite(session, path);
        }
    }

    [Fact]
    public void Run_Float16Classifier_GivesProbabilities()
    {
        using var session = Engine.Load("squeezenet1.1_fp16.onnx", Bytes("squeezenet1.1_fp16.onnx"));
        Fill(session.Inputs[0], seed: 3);
        session.Run();
        var sum = 0f;
        foreach (var probability in session.Outputs[0].As<Half>())
            sum += (float)probability;
        Assert.InRange(sum, 0.98f, 1.02f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(80)]
    [InlineData(4096)]
    [InlineData(93_000)]
    public void Load_TruncatedModel_IsOneLine(int length)
    {
        var bytes = Bytes("cifar10_resnet8_qdq_s8.onnx");
        var error = Assert.ThrowsAny<InferenceException>(() => Engine.Load("cut", bytes.AsSpan(0, length)));
        Assert.Matches("^Model 'cut' (cannot be loaded|is refused): ", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Run_RealModel_AllocatesNothing()
    {
        using var session = Engine.Load("m", Bytes("mobilenet_v1_0.25_128_qdq_u8.onnx"), new InferenceSessionOptions { IntraOpThreads = 2 });

        Assert.Equal(0, Allocations.InSteadyState(session.Run));
    }

    private static byte[] Bytes(string file) => File.ReadAllBytes(Assets.Require("models", file));

    private static void Fill(Tensor tensor, int seed)
    {
        var random = new Random(seed);
        switch (tensor.Spec.ElementType)
        {
            case TensorElementType.Float32:
                foreach (ref var value in tensor.As<float>())
                    value = random.Next(256);
                break;
            case TensorElementType.Float16:
                foreach (ref var value in tensor.As<Half>())
                    value = (Half)random.Next(256);
                break;
            default:
                random.NextBytes(tensor.Bytes);
                break;
        }
    }

    private static List<byte[]> Snapshot(IInferenceSession session)
    {
        var outputs = new List<byte[]>();
        foreach (var output in session.Outputs)
            outputs.Add(output.Bytes.ToArray());
        return outputs;
    }

    private static void AssertFinite(IInferenceSession session, string path)
    {
        foreach (var output in session.Outputs)
        {
            if (output.Spec.ElementType != TensorElementType.Float32)
                continue;
            foreach (var value in output.As<float>())
                Assert.True(float.IsFinite(value), $"{path}: {output.Spec} holds {value}");
        }
    }
}
