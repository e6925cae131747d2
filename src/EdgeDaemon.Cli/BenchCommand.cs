using System.CommandLine;
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
        var idle = new Option<int?>("--idle") { Description = "Instead, what both programs take without a camera, over so many seconds.", HelpName = "SECONDS" };
        var count = new Option<int>("--count") { Description = "Frames to measure.", HelpName = "N", DefaultValueFactory = _ => 200 };
        var paced = new Option<double?>("--paced") { Description = "Give the daemon's threads so many frames per second, as a camera does.", HelpName = "FPS" };
        var soak = new Option<int?>("--soak") { Description = "Go on for so many minutes, and say what each was like.", HelpName = "MINUTES" };
        var broker = new Option<string>("--broker") { Description = "Publish what is seen to this broker, too.", HelpName = "HOST:PORT" };
        var json = new Option<bool>("--json") { Description = "One JSON line instead of a report in Markdown." };
        Range(count, 1, 1_000_000);
        Range(idle, 1, 86_400);
        Range(paced, 1, 1000);
        Range(soak, 1, 10_080);
        var command = new Command("bench", "Measure speed and memory on pictures of one's own; ratios mean more than milliseconds.")
        {
            model, threads, frames, gate, idle, count, paced, soak, broker, json,
        };
        command.Validators.Add(result =>
        {
            var isOfFrames = result.GetValue(frames) is not null;
            if ((isOfFrames ? 1 : 0) + (result.GetValue(gate) ? 1 : 0) + (result.GetValue(idle) is null ? 0 : 1) != 1)
                result.AddError("bench takes --frames DIR, or --gate, or --idle SECONDS.");
            else if (result.GetValue(gate) && result.GetValue(broker) is not null)
                result.AddError("--broker goes with --frames or --idle.");
            else if (!isOfFrames && (result.GetValue(paced) is not null || result.GetValue(soak) is not null))
                result.AddError("--paced and --soak go with --frames.");
        });
        command.SetAction(parsed =>
        {
            var (bundle, isJson) = (parsed.GetRequiredValue(model), parsed.GetValue(json));
            var address = parsed.GetValue(broker) is { } text ? BrokerAddress.Parse(text) : null;
            if (parsed.GetValue(idle) is { } seconds)
                return Print(IdleBench.Run(bundle, address, TimeSpan.FromSeconds(seconds)), isJson, CliJson.Default.IdleBenchOutput, BenchReport.Of);
            if (parsed.GetValue(gate))
                return Print(GateBench.Run(TriedModels.ForTools(), bundle, parsed.GetValue(threads), parsed.GetValue(count)), isJson, CliJson.Default.GateBenchOutput, BenchReport.Of);
            var options = new BenchOptions
            {
                ModelDirectory = bundle,
                FramesPath = parsed.GetRequiredValue(frames)!,
                Count = parsed.GetValue(count),
                Threads = parsed.GetValue(threads),
                Paced = parsed.GetValue(paced),
                Broker = address,
            };
            if (parsed.GetValue(soak) is { } minutes)
            {
                var soaked = LiveBench.Soak(options, TriedModels.ForTools(), minutes);
                return Print(soaked, isJson, CliJson.Default.SoakOutput, BenchReport.Of, soaked.Broker);
            }

            var output = Bench.Run(options, TriedModels.ForTools());
            return Print(output, isJson, CliJson.Default.BenchOutput, BenchReport.Of, output.Broker);
        });
        return command;
    }

    private static int Print<T>(
        T output, bool isJson, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<T, string> report, BenchBroker? broker = null)
    {
        Console.WriteLine(isJson ? JsonSerializer.Serialize(output, type) : report(output));
        return broker is { Acknowledged: false } ? ExitCodes.Unavailable : ExitCodes.Ok;
    }

    private static void Range<T>(Option<T> option, double least, double most) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<T>() is { } value && Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture) is var number && (number < least || number > most))
            result.AddError(FormattableString.Invariant($"{option.Name} takes a number from {least:N0} to {most:N0}."));
    });
}
