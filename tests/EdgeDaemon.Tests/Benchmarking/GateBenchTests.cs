using System.Text.Json.Nodes;
using EdgeDaemon.Tests.EndToEnd;

namespace EdgeDaemon.Tests.Benchmarking;

public sealed class GateBenchTests(ITestOutputHelper output)
{
    /// <summary>
    /// Processor time of two ways in turns in one process: a busy machine slows both, and changes their ratio little. The bundled
    /// detector is a very small one; with any other the gate saves more.
    /// </summary>
    [Fact]
    public void Gate_StillScene_TakesATenthOfTheProcessorTimeAtMost()
    {
        var (code, text, errors) = DaemonProcess.Run(
            "bench", "--gate", "--model", Path.Combine(Installation.BundledModels, "person-vehicle-animal"), "--count", "300", "--json");
        Assert.True(code == 0, errors);
        output.WriteLine(text);
        var result = JsonNode.Parse(text)!;

        Assert.InRange(result["frames_inferred"]!.GetValue<int>(), 1, 15);
        Assert.InRange(result["ratio"]!.GetValue<double>(), 0, 0.1);
    }
}
