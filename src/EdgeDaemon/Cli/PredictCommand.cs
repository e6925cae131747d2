using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon predict</c>: what a model sees in picture files.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var threads = CommonOptions.Threads();
        var json = new Option<bool>("--json") { Description = "One JSON line per picture." };
        var scaled = new Option<bool>("--scaled")
        {
            Description = "Decode JPEGs at the reduced scale that the daemon's sources use, not whole.",
        };
        var images = new Argument<string[]>("IMAGE") { Description = "JPEG or PNG files.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("predict", "Show what a model sees in pictures.") { model, threads, scaled, json, images };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(model), parsed.GetValue(threads), parsed.GetValue(scaled), parsed.GetValue(json), parsed.GetRequiredValue(images)));
        return command;
    }

    private static int Run(string modelDirectory, int threads, bool scaled, bool json, string[] images)
    {
        using var runner = ModelRunner.Load(ModelBundle.Open(modelDirectory), threads);
        using var predictor = new Predictor(runner, scaled);
        var code = ExitCodes.Ok;
        foreach (var image in images)
        {
            try
            {
                var output = predictor.Predict(image);
                Console.WriteLine(json ? JsonSerializer.Serialize(output, CliJson.Default.PredictOutput) : Describe(output));
            }
            catch (Exception failure) when (failure is FrameDecodeException or IOException or UnauthorizedAccessException)
            {
                // One bad picture does not spoil the others.
                CommandLine.Fail(failure.Message);
                code = failure is FrameDecodeException ? ExitCodes.BadData : ExitCodes.NoInput;
            }
        }

        return code;
    }

    private static string Describe(PredictOutput output)
    {
        var seen = output.Labels is { } labels
            ? string.Join(", ", labels.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Label} {l.Score:F3}")))
            : string.Join(", ", output.Detections!.Select(d => string.Create(
                CultureInfo.InvariantCulture,
                $"{d.Label} {d.Score:F3} at [{d.Box[0]:F0}, {d.Box[1]:F0}, {d.Box[2]:F0}, {d.Box[3]:F0}]")));
        return $"{output.Image}: {(seen.Length > 0 ? seen : "nothing")}";
    }

    /// <summary>
    /// Picture file in, labels out; everything between is what the daemon itself uses. Only the decoding is by default that of
    /// the tools that models are evaluated with: whole, so that figures can be compared.
    /// </summary>
    private sealed class Predictor(ModelRunner runner, bool scaled) : IDisposable
    {
        private readonly FramePool _pool = new();
        private readonly PictureDecoder _decoder = new();
        private readonly ImmutableArray<InputSpec> _inputs = scaled ? [runner.Bundle.Manifest.Input] : [];

        public PredictOutput Predict(string image)
        {
            var file = File.ReadAllBytes(image);
            var start = Stopwatch.GetTimestamp();
            using var frame = _decoder.Decode(file, _pool, image, _inputs);
            var decode = Stopwatch.GetElapsedTime(start);
            var result = runner.Process(frame);
            var timings = runner.Timings;
            var task = runner.Bundle.Manifest.Task;
            return new PredictOutput
            {
                Image = image,
                Task = task.ToString().ToLowerInvariant(),
                Labels = task == ModelTask.Classification ? LabelsOf(result) : null,
                Detections = task == ModelTask.Detection ? ObjectsOf(result, frame.OriginalSize) : null,
                TimingsMs = new PredictTimings(
                    Rounded(decode.TotalMilliseconds), Rounded(timings.Preprocess.TotalMilliseconds),
                    Rounded(timings.Infer.TotalMilliseconds), Rounded(timings.Postprocess.TotalMilliseconds)),
            };
        }

        public void Dispose() => _decoder.Dispose();

        private List<PredictedLabel> LabelsOf(ModelResult result)
        {
            var labels = new List<PredictedLabel>();
            foreach (var seen in result.Classifications)
                labels.Add(new PredictedLabel(NameOf(seen.LabelIndex), seen.LabelIndex, Rounded(seen.Score)));
            return labels;
        }

        private List<PredictedObject> ObjectsOf(ModelResult result, (int Width, int Height) size)
        {
            var objects = new List<PredictedObject>();
            foreach (var seen in result.Detections)
            {
                double[] box =
                [
                    Rounded(seen.Box.Left * size.Width), Rounded(seen.Box.Top * size.Height),
                    Rounded(seen.Box.Right * size.Width), Rounded(seen.Box.Bottom * size.Height),
                ];
                objects.Add(new PredictedObject(NameOf(seen.LabelIndex), seen.LabelIndex, Rounded(seen.Score), box));
            }

            return objects;
        }

        private string NameOf(int label) => runner.Bundle.Labels.Names[label];

        private static double Rounded(double value) => Math.Round(value, 6);
    }
}
