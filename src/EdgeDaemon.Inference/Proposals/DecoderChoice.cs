using System.Collections.Immutable;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>Narrows the decoders that fit the shapes down with what else is known of a model: its task, and how many labels it has.</summary>
internal static class DecoderChoice
{
    /// <summary>The decoders that are left; several where it takes the user to tell.</summary>
    /// <param name="summary">The model.</param>
    /// <param name="input">Its image input.</param>
    /// <param name="task">What the exporter says that it is for (<see cref="ExportMetadata.Task"/>).</param>
    /// <param name="labels">How many labels it has; 0 where nobody knows.</param>
    /// <param name="reason">Why there is none left, without a full stop; else empty.</param>
    public static ImmutableArray<DecoderKind> For(OnnxSummary summary, ImageInput input, string task, int labels, out string reason)
    {
        var fitting = DecoderGuess.For(summary, input);
        reason = fitting.IsEmpty ? $"no decoder fits its outputs{(task.Length > 0 ? $", whose task its metadata call '{task}'" : "")}" : "";

        // A pose model's output has the shape of a detector with more classes; only its metadata tell.
        ImmutableArray<DecoderKind> serving = [.. fitting.Where(kind => Serves(kind, task))];
        if (serving.IsEmpty && !fitting.IsEmpty)
            reason = $"there is no decoder for what its metadata call the task '{task}'";
        fitting = serving;

        ImmutableArray<DecoderKind> agreeing = [.. fitting.Where(kind => labels > 0 && HasRoomFor(kind, labels, summary, input))];
        return agreeing.IsEmpty ? fitting : agreeing;
    }

    /// <summary>Is one label per class what the outputs have room for, a background in front of them allowed?</summary>
    private static bool HasRoomFor(DecoderKind kind, int labels, OnnxSummary summary, ImageInput input) => LabelCount.Of(kind, summary, input) is { } classes
        && (classes == labels || (classes == labels + 1 && kind is DecoderKind.Classification or DecoderKind.SsdRaw))
        && kind != DecoderKind.Embedding;

    private static bool Serves(DecoderKind kind, string task) => task switch
    {
        "detect" => ModelTasks.Of(kind) == ModelTask.Detection,
        "classify" => kind == DecoderKind.Classification,
        "semantic" => kind == DecoderKind.Segmentation,
        "segment" or "pose" or "obb" => false,
        // Other exporters may mean anything by it.
        _ => true,
    };
}
