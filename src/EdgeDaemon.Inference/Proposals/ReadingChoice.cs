using System.Collections.Immutable;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>Chooses among the ways to read a model by what each of them sees.</summary>
internal static class ReadingChoice
{
    /// <summary>What helps where nothing fits.</summary>
    public const string Remedy = "the decoders there are stand in models/README.md, and --decoder names one";

    private static readonly YamlType<DecoderKind> Kind = YamlTypes.Enum<DecoderKind>();

    /// <summary>Tries the readings, rank by rank, until one makes sense.</summary>
    /// <param name="trial">Tries them.</param>
    /// <param name="readings">The likeliest first.</param>
    /// <param name="isChosen">Has the user named the decoder? Then it is not refused for what it sees, but that is told.</param>
    /// <param name="basis">The proposal as far as it goes: what the exporter says, and the names of the classes where somebody says them.</param>
    public static ManifestProposal Of(ReadingTrial trial, ImmutableArray<ManifestReading> readings, bool isChosen, ManifestProposal basis)
    {
        var labels = basis.Labels;
        List<Tried> silent = [];
        List<Tried> odd = [];
        List<string> refusals = [];
        var isWrongManifest = false;
        foreach (var rank in readings.GroupBy(reading => reading.Rank).OrderBy(group => group.Key))
        {
            List<Tried> sensible = [];
            foreach (var reading in rank)
            {
                try
                {
                    var manifest = reading.Parse();
                    var impression = trial.Read(
                        reading.Decoder, reading.Model, manifest, labels.Length > 0 && reading.Decoder.Task != DecoderTask.Embedding ? labels.Length : reading.CountLabels() ?? BareModel.UnnamedWithoutNumber, labels.Length);
                    (impression.Objection.Length > 0 ? odd : impression.Saw ? sensible : silent).Add(new Tried(reading, impression, (manifest.Decoder.LabelOffset, manifest.Decoder.Extra)));
                }
                catch (Exception e) when (e is DecoderMismatchException or ModelBundleException)
                {
                    refusals.Add(e.Message.TrimEnd('.'));
                    isWrongManifest |= e is ModelBundleException;
                }
            }

            if (sensible.Exists(tried => tried.Reading.Decoder.Kind == sensible[0].Reading.Decoder.Kind && tried.Unnamed != sensible[0].Unnamed))
                return basis with { Problem = "there is a score more than labels, and no telling whether the first or the last has none: say --label-offset 1, or --set decoder.extra=1" };
            if (sensible.Count > 0)
                return Propose(basis, sensible, warning: "");
        }

        // Nothing seen is no sign that rows are boxes, unless there is another.
        silent.RemoveAll(tried => tried.Reading.IsGuess && labels.Length == 0 && !isChosen);
        if (silent.Count > 0)
            return Propose(basis, [.. silent.Where(tried => tried.Reading.Rank == silent[0].Reading.Rank)], "nothing was seen in the trial's pictures; look at a picture of yours with 'edgedaemon predict' before you trust it");
        if (isChosen && odd.Count > 0)
            return Propose(basis, odd[..1], odd[0].Impression.Objection);
        if (odd.Count > 0)
            return basis with { Problem = $"no decoder makes sense of its outputs: {string.Join("; ", odd.OrderBy(tried => tried.Impression.IsOfScale).DistinctBy(tried => tried.Reading.Decoder.Kind).Select(tried => $"as {Kind.Format(tried.Reading.Decoder.Kind)}, {tried.Impression.Objection}"))}; {Remedy}" };

        // What is wrong with the manifest or the number of labels is told by whoever makes a bundle of it.
        return labels.Length > 0 || isChosen || isWrongManifest ? ProposeUntried(basis, readings[0])
            : basis with { Problem = $"{refusals.FirstOrDefault("nothing was seen that would tell what its outputs are")}; {Remedy}" };
    }

    private static ManifestProposal ProposeUntried(ManifestProposal basis, ManifestReading reading)
    {
        int? needed = null;
        try
        {
            needed = reading.CountLabels();
        }
        catch (ModelBundleException)
        {
        }

        return basis with { Fitting = [new(reading.Decoder.Kind, reading.Output, "")], Manifest = reading.Manifest, LabelsNeeded = needed };
    }

    private static ManifestProposal Propose(ManifestProposal basis, List<Tried> fitting, string warning)
    {
        // Who has labels wants them reported.
        if (basis.Labels.Length > 0 && fitting.Any(tried => tried.Reading.Decoder.Task != DecoderTask.Embedding))
            fitting = [.. fitting.Where(tried => tried.Reading.Decoder.Task != DecoderTask.Embedding)];

        // Of several outputs of one shape the first is the model's answer, the others are steps on the way to it.
        fitting = [.. fitting.DistinctBy(tried => (tried.Reading.Decoder.Kind, tried.Reading.Output.Length == 0 ? "" : string.Join(',', tried.Reading.Model.Outputs[0].Shape)))];
        var first = fitting[0].Reading;
        if (warning.Length == 0 && basis.Labels.IsEmpty && first.Decoder.Task == DecoderTask.Segmentation && first.CountLabels() == 1)
            warning = "a number per cell may be a mask, a depth, or where text is; look at a picture of yours with 'edgedaemon predict' before you trust it";
        return basis with
        {
            Fitting = [.. fitting.Select(tried => new ProposedDecoder(tried.Reading.Decoder.Kind, tried.Reading.Output, tried.Impression.Words))],
            Manifest = first.Manifest,
            Warning = warning,
            Labels = basis.Labels.Length > 0 ? basis.Labels : first.Decoder.OwnLabels,
            LabelsNeeded = first.CountLabels(),
        };
    }

    /// <param name="Reading">How the model was read.</param>
    /// <param name="Impression">What was seen.</param>
    /// <param name="Unnamed">How many scores before and behind those of the labels have none.</param>
    private sealed record Tried(ManifestReading Reading, Impression Impression, (int Before, int Behind) Unnamed);
}
