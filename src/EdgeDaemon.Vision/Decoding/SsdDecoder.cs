using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// SSD with NMS in the graph (TFLite_Detection_PostProcess and its kin): boxes [1, N, 4] as top, left, bottom, right in
/// fractions of the input, classes [1, N], scores [1, N], and mostly their number [1]. They are told apart by their names;
/// where those say nothing, by this order, which is that of TFLite. N may be open.
/// </summary>
internal sealed class SsdDecoder : IModelDecoder
{
    private const int BoxLength = 4;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Ssd,
        Task = DecoderTask.Detection,
        Read = (reader, spec) => SharedParameters.LabelOffset(reader, SharedParameters.Limit(reader, spec)),
        Habits = InputHabits.OfTensorFlow,
        Fits = model => model.Outputs.Length == 4 && model.Outputs.Count(o => o.Shape is [_, _, BoxLength]) == 1
            && model.Outputs.Count(o => o.Shape is [_, _]) == 2 && model.Outputs.Count(o => o.Shape is [_]) == 1,
        CountClasses = _ => -1,
        Create = (spec, outputs, width, height, labels) => new SsdDecoder(spec, outputs, width, height, labels),
    };

    private readonly OutputReader _boxes;
    private readonly OutputReader _classes;
    private readonly OutputReader _scores;
    private readonly OutputReader? _number;
    private readonly int _labels;
    private readonly int _labelOffset;
    private readonly float _inputWidth;
    private readonly float _inputHeight;
    private readonly CandidateList _candidates;

    public SsdDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        if (outputs.Length is not (3 or 4))
        {
            throw new DecoderMismatchException(
                $"Ssd expects outputs for boxes [1, N, 4], classes [1, N], scores [1, N] and mostly their number [1], got {OutputRules.Describe(outputs)}.");
        }

        var (boxes, classes, scores) = (IndexOf(outputs, "box", 0), IndexOf(outputs, "class", 1), IndexOf(outputs, "score", 2));
        OutputRules.CheckOpenShape(outputs[boxes], 1, -1, BoxLength);
        OutputRules.CheckOpenShape(outputs[classes], 1, outputs[boxes].Shape[1]);
        OutputRules.CheckOpenShape(outputs[scores], 1, outputs[boxes].Shape[1]);
        _boxes = OutputReader.OfCoordinates(outputs[boxes], boxes);
        _classes = OutputReader.OfNumbers(outputs[classes], classes);
        _scores = new OutputReader(outputs[scores], scores);
        if (outputs.Length == 4)
        {
            var number = IndexOf(outputs, "num", 3);
            OutputRules.CheckShape(outputs[number], 1);
            _number = OutputReader.OfNumbers(outputs[number], number);
        }

        (_labels, _labelOffset, _inputWidth, _inputHeight) = (labelCount, spec.LabelOffset, inputWidth, inputHeight);
        _candidates = new CandidateList(spec);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var boxes = _boxes.Read(outputs);
        var classes = _classes.Read(outputs);
        var scores = _scores.Read(outputs);
        var rows = Math.Min(scores.Length, Math.Min(classes.Length, boxes.Length / BoxLength));
        var number = _number is null ? rows : _number.Read(outputs)[0];
        _candidates.Clear();
        for (var i = 0; i < rows && i < number; i++)
        {
            // A class that the label file does not have, or NaN, has no name to report.
            var label = classes[i] - _labelOffset;
            var box = boxes.Slice(i * BoxLength, BoxLength);
            if (label >= 0 && label < _labels)
                Add(box, (int)label, scores[i], i);
        }

        _candidates.TakeAll(transform, result);
    }

    private void Add(ReadOnlySpan<float> box, int label, float score, int source) => _candidates.Add(
        box[1] * _inputWidth, box[0] * _inputHeight, box[3] * _inputWidth, box[2] * _inputHeight, label, score, source);

    /// <summary>By name, else by position.</summary>
    private static int IndexOf(ReadOnlySpan<TensorSpec> outputs, string name, int position)
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            if (outputs[i].Name.Contains(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return position;
    }
}
