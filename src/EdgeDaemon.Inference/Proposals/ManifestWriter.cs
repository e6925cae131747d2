using System.Collections.Immutable;
using System.Globalization;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>Writes a manifest for a decoder, with the preprocessing that the family's own exporters use, and whatever the user says.</summary>
internal static class ManifestWriter
{
    private const string NotInTheFile = "how the family is usually trained; the file itself does not say";

    private static readonly YamlType<DecoderKind> Decoder = YamlTypes.Enum<DecoderKind>();
    private static readonly YamlType<ColorOrder> Color = YamlTypes.Enum<ColorOrder>();

    /// <summary>Text of <c>manifest.yaml</c>.</summary>
    /// <param name="decoder">How the outputs are read.</param>
    /// <param name="input">The image input, its size known.</param>
    /// <param name="summary">The model.</param>
    /// <param name="reading">In which of its ways.</param>
    /// <param name="metadata">What the exporter says of it.</param>
    /// <param name="request">What the user says of it.</param>
    public static string Write(
        DecoderDescription decoder, ImageInput input, OnnxSummary summary, DecoderReading reading, ExportMetadata metadata, ProposalRequest request)
    {
        var draft = new ManifestDraft();
        draft.Set("name", YamlTypes.Slug.Format(request.Name));
        draft.Set("version", "\"1\"");
        draft.Set("task", YamlTypes.Enum<ModelTask>().Format(ModelTasks.Of(decoder.Kind)));
        if (metadata.Licence.Length > 0)
            draft.Set("licence", ManifestReader.Line.Format(metadata.Licence));
        else
            draft.Set("licence", "unknown", "say under which licence the weights are");
        if (metadata.Description.Length > 0)
            draft.Set("description", ManifestReader.Line.Format(metadata.Description));
        if (summary.Inputs.Length > 1)
            draft.Set("input.name", ManifestReader.Line.Format(summary.Inputs.First(value => value.Shape.Length == 4).Name));

        // Their classifiers see the middle of the picture as they see it in training: cut to its shorter side, 0..1.
        var isUltralytics = decoder.Task == DecoderTask.Classification && metadata.Task == "classify";
        var habits = reading.Habits ?? decoder.Habits(input.Layout);
        if (isUltralytics)
            habits = habits with { Mean = [0], Std = [255] };
        AddInput(draft, input.Fit(habits, summary.ScalesPixels), input, request.Overrides);
        if (isUltralytics && !request.Overrides.ContainsKey("input.resize"))
            draft.Set("input.crop_fraction", 1);
        draft.Set("decoder.type", Decoder.Format(decoder.Kind));
        foreach (var (key, yaml) in reading.Values)
            draft.Set(key, yaml);
        foreach (var (key, yaml) in request.Overrides.OrderBy(o => o.Key, StringComparer.Ordinal))
            draft.Set(key, key is "input.mean" or "input.std" && !yaml.StartsWith('[') ? ForEach(yaml, input.Channels) : yaml);
        return draft.ToText();
    }

    private static void AddInput(ManifestDraft draft, InputHabits habits, ImageInput input, ImmutableDictionary<string, string> overrides)
    {
        draft.Set("input.width", input.Width);
        draft.Set("input.height", input.Height);
        draft.Set("input.layout", YamlTypes.Enum<TensorLayout>().Format(input.Layout));
        draft.Set("input.dtype", input.ElementType);
        draft.Set("input.color", Color.Format(habits.Color));

        // Figures come in the order of the channels: who turns the one round turns the other round.
        if (overrides.TryGetValue("input.color", out var color) && color != Color.Format(habits.Color) && color is "rgb" or "bgr")
            habits = habits.Reversed();
        var letterbox = habits.Resize is ResizeMode.LetterboxCenter or ResizeMode.LetterboxTopLeft;
        draft.Set("input.resize", ManifestReader.Resize.Format(habits.Resize));
        if (letterbox && habits.PadValue is { } pad && !overrides.ContainsKey("input.resize"))
            draft.Set("input.pad_value", pad);
        if (habits.IsRaw)
            return;
        draft.Set("input.mean", List(habits.Mean, input.Channels), NotInTheFile);
        draft.Set("input.std", List(habits.Std, input.Channels));
    }

    private static string List(ImmutableArray<double> values, int channels)
    {
        var texts = values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)).ToList();
        return texts.Count == 1 ? ForEach(texts[0], channels) : $"[{string.Join(", ", texts)}]";
    }

    /// <summary>One figure stands for all channels.</summary>
    private static string ForEach(string figure, int channels) => $"[{string.Join(", ", Enumerable.Repeat(figure, channels))}]";
}
