using System.Runtime.CompilerServices;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.Tests.OnnxRuntime;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Inference.Tests.Models;

public class ModelRunnerTests
{
    [Theory]
    [InlineData(255, 51, 0, "red", 1.0f)]
    [InlineData(0, 204, 102, "green", 0.8f)]
    [InlineData(0, 0, 153, "blue", 0.6f)]
    public void Process_PlainColour_GivesItsLabelAndScore(byte red, byte green, byte blue, string label, float score)
    {
        using var folder = TestBundle.Create();
        using var runner = Load(folder);
        using var frame = Plain(red, green, blue);
        var best = runner.Process(frame).Classifications[0];
        Assert.Equal(label, runner.Bundle.Labels.Names[best.LabelIndex]);
        Assert.Equal(score, best.Score, 1e-5f);
    }

    [Fact]
    public void Process_SteadyState_AllocatesNothing()
    {
        using var folder = TestBundle.Create();
        using var runner = Load(folder);
        using var frame = Plain(1, 2, 3);

        Assert.Equal(0, Allocations.InSteadyState(() => runner.Process(frame)));
    }

    [Fact]
    public void Load_BytesOfTheModel_AreNotKept()
    {
        var (runner, bytes) = LoadAndForget();
        using (runner)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();

            Assert.False(bytes.IsAlive);
            Assert.Equal("red", runner.Bundle.Labels.Names[0]);
        }
    }

    [Fact]
    public void Timings_AfterAFrame_AddUpByTheGivenClock()
    {
        using var folder = TestBundle.Create();
        using var runner = ModelRunner.Load(Engine.Sessions, ModelBundle.Open(folder.Path), intraOpThreads: 1, new TickingClock());
        using var frame = Plain(1, 2, 3);
        runner.Process(frame);
        Assert.Equal(new ModelTimings(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)), runner.Timings);
        Assert.Equal(TimeSpan.FromSeconds(3), runner.Timings.Total);
    }

    [Fact]
    public void Load_FewerLabelsThanOutputs_IsOneLineThatNamesTheModel()
    {
        using var folder = new TempDirectory();
        BundleWriter.Write(folder.Path, TestBundle.Model, TestBundle.Manifest, "red", "green");
        AssertRefused(folder, "has 3 classes, the label file 2 lines");
    }

    [Fact]
    public void Load_SizeThatTheModelDoesNotTake_IsOneLine()
    {
        using var folder = new TempDirectory();
        BundleWriter.Write(folder.Path, OnnxModelBuilder.Identity(OnnxType.Float, 1, 3, 16, 16), TestBundle.Manifest, "a");
        AssertRefused(folder, "expects the input 'x' float32[1,3,8,8], but the model has 'x' float32[1,3,16,16]");
    }

    [Fact]
    public void Load_TwoInputs_IsRefused()
    {
        using var folder = new TempDirectory();
        var model = new OnnxModelBuilder(new OnnxGraph()
            .Input("a", OnnxType.Float, 1, 3, 8, 8).Input("b", OnnxType.Float, 1, 3).Output("y", OnnxType.Float, 1, 3)
            .Node("GlobalAveragePool", ["a"], ["mean"]).Node("Flatten", ["mean"], ["flat"]).Node("Add", ["flat", "b"], ["y"])).ToBytes();
        BundleWriter.Write(folder.Path, model, TestBundle.Manifest, TestBundle.Labels);
        AssertRefused(folder, "it has 2 inputs");
    }

    [Fact]
    public void Load_ModelThatIsGarbageButListed_IsOneLine()
    {
        using var folder = new TempDirectory();
        BundleWriter.Write(folder.Path, "not a model"u8.ToArray(), TestBundle.Manifest, TestBundle.Labels);
        AssertRefused(folder, "is refused: the file is no ONNX model");
    }

    [Fact]
    public void Process_TrainedCameraHealthModel_CallsABlackPictureDark()
    {
        using var folder = new TempDirectory();
        const string Manifest = """
            name: camera-health
            version: 1.0.0
            task: classification
            licence: Apache-2.0
            input: {name: image, width: 96, height: 96}
            decoder: {type: classification}
            """;
        var model = File.ReadAllBytes(Assets.Require("..", "training", "models", "camera-health-96-int8.onnx"));
        BundleWriter.Write(folder.Path, model, Manifest, "ok", "dark", "overexposed", "blurred", "covered");
        using var runner = Load(folder);
        using var frame = Plain(2, 2, 2);
        var best = runner.Process(frame).Classifications[0];
        Assert.Equal("dark", runner.Bundle.Labels.Names[best.LabelIndex]);
        Assert.InRange(best.Score, 0.5f, 1);
    }

    /// <summary>In a method of its own, so that no local of the test holds the bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (ModelRunner Runner, WeakReference Bytes) LoadAndForget()
    {
        var bytes = TestBundle.Model.ToArray();
        var bundle = ModelBundle.Of(BundleContent.Of(bytes, TestBundle.Manifest, TestBundle.Labels), "colours");
        return (ModelRunner.Load(Engine.Sessions, bundle, intraOpThreads: 1), new WeakReference(bytes));
    }

    private static ModelRunner Load(TempDirectory folder)
    {
        return ModelRunner.Load(Engine.Sessions, ModelBundle.Open(folder.Path), intraOpThreads: 1);
    }

    private static Frame Plain(byte red, byte green, byte blue)
    {
        var frame = new FramePool().Rent(PixelFormat.Rgb24, 32, 24);
        for (var i = 0; i < 32 * 24; i++)
            (frame.Bytes[3 * i], frame.Bytes[(3 * i) + 1], frame.Bytes[(3 * i) + 2]) = (red, green, blue);
        return frame;
    }

    private static void AssertRefused(TempDirectory folder, string reason)
    {
        var error = Assert.ThrowsAny<InferenceException>(() => Load(folder).Dispose());
        Assert.StartsWith("Model 'colours'", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    /// <summary>Each look at it is a second later.</summary>
    private sealed class TickingClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => ++_seconds;
    }
}
