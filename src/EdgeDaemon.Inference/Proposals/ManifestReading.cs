using System.Collections.Immutable;
using System.Text;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>One way to read a bare model, with the manifest that says so.</summary>
/// <param name="Decoder">The family.</param>
/// <param name="Model">The outputs that it reads.</param>
/// <param name="Output">Name of the only one it reads, where there are others beside it; else empty.</param>
/// <param name="Rank">As <see cref="DecoderReading.Rank"/>.</param>
/// <param name="IsGuess">As <see cref="DecoderReading.IsGuess"/>.</param>
/// <param name="Manifest">Text of <c>manifest.yaml</c>.</param>
internal sealed record ManifestReading(DecoderDescription Decoder, ModelShape Model, string Output, int Rank, bool IsGuess, string Manifest)
{
    /// <summary>What of a model is to be read.</summary>
    /// <param name="summary">The model.</param>
    /// <param name="input">Its input, the size known.</param>
    /// <param name="metadata">What its exporter says.</param>
    /// <param name="request">What the user says.</param>
    /// <param name="labels">How many labels there are; 0 where nobody knows.</param>
    public static ModelShape ShapeOf(OnnxSummary summary, ImageInput input, ExportMetadata metadata, ProposalRequest request, int labels)
    {
        var model = input.ShapeOf(summary, metadata.Task, labels);
        return request.Overrides.GetValueOrDefault("decoder.output") is { } said && model.Outputs.FirstOrDefault(o => ManifestReader.Line.Format(o.Name) == said || o.Name == said) is { } only
            ? model with { Outputs = [only], Beside = model.Outputs.Remove(only) }
            : model;
    }

    /// <summary>Every way that the shapes allow, the likeliest first.</summary>
    /// <param name="model">What is to be read.</param>
    /// <param name="summary">The whole model.</param>
    /// <param name="input">Its input, the size known.</param>
    /// <param name="metadata">What its exporter says.</param>
    /// <param name="request">What the user says.</param>
    public static ImmutableArray<ManifestReading> All(ModelShape model, OnnxSummary summary, ImageInput input, ExportMetadata metadata, ProposalRequest request)
    {
        var fitting = Decoders.For(model).Where(fit => request.Decoder is { } kind ? fit.Decoder.Kind == kind : Serves(fit.Decoder.Task, metadata.Task)).ToList();

        // Whoever names a decoder need not be told that it is an unusual one.
        if (fitting.Count == 0 && request.Decoder is { } chosen)
            fitting = [(Decoders.Of(chosen), model)];

        // Rows of boxes are results; planes beside them are what those were made from.
        if (fitting.Any(fit => IsRows(fit.Model)))
            fitting.RemoveAll(fit => !IsRows(fit.Model) && fit.Model.Beside.Length > 0);
        return [.. from fit in fitting from reading in ReadingsOf(fit.Decoder, fit.Model) select Of(fit.Decoder, fit.Model, reading)];

        ManifestReading Of(DecoderDescription decoder, ModelShape outputs, DecoderReading reading)
        {
            var output = outputs.Beside.Length > 0 ? outputs.Outputs[0].Name : "";
            if (output.Length > 0)
                reading = reading.And("decoder.output", ManifestReader.Line.Format(output));
            return new(decoder, outputs, output, reading.Rank, reading.IsGuess, ManifestWriter.Write(decoder, input, summary, reading, metadata, request));
        }
    }

    /// <summary>How many labels it needs; null where the outputs do not say.</summary>
    /// <exception cref="ModelBundleException">What the user said makes a manifest that is wrong.</exception>
    public int? CountLabels() => Decoder.CountClasses(Model) is var classes and > 0 and < int.MaxValue && Parse().Decoder is var spec
        ? (int)classes - (spec.LabelOffset - Decoder.Defaults.LabelOffset) - spec.Extra : null;

    /// <summary>The manifest.</summary>
    /// <exception cref="ModelBundleException">As for <see cref="CountLabels"/>.</exception>
    public ModelManifest Parse() => ModelManifest.Parse(Encoding.UTF8.GetBytes(Manifest), ModelManifest.FileName);

    private static bool IsRows(ModelShape model) => model.Outputs is [{ Shape.Length: <= 3 }];

    /// <summary>A decoder that the user named may not fit, and then says why not when it is made.</summary>
    private static IEnumerable<DecoderReading> ReadingsOf(DecoderDescription decoder, ModelShape model) =>
        decoder.Fits(model) || decoder.FitsOtherwise(model) ? decoder.Readings(model).OrderBy(reading => reading.Rank) : [new DecoderReading(0)];

    private static bool Serves(DecoderTask made, string task) => task switch
    {
        // Of masks and key points, the boxes are read.
        "detect" or "segment" or "pose" => made == DecoderTask.Detection,
        "classify" => made == DecoderTask.Classification,
        "semantic" => made == DecoderTask.Segmentation,
        "obb" => false,
        // Other exporters may mean anything by it.
        _ => true,
    };
}
