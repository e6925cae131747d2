using System.Collections.Immutable;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>Narrows the decoders that fit the shapes down with what else is known of a model: its task, and how many labels it has.</summary>
internal static class DecoderChoice
{
    /// <summary>The decoders that are left; several where it takes the user to tell.</summary>
    /// <param name="model">The model.</param>
    /// <param name="task">What the exporter says that it is for (<see cref="ExportMetadata.Task"/>).</param>
    /// <param name="labels">How many labels it has; 0 where nobody knows.</param>
    /// <param name="reason">Why there is none left, without a full stop; else empty.</param>
    public static ImmutableArray<DecoderDescription> For(ModelShape model, string task, int labels, out string reason)
    {
        var fitting = Decoders.For(model);
        reason = fitting.IsEmpty ? $"no decoder fits its outputs{(task.Length > 0 ? $", whose task its metadata call '{task}'" : "")}" : "";

        // A pose model's output has the shape of a detector with more classes; only its metadata tell.
        ImmutableArray<DecoderDescription> serving = [.. fitting.Where(decoder => Serves(decoder.Task, task))];
        if (serving.IsEmpty && !fitting.IsEmpty)
            reason = $"there is no decoder for what its metadata call the task '{task}'";
        fitting = serving;

        ImmutableArray<DecoderDescription> agreeing = [.. fitting.Where(decoder => labels > 0 && HasRoomFor(decoder, labels, model))];
        return agreeing.IsEmpty ? fitting : agreeing;
    }

    /// <summary>Is one label per class what the outputs have room for, a background in front of them allowed?</summary>
    private static bool HasRoomFor(DecoderDescription decoder, int labels, ModelShape model) =>
        decoder.Task != DecoderTask.Embedding && CountClasses(decoder, model) is { } classes && classes - decoder.LabelOffset(classes, labels) == labels;

    /// <summary>Classes, a background included; null where the shapes do not say, or where the decoder does not fit them.</summary>
    public static int? CountClasses(DecoderDescription decoder, ModelShape model) =>
        decoder.CountClasses(model) is var count and > 0 and < int.MaxValue ? (int)count : null;

    private static bool Serves(DecoderTask made, string task) => task switch
    {
        "detect" => made == DecoderTask.Detection,
        "classify" => made == DecoderTask.Classification,
        "semantic" => made == DecoderTask.Segmentation,
        "segment" or "pose" or "obb" => false,
        // Other exporters may mean anything by it.
        _ => true,
    };
}
