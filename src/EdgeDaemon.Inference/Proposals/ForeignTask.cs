using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>
/// Recognises models of tasks that are none here by names, and by shapes that no model for a task of ours has: several of them would be read as something else
/// without complaint.
/// </summary>
internal static class ForeignTask
{
    /// <summary>What helps where a model was taken for something that it is not.</summary>
    public const string WayOut = "if it is something else after all, give --labels for scores of classes, or name how it is read with --decoder";

    private const string NoTask = "which is no task here";
    private const int ShortestWave = 1000;
    private const int HighestLine = 64;
    private const int FewestCharacters = 11;
    private const int MostPoints = 600;

    private static readonly string[] SoundWords = ["audio", "wave", "mel", "spectr", "mfcc", "speech", "pcm"];

    // Numbers of mel bands and coefficients; and times × bands of sound classifiers, which look like a grey picture.
    private static readonly long[] Bands = [13, 20, 39, 40, 64, 80, 128];
    private static readonly (long, long)[] Spectrograms = [(96, 64), (98, 64), (49, 40), (98, 40), (99, 40), (101, 40), (61, 13), (124, 129)];

    // Dimensions × points of faces (68, 98, 106, 468, 478), hands (21) and bodies (17, 33, 39), as their makers write them.
    private static readonly long[] KeyPoints =
        [2 * 68, 2 * 98, 2 * 106, 3 * 68, 3 * 468, 3 * 478, 2 * 21, 3 * 21, 2 * 17, 3 * 17, 3 * 33, 4 * 33, 3 * 39, 5 * 39, 3309];

    /// <summary>What a model seems to be for that sees no picture, or one of sound; without a full stop, null where it may be a task of ours.</summary>
    /// <param name="summary">The model.</param>
    /// <param name="labels">How many labels there are; 0 where nobody knows.</param>
    public static string? OfInputs(OnnxSummary summary, int labels)
    {
        foreach (var input in summary.Inputs)
        {
            var isWhole = input.ElementType is "int64" or "int32";
            if (isWhole && (input.Name.Contains("ids", StringComparison.Ordinal) || input.Name.Contains("token", StringComparison.Ordinal)))
                return $"text seems to be its input, {NoTask}";
            if (!isWhole && (SoundWords.Any(word => input.Name.Contains(word, StringComparison.OrdinalIgnoreCase)) || IsSound(input.Shape.AsSpan(), labels)))
                return $"sound seems to be its input, {NoTask}";
        }

        return null;
    }

    /// <summary>What a model that sees a picture seems to be for; without a full stop, null where it may be a task of ours.</summary>
    public static string? OfOutputs(ModelShape model) =>
        Any(model, IsText) ? $"it seems to read text, {NoTask}"
        : Any(model, IsTurnedBoxes) ? $"it seems to find text in turned boxes, {NoTask}"
        : Any(model, IsPicture) ? $"a picture comes out of it, {NoTask}"
        : model.Outputs.Any(o => o.IsNamed("depth", "disparity")) ? $"it seems to tell depths, {NoTask}"
        : Any(model, AreKeyPoints) && !Decoders.All.Any(decoder => decoder.Task == DecoderTask.Detection && model.Table is null && decoder.Fits(model)) ? $"it seems to find key points (landmarks), {NoTask}"
        : model is { Labels: 0, Outputs: [{ Shape: [1] or [1, 1], MadeBy: not "Sigmoid" }] } ? $"a single number comes out of it, a measure such as an age, {NoTask}"
        : null;

    private static bool Any(ModelShape model, Func<OutputShape, ModelShape, bool> isOne) => model.Outputs.Any(output => isOne(output, model));

    private static bool IsSound(ReadOnlySpan<long> shape, int labels) => shape switch
    {
        [>= ShortestWave] or [1 or -1, >= ShortestWave] or [1 or -1, 1, >= ShortestWave] => true,
        [1 or -1, var a, var b] => Bands.Contains(a) || Bands.Contains(b),
        [1 or -1, 1, var a, var b] => labels == 0 && IsSpectrogram(a, b),
        [1 or -1, var a, var b, 1] => labels == 0 && IsSpectrogram(a, b),
        _ => false,
    };

    private static bool IsSpectrogram(long a, long b) => Spectrograms.Contains((a, b)) || Spectrograms.Contains((b, a));

    /// <summary>A row of characters' scores per step: the batch in the middle, as recurrent networks have it, or out of a picture that is a line.</summary>
    private static bool IsText(OutputShape output, ModelShape model) => output.IsNamed("ctc") || output.Shape switch
    {
        [not (0 or 1), 1, >= FewestCharacters] => true,
        [1, > 1 and var a, > 1 and var b] => model is { Outputs.Length: 1, InputHeight: <= HighestLine } && model.InputWidth >= 2 * model.InputHeight
            && Math.Max(a, b) >= FewestCharacters && a * model.InputWidth != b * model.InputHeight && !((long[])[a, b]).Any(rows => model.AreCells(rows, 1) || model.AreCells(rows, 3)),
        _ => false,
    };

    /// <summary>A score per cell, and beside it distances and an angle, or four corners.</summary>
    private static bool IsTurnedBoxes(OutputShape output, ModelShape model) =>
        output.Shape is [1, 1, > 1 and var rows, var columns] && model.Outputs.Any(other => other.Shape is [1, 5 or 8, var same, var alike] && same == rows && alike == columns);

    /// <summary>Larger than what came in, as no map is, or bytes of colours.</summary>
    private static bool IsPicture(OutputShape output, ModelShape model)
    {
        return output.Shape switch
        {
            [1, 1 or 3, var rows, var columns] => IsLarger(rows, columns),
            [1, var rows, var columns, (1 or 3) and var channels] => IsLarger(rows, columns) || (channels == 3 && output.ElementType == "uint8"),
            _ => false,
        };

        bool IsLarger(long rows, long columns) => 2 * rows >= 3 * model.InputHeight && 2 * columns >= 3 * model.InputWidth;
    }

    private static bool AreKeyPoints(OutputShape output, ModelShape model) => output.IsNamed("landmark", "keypoint", "kpt") || output.Shape switch
    {
        // MoveNet's six bodies.
        [1, 6, 56] or [1, > 4 and <= MostPoints, 2 or 3] or [1, 1, > 4 and <= MostPoints, 2 or 3] => true,
        [1, .. var rest] => model.Labels == 0 && output.MadeBy != "Softmax" && !output.IsNamed("embed", "feature", "prob", "class", "score", "logit")
            && rest.Count(d => d != 1) == 1 && KeyPoints.Contains(rest.Max()),
        _ => false,
    };
}
