using System.CommandLine;
using System.Globalization;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon models inspect</c>: what a bare ONNX file is, and a manifest for it.</summary>
internal static class ModelsCommand
{
    private const double Million = 1e6;
    private const double Mebibyte = 1048576;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "An ONNX file." };
        var decoder = new Option<DecoderKind?>("--decoder")
        {
            Description = "The decoder, where several fit.",
            HelpName = "KIND",
            CustomParser = result => Enum.TryParse<DecoderKind>(result.Tokens[0].Value.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var kind)
                ? kind
                : Refuse(result),
        };
        var inspect = new Command("inspect", "Show inputs, outputs, operators and cost of an ONNX file, and propose a manifest.") { file, decoder };
        inspect.SetAction(parsed => Inspect(parsed.GetRequiredValue(file), parsed.GetValue(decoder)));
        return new Command("models", "Work with models of one's own.") { inspect, DrawScenesCommand.Create() };
    }

    private static DecoderKind? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"'{result.Tokens[0].Value}' is not a decoder; see models/README.md.");
        return null;
    }

    private static int Inspect(string file, DecoderKind? decoder)
    {
        var summary = OnnxInspector.Inspect(File.ReadAllBytes(file), new OnnxLimits());
        var proposal = ManifestProposal.For(summary, Slug.From(Path.GetFileNameWithoutExtension(file)), decoder);
        Print($"{file}: {summary.Precision}, opset {string.Join(", ", summary.Opsets.Select(o => $"{(o.Domain.Length > 0 ? o.Domain + " " : "")}{o.Version}"))}, by {(summary.Producer.Length > 0 ? summary.Producer : "unknown")}");
        foreach (var input in summary.Inputs)
            Print($"  input   {Describe(input)}");
        foreach (var output in summary.Outputs)
            Print($"  output  {Describe(output)}");
        Print($"  cost    {summary.MultiplyAccumulates / Million:F1} M multiply-accumulates, {summary.ParameterCount / Million:F2} M parameters, about {summary.PeakBytes / Mebibyte:F1} MiB at most at one time");
        Print($"  uses    {string.Join(", ", summary.Operators.Select(o => $"{o.Op} ×{o.Count}"))}");
        return Propose(proposal);
    }

    private static int Propose(ManifestProposal proposal)
    {
        if (proposal.Manifest is not { } manifest)
        {
            CommandLine.Fail("no decoder fits these inputs and outputs; see models/README.md for those there are.");
            return ExitCodes.BadData;
        }

        if (proposal.Fitting.Length > 1)
            Print($"Several decoders fit: {string.Join(", ", proposal.Fitting)}. Say which with --decoder; this is for the first.");
        Print($"Proposed manifest.yaml:\n\n{manifest}");
        return ExitCodes.Ok;
    }

    private static string Describe(OnnxValue value) =>
        $"'{value.Name}' {value.ElementType}[{string.Join(", ", value.Shape.Select((d, i) => d >= 0 ? d.ToString(CultureInfo.InvariantCulture) : i < value.Symbols.Length && value.Symbols[i].Length > 0 ? value.Symbols[i] : "?"))}]";

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
