using System.Collections.Immutable;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>A manifest and labels for a bare ONNX file, as far as shapes, metadata and user tell.</summary>
public sealed record ManifestProposal
{
    /// <summary>Every decoder that fits, the likeliest first; with several, the user has to say which.</summary>
    public ImmutableArray<DecoderKind> Fitting { get; private init; } = [];

    /// <summary>Text of <c>manifest.yaml</c> for the first of them; null when there is none.</summary>
    public string? Manifest { get; private init; }

    /// <summary>Why there is no manifest, without a full stop; else empty.</summary>
    public string Problem { get; private init; } = "";

    /// <summary>Does the model leave the size of its input open, and nobody says which it is? The manifest then has a stand-in.</summary>
    public bool IsSizeOpen { get; private init; }

    /// <summary>Names of the classes; empty where nobody says.</summary>
    public ImmutableArray<string> Labels { get; private init; } = [];

    /// <summary>How many labels the outputs ask for; null where they do not say.</summary>
    public int? LabelsNeeded { get; private init; }

    /// <summary>What the exporter says of the model.</summary>
    public required ExportMetadata Metadata { get; init; }

    /// <summary>Proposes a manifest.</summary>
    /// <param name="summary">What the model file is, for the size of its input.</param>
    /// <param name="input">Its image input, sides that nobody knows open.</param>
    /// <param name="request">What the user says.</param>
    internal static ManifestProposal For(OnnxSummary summary, ImageInput? input, ProposalRequest request)
    {
        var metadata = ExportMetadata.Of(summary);
        var none = new ManifestProposal { Metadata = metadata, Problem = "its input is no picture: expected one input [1, 3, height, width] or [1, height, width, 3]" };
        if (input is null)
            return none;
        var sized = input.WithSize(BareModel.OpenSide, BareModel.OpenSide);
        var model = sized.ShapeOf(summary);
        var labels = (request.Labels ?? metadata.Names)?.Names ?? [];
        var reason = "";
        var fitting = request.Decoder is { } chosen ? [Decoders.Of(chosen)] : DecoderChoice.For(model, metadata.Task, labels.Length, out reason);
        if (fitting is not [var first, ..])
            return none with { Problem = reason };
        var classes = DecoderChoice.CountClasses(first, model);
        var offset = first.LabelOffset(classes, labels.Length);
        return new ManifestProposal
        {
            Fitting = [.. fitting.Select(decoder => decoder.Kind)],
            Manifest = ManifestWriter.Write(first, sized, model, metadata, request, offset),
            Metadata = metadata,
            IsSizeOpen = input.IsOpen,
            Labels = labels.Length > 0 ? labels : first.OwnLabels,
            LabelsNeeded = classes - offset,
        };
    }
}
