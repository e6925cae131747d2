using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeDaemon.Capture;
using EdgeDaemon.Cli.Annotation;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Pipeline;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon predict</c>: what a model sees in picture files.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var model = CommonOptions.ModelOrFile();
        var options = new ManifestOptions();
        var threads = CommonOptions.Threads();
        var then = new Option<string?>("--then")
        {
            Description = "Folder of a second model, which classifies each object that the first one detects.",
        };
        var json = new Option<bool>("--json") { Description = "One JSON line per picture." };
        var scaled = new Option<bool>("--scaled")
        {
            Description = "Decode JPEGs at the reduced scale that the daemon's sources use, not whole.",
        };
        var vectors = new Option<bool>("--vectors") { Description = "Print feature vectors, not only their size." };
        var asWritten = new Option<bool>("--as-written")
        {
            Description = "Run the model operator by operator, without the fused kernels of the daemon: slow, to compare figures with other implementations.",
        };
        var annotate = new Option<string?>("--annotate")
        {
            Description = "Also draw what was seen onto a copy of the picture: a PNG file, or a folder for several pictures.",
            HelpName = "OUT.png|DIR",
        };
        var images = new Argument<string[]>("IMAGE") { Description = "JPEG or PNG files.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("predict", "Show what a model sees in pictures.") { model, then, threads, scaled, vectors, asWritten, json, annotate, images };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var pictures = parsed.GetRequiredValue(images);
            var annotated = parsed.GetValue(annotate) is { } output ? AnnotatedPictures.Into(output, pictures) : null;
            var bundle = Open(parsed.GetRequiredValue(model), options, parsed);
            return Run(
                new Predictor.Options(bundle, parsed.GetValue(threads), parsed.GetValue(scaled), parsed.GetValue(vectors))
                {
                    ThenDirectory = parsed.GetValue(then),
                    AsWritten = parsed.GetValue(asWritten),
                    Annotated = annotated,
                },
                parsed.GetValue(json),
                pictures);
        });
        return command;
    }

    /// <summary>A folder is a bundle, which says everything itself; a file is a bare model.</summary>
    private static ModelBundle Open(string model, ManifestOptions options, ParseResult parsed)
    {
        if (File.Exists(model))
            return ModelFile.Open(model, options.Read(parsed, Slug.From(Path.GetFileNameWithoutExtension(model)))).Bundle;
        if (options.FirstGiven(parsed) is { } option)
            throw new FormatException($"{option} is for a bare ONNX file; the bundle '{model}' has a manifest that says it.");
        return ModelBundle.Open(model);
    }

    private static int Run(Predictor.Options options, bool json, string[] images)
    {
        using var predictor = new Predictor(TriedModels.ForTools(), options);
        var code = ExitCodes.Ok;
        // Where the results go to the terminal themselves, they say how far it is.
        using var progress = new ProgressLine(Console.IsOutputRedirected ? ProgressLine.Terminal : null, "pictures", images.Length);
        foreach (var (index, image) in images.Index())
        {
            progress.Report(index);
            try
            {
                var output = predictor.Predict(image);
                Console.WriteLine(json ? JsonSerializer.Serialize(output, CliJson.Default.PredictOutput) : Describe(output));
            }
            catch (Exception failure) when (failure is FrameDecodeException or FrameSourceException or IOException or UnauthorizedAccessException)
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
        IEnumerable<string> seen = output switch
        {
            { Labels: { } labels } => labels.Select(l => Text($"{l.Label} {l.Score:F3}")),
            { Detections: { } objects } => objects.Select(o => Text($"{o.Label}{SubLabelOf(o)} {o.Score:F3} at [{o.Box[0]:F0}, {o.Box[1]:F0}, {o.Box[2]:F0}, {o.Box[3]:F0}]")),
            { Segments: { } segments } => segments.Select(s => Text($"{s.Label} {s.Area:P1} in {s.Regions} regions")),
            { Embedding: { } vector } => [Text($"{vector.Dim} features, norm {vector.Norm:F3}")],
            _ => [],
        };
        var line = string.Join(", ", seen);
        return $"{output.Image}: {(line.Length > 0 ? line : "nothing")}";
    }

    private static string SubLabelOf(PredictedObject seen) =>
        seen.SubLabels is [var best, ..] ? Text($" ({best.Label} {best.Score:F3})") : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
