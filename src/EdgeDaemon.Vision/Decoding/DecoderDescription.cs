using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// All that is to be known of a decoder but how it decodes. Each stands in its decoder's file; <see cref="Decoders.All"/> lists
/// them. Nobody asks which kind a decoder is to find out what it needs.
/// </summary>
public sealed class DecoderDescription
{
    /// <summary>Makes a decoder; see <see cref="ModelDecoder.Create"/>.</summary>
    public delegate IModelDecoder Maker(
        DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount);

    /// <summary>The family; manifests name it in snake_case.</summary>
    public required DecoderKind Kind { get; init; }

    /// <summary>What its results are.</summary>
    public required DecoderTask Task { get; init; }

    /// <summary>Reads its own parameters, each with its range, over the defaults in the spec that is handed in.</summary>
    public required Func<IParameterReader, DecoderSpec, DecoderSpec> Read { get; init; }

    /// <summary>Where its defaults are not those of <see cref="DecoderSpec"/>.</summary>
    public Func<DecoderSpec, DecoderSpec> Adjust { get; init; } = spec => spec;

    /// <summary>How its exporters prepare pictures, for an input of this layout.</summary>
    public required Func<TensorLayout, InputHabits> Habits { get; init; }

    /// <summary>Do the shapes of a bare model look like its own? Several families may share them.</summary>
    public required Func<ModelShape, bool> Fits { get; init; }

    /// <summary>As <see cref="Fits"/>, but asked only where no decoder fits.</summary>
    public Func<ModelShape, bool> FitsOtherwise { get; init; } = _ => false;

    /// <summary>Classes that the outputs have room for, a background and what is not read (<see cref="DecoderSpec.Extra"/>) included; −1 where they do not say, or are not its own.</summary>
    public required Func<ModelShape, long> CountClasses { get; init; }

    /// <summary>The ways in which its exporters write such outputs, the likelier before the rarer; which one it is, a trial tells.</summary>
    public Func<ModelShape, IEnumerable<DecoderReading>> Readings { get; init; } = _ => [new DecoderReading(0)];

    /// <summary>Labels of a family that knows but one thing; else none.</summary>
    public ImmutableArray<string> OwnLabels { get; init; } = [];

    /// <summary>Makes it.</summary>
    public required Maker Create { get; init; }

    /// <summary>Its parameters as they are where a manifest says nothing.</summary>
    public DecoderSpec Defaults => Adjust(new DecoderSpec { Kind = Kind });
}

/// <summary>What a decoder's results are.</summary>
public enum DecoderTask
{
    /// <summary>Labels for the whole frame.</summary>
    Classification,

    /// <summary>Objects and where they are.</summary>
    Detection,

    /// <summary>How much of the frame shows what.</summary>
    Segmentation,

    /// <summary>A feature vector.</summary>
    Embedding,
}
