using System.CommandLine;
using System.Globalization;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.Pipeline;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon models inspect</c>: what a bare ONNX file is, and a manifest for it.</summary>
internal static class ModelsInspect
{
    private const double Million = 1e6;
    private const double Kibi = 1024;
    private const double Mebibyte = Kibi * Kibi;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "An ONNX file." };
        var options = new ManifestOptions();
        var command = new Command("inspect", "Show inputs, outputs, operators and parameters of an ONNX file, try it, and propose a manifest.") { file };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            return Run(path, options.Read(parsed, Slug.From(Path.GetFileNameWithoutExtension(path))));
        });
        return command;
    }

    private static int Run(string file, ProposalRequest request)
    {
        var model = BareModel.Read(file, TriedModels.TrialsOfTools());
        var proposal = ModelFile.Propose(model, request);
        Describe(file, model.Summary);
        DescribeMetadata(proposal);
        if (proposal.Problem.Length > 0)
        {
            CommandLine.Fail($"{file}: {proposal.Problem}.");
            return ExitCodes.BadData;
        }

        var tried = model.Try();
        Print($"  tried   {tried.PeakKib / Kibi:F1} MiB at most at one time, {tried.Load.TotalMilliseconds:F0} ms to load, {tried.Run.TotalMilliseconds:F0} ms for the first run on one thread");
        return Propose(proposal);
    }

    private static void Describe(string file, OnnxSummary summary)
    {
        Print($"{file}: {summary.Precision}, opset {string.Join(", ", summary.Opsets.Select(o => $"{(o.Domain.Length > 0 ? o.Domain + " " : "")}{o.Version}"))}, by {(summary.Producer.Length > 0 ? summary.Producer : "unknown")}");
        foreach (var input in summary.Inputs)
            Print($"  input   {Describe(input)}");
        foreach (var output in summary.Outputs)
            Print($"  output  {Describe(output)}");
        Print($"  holds   {summary.ParameterCount / Million:F2} M parameters in {summary.ParameterBytes / Mebibyte:F1} MiB");
        Print($"  uses    {string.Join(", ", summary.Operators.Select(o => $"{o.Op} ×{o.Count}"))}");
    }

    private static void DescribeMetadata(ManifestProposal proposal)
    {
        var metadata = proposal.Metadata;
        string[] facts =
        [
            metadata.Task.Length > 0 ? $"task {metadata.Task}" : "",
            metadata.Names is { } names ? $"{names.Names.Length} names" : "",
            metadata.NamesProblem.Length > 0 ? $"names that cannot be used: {metadata.NamesProblem}" : "",
            metadata.Size is var (width, height) ? $"size {width}×{height}" : "",
            metadata.Licence.Length > 0 ? $"licence {metadata.Licence}" : "",
        ];
        if (facts.Any(fact => fact.Length > 0))
            Print($"  says    {string.Join(", ", facts.Where(fact => fact.Length > 0))}");
    }

    private static int Propose(ManifestProposal proposal)
    {
        if (proposal.Fitting.Length > 1)
        {
            // A manifest would be a guess.
            Print($"No manifest is proposed, as {ModelFile.SeveralOf(proposal)}");
            return ExitCodes.Ok;
        }

        if (proposal.Warning.Length > 0)
            Print($"Mind: {proposal.Warning}.");
        if (proposal.IsSizeOpen)
            Print($"The model leaves the size of its input open. Say it with --size; this is for a stand-in.");
        if (proposal.Labels.IsEmpty)
            Print($"Nobody says its labels: give {proposal.LabelsNeeded?.ToString(CultureInfo.InvariantCulture) ?? "them, one per class,"} with --labels.");
        Print($"Proposed manifest.yaml:\n\n{proposal.Manifest}");
        return ExitCodes.Ok;
    }

    private static string Describe(OnnxValue value) =>
        $"'{value.Name}' {value.ElementType}[{string.Join(", ", value.Shape.Select((d, i) => d >= 0 ? d.ToString(CultureInfo.InvariantCulture) : i < value.Symbols.Length && value.Symbols[i].Length > 0 ? value.Symbols[i] : "?"))}]";

    private static void Print(FormattableString text) => Console.WriteLine(CommandLine.Printable(text.ToString(CultureInfo.InvariantCulture)));
}
