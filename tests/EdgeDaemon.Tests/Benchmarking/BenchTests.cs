using System.Text.Json.Nodes;
using EdgeDaemon.Cli;
using EdgeDaemon.Cli.Benchmarking;
using EdgeDaemon.TestKit.Mqtt;
using EdgeDaemon.Tests.EndToEnd;

namespace EdgeDaemon.Tests.Benchmarking;

/// <summary>What <c>bench</c> says; how fast this machine is, no test can know.</summary>
public sealed class BenchTests
{
    private static readonly string Model = Path.Combine(Installation.BundledModels, "person-vehicle-animal");
    private static readonly string[] Frames = ["bench", "--model", Model, "--frames", Path.Combine(Model, "golden"), "--count", "30"];

    [Fact]
    public void Bench_WithABroker_CountsBothProcessesUntilEverythingIsAcknowledged()
    {
        DaemonProcess.SkipWhereEmulated();
        using var broker = MosquittoBroker.Run();

        var result = Run("--broker", $"127.0.0.1:{broker.Port}", "--paced", "25", "--json");

        Assert.True(result["broker"]!["acknowledged"]!.GetValue<bool>());
        Assert.All(
            (string[])["fps", "p50_ms", "p99_ms", "cpu_ms_per_frame", "rss_mib", "publisher_rss_mib"],
            figure => Assert.True(result["live"]![figure]!.GetValue<double>() > 0, figure));
        // It cannot be faster than it is fed, but for the frames that came just before.
        Assert.InRange(result["live"]!["fps"]!.GetValue<double>(), 0, 30);
    }

    [Fact]
    public void Bench_Stages_AddUpAndAllocateNothing()
    {
        var result = Run("--json");

        var stages = result["stages_ms"]!.AsObject();
        var whole = stages["end_to_end"]!["p50"]!.GetValue<double>();
        Assert.All(stages, stage => Assert.InRange(stage.Value!["p50"]!.GetValue<double>(), 0, whole));
        Assert.Equal(0, result["allocated_bytes_per_frame"]!.GetValue<double>());
        Assert.NotEqual("", result["machine"]!["processor"]!.GetValue<string>());
    }

    [Fact]
    public void Bench_Report_IsMarkdownWithATableOfStages()
    {
        var (code, text, errors) = DaemonProcess.Run(Frames);

        Assert.True(code == 0, errors);
        Assert.Contains("| stage | p50 ms | p99 ms |\n|---|---:|---:|\n| decode |", text, StringComparison.Ordinal);
        Assert.Contains("\n| bare run |", text, StringComparison.Ordinal);
        Assert.Contains("(decode + bare run) / end to end", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_SoakReport_TellsWhatGrewFromTheFirstQuarterToTheLast()
    {
        SoakMinute[] minutes = [.. Enumerable.Range(0, 8).Select(i => new SoakMinute(5, 20, 30, 4.5, 0, 60 + i, 20))];

        var report = BenchReport.Of(new SoakOutput("m", minutes, new BenchBroker(true, 0.1)));

        Assert.Contains("| 8 | 5.0 | 20.00 | 30.00 | 4.50 | 0 | 67.0 | 20.0 |", report, StringComparison.Ordinal);
        Assert.Contains("last quarter less first: +6.0 MiB, publisher +0.0 MiB; p50 +0.00 ms", report, StringComparison.Ordinal);
        Assert.DoesNotContain("NOT", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_Idle_SaysWhatBothProgramsTake()
    {
        DaemonProcess.SkipWhereEmulated();
        var (code, text, errors) = DaemonProcess.Run("bench", "--idle", "1", "--model", Model, "--json");
        Assert.True(code == 0, errors);
        var result = JsonNode.Parse(text)!;

        Assert.All(
            (string[])["vision_percent", "publisher_percent"], figure => Assert.InRange(result[figure]!.GetValue<double>(), 0, double.MaxValue));
        Assert.All(
            (string[])["vision_rss_mib", "publisher_rss_mib"], figure => Assert.True(result[figure]!.GetValue<double>() > 1, figure));
    }

    private static JsonNode Run(params string[] options)
    {
        var (code, text, errors) = DaemonProcess.Run([.. Frames, .. options]);
        Assert.True(code == 0, errors);
        return JsonNode.Parse(text)!;
    }
}
