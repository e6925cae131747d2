using System.Collections.Immutable;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>A manifest and labels for a bare ONNX file, as far as shapes, metadata, a trial and the user tell.</summary>
public sealed record ManifestProposal
{
    /// <summary>What the outputs can be read as, the likeliest first; with several, the user has to say which.</summary>
    public ImmutableArray<ProposedDecoder> Fitting { get; internal init; } = [];

    /// <summary>Text of <c>manifest.yaml</c> for the first of them; null when there is none.</summary>
    public string? Manifest { get; internal init; }

    /// <summary>Why there is no manifest, and what helps, without a full stop; else empty.</summary>
    public string Problem { get; internal init; } = "";

    /// <summary>What speaks against it, without a full stop; else empty.</summary>
    public string Warning { get; internal init; } = "";

    /// <summary>Does the model leave the size of its input open, and nobody says which it is? The manifest then has a stand-in.</summary>
    public bool IsSizeOpen { get; internal init; }

    /// <summary>Names of the classes; empty where nobody says.</summary>
    public ImmutableArray<string> Labels { get; internal init; } = [];

    /// <summary>How many labels the outputs ask for; null where they do not say.</summary>
    public int? LabelsNeeded { get; internal init; }

    /// <summary>What the exporter says of the model.</summary>
    public required ExportMetadata Metadata { get; init; }
}

/// <summary>Something that outputs can be read as.</summary>
/// <param name="Kind">By which decoder.</param>
/// <param name="Output">Which output, where it is one of several; else empty.</param>
/// <param name="Saw">What it saw in the trial's pictures.</param>
public sealed record ProposedDecoder(DecoderKind Kind, string Output, string Saw);
