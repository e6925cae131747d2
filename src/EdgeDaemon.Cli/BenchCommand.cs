using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeDaemon.Cli.Benchmarking;
using EdgeDaemon.Pipeline;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon bench</c>: how fast the whole way from picture file to journal is, beside the bare model run.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var threads = CommonOptions.Threads();
        var frames = new Option<string?>("--frames") { Description = "Folder with JPEG or PNG files.", HelpName = "DIR" };
        var gate = new Option<bool>("--gate") { Description = "Instead, the processor time on a still scene with and without the motion gate." };
        var count = new Option<int>("--count") { Description = "Frames to measure.", HelpName = "N", DefaultValueFactory = _ => 200 };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
                result.AddError("--count takes a number from 1 to 1,000,000.");
        });
        var broker = new Option<string>("--broker") { Description = "Publish what is seen to this broker, too.", HelpName = "HOST:PORT" };
        var json = new Option<bool>("--json") { Description = "One JSON line." };
        var command = new Command("bench", "Measure speed and memory on pictures of one's own; ratios mean more than milliseconds.")
        {
            model, threads, frames, gate, count, broker, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(gate) == (result.GetValue(frames) is not null))
                result.AddError("bench takes --frames DIR, or --gate.");
            else if (result.GetValue(gate) && result.GetValue(broker) is not null)
                result.AddError("--broker goes with --frames.");
        });
        command.SetAction(parsed => parsed.GetValue(gate)
            ? RunGate(parsed.GetRequiredValue(model), parsed.GetValue(threads), parsed.GetValue(count), parsed.GetValue(json))
            : Run(new BenchOptions
            {
                ModelDirectory = parsed.GetRequiredValue(model),
                FramesPath = parsed.GetRequiredValue(frames)!,
                Count = parsed.GetValue(count),
                Threads = parsed.GetValue(threads),
                Broker = parsed.GetValue(broker) is { } text ? BrokerAddress.Parse(text) : null,
            },
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(BenchOptions options, bool json)
    {
        var output = Bench.Run(options, TriedModels.ForTools());
        Console.WriteLine(json ? JsonSerializer.Serialize(output, CliJson.Default.BenchOutput) : Describe(output));
        return output.Broker is { Acknowledged: false } ? ExitCodes.Unavailable : ExitCodes.Ok;
    }

    private static int RunGate(string model, int threads, int count, bool json)
    {
        var output = GateBench.Run(TriedModels.ForTools(), model, threads, count);
        Console.WriteLine(json
            ? JsonSerializer.Serialize(output, CliJson.Default.GateBenchOutput)
            : Text($"{output.Model}, a still scene of {output.Frames} frames at 10 frames/s: {output.CpuSecondsAll:F2} CPU s inferring every frame, {output.CpuSecondsGated:F2} CPU s with the gate ({output.FramesInferred} inferred): ratio {output.Ratio:F3}"));
        return ExitCodes.Ok;
    }

    private static string Describe(BenchOutput output)
    {
        var lines = new List<string>
        {
            Text($"{output.Model}, {output.Threads} threads, {output.Frames} frames: {output.Fps:F1} frames/s, {output.CpuSeconds:F2} CPU s, {output.RssMib:F0} MiB resident"),
            output.Engine,
            Text($"  {"stage",-12} {"p50 ms",9} {"p99 ms",9}"),
        };
        lines.AddRange(output.StagesMs.Select(stage => Text($"  {stage.Key,-12} {stage.Value.P50,9:F3} {stage.Value.P99,9:F3}")));
        lines.Add(Text($"  {"bare run",-12} {output.BareRunMs.P50,9:F3} {output.BareRunMs.P99,9:F3}"));
        lines.Add(Text($"around the model: {output.OverheadRatio:P1} of the bare run, of which reading its outputs {output.PostprocessRatio:P2}; {output.AllocatedBytesPerFrame:F0} managed bytes per frame; {output.Records} records"));
        if (output.Broker is { } broker)
            lines.Add(broker.Acknowledged ? Text($"broker: everything acknowledged {broker.DrainSeconds:F2} s after the last frame") : "broker: NOT everything was acknowledged");
        return string.Join(Environment.NewLine, lines);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
