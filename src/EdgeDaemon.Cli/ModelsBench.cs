using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon models bench</c>: models beside each other, bare runs in turns, so that all meet the same machine.</summary>
internal static class ModelsBench
{
    private const int WarmUpRuns = 3;
    private const double Mebibyte = 1048576;

    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Description = "Models among the models.", Arity = ArgumentArity.OneOrMore };
        var threads = new Option<int[]>("--threads") { Description = "Threads that a run uses; several are compared.", HelpName = "N", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1] };
        var sizes = new Option<string[]>("--size") { Description = "Sizes of the input, beside the manifest's, of models that leave it open.", HelpName = "WxH", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var count = new Option<int>("--count") { Description = "Runs of each.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var models = new ModelsFolder();
        threads.Validators.Add(result => Require(result.GetValueOrDefault<int[]>()?.All(n => n is >= 1 and <= 16) == true, "--threads takes numbers from 1 to 16.", result));
        count.Validators.Add(result => Require(result.GetValueOrDefault<int>() is >= 1 and <= 100_000, "--count takes a number from 1 to 100,000.", result));
        var command = new Command("bench", "Compare how fast models are, and what they take: one table, each beside the first.") { names, threads, sizes, count };
        models.AddTo(command);
        command.SetAction(parsed =>
        {
            if (models.Find(parsed) is not { } directory)
                return ExitCodes.Config;
            var (catalog, sessions) = (new ModelCatalog(directory), TriedModels.ForTools());
            var others = parsed.GetValue(sizes)!.Select(SizeOf).ToArray();
            var lanes = new List<Lane>();
            try
            {
                foreach (var bundle in parsed.GetRequiredValue(names).Select(catalog.Open))
                {
                    var summary = OnnxInspector.Inspect(bundle.Model.Span, new OnnxLimits());
                    foreach (var input in SizesOf(bundle.Manifest.Input, summary, others))
                        lanes.AddRange(parsed.GetValue(threads)!.Select(n => Lane.Load(sessions, bundle, summary.Precision, input, n)));
                }

                Measure(lanes, parsed.GetValue(count));
                Print(lanes);
            }
            finally
            {
                lanes.ForEach(lane => lane.Session.Dispose());
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static IEnumerable<InputSpec> SizesOf(InputSpec input, OnnxSummary summary, (int Width, int Height)[] others) =>
        others.Where(_ => summary.Inputs[0].Shape.Skip(1).Count(size => size < 0) >= 2).Select(size => input with { Width = size.Width, Height = size.Height }).Prepend(input).Distinct();

    private static (int Width, int Height) SizeOf(string text) =>
        text.Split('x') is [var width, var height] && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var w) && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out var h)
        && w is >= 1 and <= 4096 && h is >= 1 and <= 4096
            ? (w, h) : throw new FormatException($"--size takes WIDTHxHEIGHT in pixels, such as 320x240, not '{text}'.");

    private static void Measure(List<Lane> lanes, int count)
    {
        using var progress = new ProgressLine(ProgressLine.Terminal, "measuring", count);
        for (var round = 0; round < WarmUpRuns + count; round++)
        {
            foreach (var lane in lanes)
            {
                var start = Stopwatch.GetTimestamp();
                lane.Session.Run();
                if (round >= WarmUpRuns)
                    lane.Times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            progress.Report(Math.Max(0, round - WarmUpRuns));
        }
    }

    private static void Print(List<Lane> lanes)
    {
        Console.WriteLine(lanes[0].Session.Engine);
        Console.WriteLine("| model | numbers | input | threads | file KiB | median ms | to the first | memory MiB |\n|---|---|---|---|---|---|---|---|");
        foreach (var lane in lanes)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {lane.Name} | {lane.Precision} | {lane.Input.Width}×{lane.Input.Height} | {lane.Threads} | {lane.Bytes / 1024.0:F0} | {lane.Median:F2} | {lane.Median / lanes[0].Median:F2} | {lane.Growth / Mebibyte:F1} |"));
        }
    }

    private static void Require(bool isSo, string message, System.CommandLine.Parsing.SymbolResult result)
    {
        if (!isSo)
            result.AddError(message);
    }

    /// <summary>One row.</summary>
    private sealed record Lane(string Name, OnnxPrecision Precision, InputSpec Input, int Threads, int Bytes, long Growth, IInferenceSession Session)
    {
        public List<double> Times { get; } = [];

        public double Median => Times.Order().ElementAt(Times.Count / 2);

        public static Lane Load(OnnxSessionFactory sessions, ModelBundle bundle, OnnxPrecision precision, InputSpec input, int threads)
        {
            var (before, manifest) = (Environment.WorkingSet, bundle.Manifest);
            var session = sessions.Load(manifest.Name, bundle.Model.Span, new InferenceSessionOptions { IntraOpThreads = threads, Image = input, ImageInputName = manifest.InputName, Digest = bundle.Digest });
            session.Run();
            return new Lane(manifest.Name, precision, input, threads, bundle.Model.Length, Environment.WorkingSet - before, session);
        }
    }
}
