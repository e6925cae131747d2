using System.CommandLine;
using System.Globalization;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.Pipeline;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon models add</c>: makes a bundle of a bare ONNX file and puts it among the models.</summary>
internal static class ModelsAdd
{
    private const int MostLabelsShown = 8;
    private const double Mebibyte = 1048576;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "An ONNX file." };
        var name = new Option<string?>("--name") { Description = "Name of the model; default: that of the file.", HelpName = "NAME" };
        var models = new ModelsFolder();
        var replace = CommonOptions.Replace();
        var dryRun = new Option<bool>("--dry-run") { Description = "Try the model and show what would be written, but write nothing." };
        var options = new ManifestOptions();
        var command = new Command("add", "Make a model bundle of an ONNX file: check it, try it on one frame, and put it among the models.") { file, name, replace, dryRun };
        models.AddTo(command);
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var slug = parsed.GetValue(name) ?? Slug.From(Path.GetFileNameWithoutExtension(path));
            if (!Slug.IsValid(slug))
                throw new FormatException($"--name takes {YamlTypes.Slug.Allowed}, such as '{Slug.From(slug)}', not '{slug}'.");
            return models.Find(parsed) is { } directory
                ? Run(path, options.Read(parsed, slug), new BundleStore(directory), parsed.GetValue(replace), parsed.GetValue(dryRun))
                : ExitCodes.Config;
        });
        return command;
    }

    /// <summary>Adds a file; returns the exit code.</summary>
    public static int Run(string path, ProposalRequest request, BundleStore store, bool replace, bool dryRun)
    {
        RequireRoom(store, request.Name, replace);
        var model = ModelFile.Open(path, request);
        RequireLabels(path, model.Proposal);
        var timings = ModelTrial.Run(TriedModels.ForTools(), model.Bundle);
        if (dryRun)
            Print($"{model.Proposal.Manifest}");
        var replaced = !dryRun && store.Put(request.Name, model.Model.ToContent(model.Proposal), replace);
        Report(model, store.PathOf(request.Name), timings, dryRun ? "would be added" : replaced ? "replaced" : "added");
        if (replaced)
            Print($"  before    is kept in {store.PreviousPathOf(request.Name)}");
        return ExitCodes.Ok;
    }

    /// <summary>Refuses a name that is taken.</summary>
    /// <param name="store">Where it would be.</param>
    /// <param name="name">The name.</param>
    /// <param name="replace">May it be taken?</param>
    /// <param name="option">The option that says another.</param>
    public static void RequireRoom(BundleStore store, string name, bool replace, string option = "--name")
    {
        if (store.Has(name) && !replace)
            throw new FormatException($"{store.PathOf(name)}: there is a model of this name already. Choose another with {option}, or say --replace.");
    }

    /// <summary>Labels become topics and names in other people's automations, so they are not made up here.</summary>
    private static void RequireLabels(string path, ManifestProposal proposal)
    {
        if (!proposal.Labels.IsEmpty)
            return;
        var why = proposal.Metadata.NamesProblem is { Length: > 0 } problem ? $"the names in its metadata cannot be used: {problem}" : "it does not say the names of its classes";
        var needed = proposal.LabelsNeeded is { } count ? Text($"{count} names") : "names, one per class,";
        throw new FormatException($"{path}: {why}. Give {needed} with --labels FILE, one per line.");
    }

    private static void Report(ModelFile model, string folder, ModelTimings timings, string what)
    {
        var (manifest, labels) = (model.Bundle.Manifest, model.Bundle.Labels);
        var (input, summary) = (manifest.Input, model.Model.Summary);
        Print($"{folder}: {what}");
        Print($"  decoder   {ModelFile.NamesOf([manifest.Decoder.Kind])}, for {YamlTypes.Enum<ModelTask>().Format(manifest.Task)}");
        Print($"  input     {input.Width}×{input.Height} {summary.Inputs[0].ElementType} {YamlTypes.Enum<Vision.Preprocessing.ColorOrder>().Format(input.Color)}, mean [{string.Join(", ", input.Mean)}], std [{string.Join(", ", input.Std)}]");
        Print($"  labels    {labels.Names.Length}: {string.Join(", ", labels.Slugs.Take(MostLabelsShown))}{(labels.Slugs.Length > MostLabelsShown ? ", …" : "")}");
        if (labels.Names.Select((name, i) => Slug.From(name, otherwise: $"{i}")).Distinct().Count() is var different && different < labels.Slugs.Length)
            Print($"            {labels.Slugs.Length - different} of them would have the same topic as another, and got a number");
        if (labels.WithoutLatin.Count() is > 0 and var foreign)
            Print($"            warning: {foreign} of them cannot be written in Latin letters: their topics are class_N, and '{labels.WithoutLatin.First()}' is only shown");
        Print($"  licence   {manifest.Licence}");
        Print($"  tried     on one drawn frame: {timings.Infer.TotalMilliseconds:F1} ms for the model, {timings.Total.TotalMilliseconds:F1} ms in all");
        Print($"  files     {ModelBundle.ModelFileName} ({model.Model.Bytes.Length / Mebibyte:F2} MiB, SHA-256 {model.Bundle.Digest[..12]}…), {ModelManifest.FileName}, {LabelFile.FileName}, SHA256SUMS");
        if (manifest.Task == ModelTask.Embedding)
            Print($"  note      feature vectors have no labels to report: it can stand in a camera's 'then', and 'edgedaemon predict' runs it");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Print(FormattableString text) => Console.WriteLine(Text(text));
}
