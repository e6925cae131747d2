using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Cli;

/// <summary>A bare ONNX file on the command line, as far as it is settled how it is used.</summary>
/// <param name="Model">The file.</param>
/// <param name="Proposal">A manifest that is whole: one decoder, a known size.</param>
/// <param name="Bundle">What a bundle of it would be.</param>
internal sealed record ModelFile(BareModel Model, ManifestProposal Proposal, ModelBundle Bundle)
{
    private static readonly YamlType<DecoderKind> Decoder = YamlTypes.Enum<DecoderKind>();

    /// <summary>Decoders as manifests and <c>--decoder</c> name them.</summary>
    public static string NamesOf(IEnumerable<DecoderKind> kinds) => string.Join(", ", kinds.Select(Decoder.Format));

    /// <summary>Reads a file and settles how it is used.</summary>
    /// <param name="path">The file.</param>
    /// <param name="request">What the user says of it.</param>
    /// <exception cref="InferenceException">It is no model, is refused, or nothing here can read its outputs.</exception>
    /// <exception cref="FormatException">It takes another option, or what the options say is wrong.</exception>
    public static ModelFile Open(string path, ProposalRequest request)
    {
        var model = BareModel.Read(path, TriedModels.TrialsOfTools());
        var proposal = model.Propose(request);
        if (proposal.Manifest is null)
            throw new InferenceException($"{path}: {proposal.Problem}. Decoders are described in models/README.md; --decoder says which to use.");
        if (proposal.Fitting.Length > 1)
            throw new FormatException($"{path}: several decoders fit: {NamesOf(proposal.Fitting)}. Say which with --decoder.");
        if (proposal.IsSizeOpen)
            throw new FormatException($"{path}: the model leaves the size of its input open. Say it with --size WIDTHxHEIGHT.");
        CheckLabels(path, proposal);
        try
        {
            return new ModelFile(model, proposal, ModelBundle.Of(model.ToContent(proposal), path));
        }
        catch (ModelBundleException e) when (!request.Overrides.IsEmpty)
        {
            // What we propose ourselves is sound.
            throw new FormatException(string.Join(' ', e.Errors), e);
        }
    }

    private static void CheckLabels(string path, ManifestProposal proposal)
    {
        if (proposal.LabelsNeeded is { } needed && proposal.Labels.Length > 0 && proposal.Labels.Length != needed && !(proposal.Fitting is [var only] && Decoders.Of(only).Task == DecoderTask.Embedding))
            throw new InferenceException($"{path}: its outputs have {needed} classes, and there are {proposal.Labels.Length} labels. Give one per class with --labels{(proposal.Labels.Length < needed ? ", or say --label-offset" : "")}.");
    }
}
