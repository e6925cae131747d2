using System.Collections.Immutable;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>A manifest for a bare ONNX file, as far as its shapes tell. What cannot be told stands in the text as a comment.</summary>
/// <param name="Fitting">Every decoder that fits the outputs, the likeliest first; with several, the user has to say which.</param>
/// <param name="Manifest">Text of <c>manifest.yaml</c> for the first of them; null when there is none, or the input is no picture.</param>
public sealed record ManifestProposal(ImmutableArray<DecoderKind> Fitting, string? Manifest)
{
    /// <summary>Proposes a manifest.</summary>
    /// <param name="summary">What the model file is.</param>
    /// <param name="name">Name for the bundle, a slug.</param>
    /// <param name="chosen">The decoder, where the user has said which; null: the likeliest that fits.</param>
    public static ManifestProposal For(OnnxSummary summary, string name, DecoderKind? chosen = null)
    {
        if (ImageInput.Of(summary) is not { } input)
            return new ManifestProposal([], null);
        var fitting = chosen is { } kind ? [kind] : DecoderGuess.For(summary, input);
        return new ManifestProposal(fitting, fitting is [var first, ..] ? ManifestText.Write(name, first, input) : null);
    }
}
