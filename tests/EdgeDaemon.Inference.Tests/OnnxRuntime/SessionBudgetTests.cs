using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.OnnxRuntime;

public class SessionBudgetTests
{
    [Fact]
    public void Run_PastItsTimeout_IsStoppedAndTheSessionStaysUsable()
    {
        using var session = Engine.Load("m", Products(count: 150), new InferenceSessionOptions { RunTimeout = TimeSpan.FromMilliseconds(30) });
        for (var i = 0; i < 2; i++)
        {
            var error = Assert.Throws<InferenceException>(session.Run);
            Assert.Equal("Model 'm' was stopped: a run on 'x' float32[1024,1024] took longer than 00:00:00.0300000.", error.Message);
        }
    }

    [Fact]
    public void Run_AfterOneThatWasStopped_CanSucceed()
    {
        using var session = Engine.Load("m", Products(count: 1), new InferenceSessionOptions { RunTimeout = TimeSpan.FromMinutes(1) });
        session.Run();
        session.Run();
    }

    private static byte[] Products(int count)
    {
        var graph = new OnnxGraph().Input("x", OnnxType.Float, 1024, 1024).Output("y", OnnxType.Float, 1024, 1024);
        for (var i = 0; i < count; i++)
            graph.Node("MatMul", [i == 0 ? "x" : $"v{i}", "x"], [i == count - 1 ? "y" : $"v{i + 1}"]);
        return new OnnxModelBuilder(graph).ToBytes();
    }
}
