using System.Collections.Immutable;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>What a user says of a bare model; everything else is proposed.</summary>
public sealed record ProposalRequest
{
    /// <summary>Name for the bundle, a slug.</summary>
    public required string Name { get; init; }

    /// <summary>The decoder; null: whatever fits.</summary>
    public DecoderKind? Decoder { get; init; }

    /// <summary>Names of the classes; null: from the model's metadata, where it has any.</summary>
    public LabelFile? Labels { get; init; }

    /// <summary>Pictures of something for the trial, the caller's.</summary>
    public ImmutableArray<Frame> Pictures { get; init; } = [];

    /// <summary>Values of the manifest, by key such as <c>input.mean</c>, as YAML on one line.</summary>
    public ImmutableDictionary<string, string> Overrides { get; init; } = ImmutableDictionary<string, string>.Empty;
}
