using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// One score per class: softmax where they are logits, then the k best. A single one with two labels is the probability of the second. Scores that are not numbers, or below 0, count as
/// 0, and those above 1 as 1, so that a broken run shows nothing rather than something.
/// </summary>
internal sealed class ClassificationDecoder : IModelDecoder
{
    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Classification,
        Task = DecoderTask.Classification,
        Read = (reader, spec) => SharedParameters.LabelOffset(reader, spec) with
        {
            Logits = reader.Flag("logits", spec.Logits),
            TopK = reader.Integer("top_k", 1, 100, spec.TopK),
        },
        Habits = InputHabits.OfWholeFrames,
        Fits = model => model.Vector is { } output ? !EmbeddingDecoder.IsNamedSo(output)
            : model.Outputs is [{ Shape: [1, 1] } single] && (model.Labels is 1 or 2 || single.MadeBy == "Sigmoid"),
        CountClasses = CountClasses,
        Readings = ReadingsOf,
        Create = (spec, outputs, _, _, labels) => new ClassificationDecoder(spec, outputs, labels),
    };

    private readonly DecoderSpec _spec;
    private readonly OutputReader _scores;
    private readonly float[] _probabilities;
    private readonly bool _isYesOrNo;

    public ClassificationDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int labelCount)
    {
        _spec = spec;
        var output = OutputRules.Single(outputs, "classification expects one output [1, classes]");
        var classes = OutputRules.VectorLength(output);
        _isYesOrNo = classes == 1 && labelCount == 2;
        if (!_isYesOrNo)
            OutputRules.CheckLabels(output, classes - spec.LabelOffset, labelCount, spec.LabelOffset);
        if (spec.TopK < 1)
            throw new DecoderMismatchException($"Top-k: expected 1 or more, got {spec.TopK}.");
        _scores = new OutputReader(output, index: 0);
        _probabilities = new float[_isYesOrNo ? 2 : classes];
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var scores = _scores.Read(outputs);
        if (_spec.Logits)
            Softmax(scores, _probabilities);
        else
            Clean(scores, _probabilities);
        if (_isYesOrNo)
            (_probabilities[0], _probabilities[1]) = float.IsFinite(scores[0]) ? (1 - _probabilities[0], _probabilities[0]) : (0, 0);
        var best = result.ClassificationBuffer[..Math.Min(_spec.TopK, result.ClassificationBuffer.Length)];
        result.SetClassificationCount(SelectBest(best));
    }

    /// <summary>Shifted by the largest logit, so that nothing overflows. Logits that are not finite get 0.</summary>
    internal static void Softmax(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        if (logits.Length == 1)
        {
            // One logit is the answer to yes or no; its softmax would be 1 whatever it says.
            probabilities[0] = float.IsFinite(logits[0]) ? 1 / (1 + MathF.Exp(-logits[0])) : 0;
            return;
        }

        var largest = float.MinValue;
        foreach (var logit in logits)
        {
            if (float.IsFinite(logit) && logit > largest)
                largest = logit;
        }

        var sum = 0f;
        for (var i = 0; i < logits.Length; i++)
        {
            probabilities[i] = float.IsFinite(logits[i]) ? MathF.Exp(logits[i] - largest) : 0;
            sum += probabilities[i];
        }

        // The largest finite logit adds 1, so the sum is 0 only when there is none.
        for (var i = 0; i < probabilities.Length && sum > 0; i++)
            probabilities[i] /= sum;
    }

    private static void Clean(ReadOnlySpan<float> scores, Span<float> probabilities)
    {
        for (var i = 0; i < scores.Length; i++)
            probabilities[i] = scores[i] > 0 && float.IsFinite(scores[i]) ? MathF.Min(scores[i], 1) : 0;
    }

    /// <summary>Do the last operator or the name say that these are scores of classes? They have the shape of features.</summary>
    internal static bool IsMadeSo(OutputShape output) =>
        output.MadeBy is "Softmax" or "LogSoftmax" || output.IsNamed("prob", "softmax", "logit", "class", "score");

    /// <summary>A layer of products, or a mean, gives numbers of any size; probabilities come from what is put behind it.</summary>
    private static bool AreLogits(OutputShape output) => output.IsNamed("logit")
        || (!output.IsNamed("prob") && output.MadeBy
        is "Gemm" or "MatMul" or "Add" or "Conv" or "GlobalAveragePool" or "AveragePool" or "ReduceMean" or "LogSoftmax"
        or "QGemm" or "QLinearMatMul" or "QLinearAdd" or "QLinearConv" or "QLinearGlobalAveragePool" or "FusedMatMul");

    private static long CountClasses(ModelShape model) => model.Outputs is not [var only] ? -1
        : only.Shape.Where(d => d > 1).DefaultIfEmpty(model.Labels == 1 ? 1 : 2).Max();

    private static IEnumerable<DecoderReading> ReadingsOf(ModelShape model)
    {
        (string, string)[] logits = [("decoder.logits", "true")];

        // One output more than labels is how TensorFlow's classifiers count a background, in front.
        (string, string)[] offset = CountClasses(model) == model.Labels + 1 && model.Labels > 0 ? [("decoder.label_offset", "1")] : [];
        return AreLogits(model.Outputs[0]) ? [new(0, [.. logits, .. offset]), new(1, [.. offset])] : [new(0, [.. offset]), new(1, [.. logits, .. offset])];
    }

    /// <summary>Keeps the best in order by insertion: k is small. Equal scores stay in the order of their labels.</summary>
    private int SelectBest(Span<Classification> best)
    {
        var count = 0;
        for (var i = Math.Max(0, _spec.LabelOffset); i < _probabilities.Length; i++)
        {
            var score = _probabilities[i];
            if (count == best.Length && !(score > best[^1].Score))
                continue;
            var place = Math.Min(count, best.Length - 1);
            for (; place > 0 && best[place - 1].Score < score; place--)
                best[place] = best[place - 1];
            best[place] = new Classification(i - _spec.LabelOffset, score);
            count = Math.Min(count + 1, best.Length);
        }

        return count;
    }
}
