using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// NMS in the graph and an output each for boxes [1, N, 4], classes [1, N], scores [1, N], and mostly their number [1]. They are told
/// apart by their names, whatever else there is beside them; where those say nothing, by this order, which is that of
/// TFLite_Detection_PostProcess. The dimension of the batch may be missing, and N open. TensorFlow's boxes are top, left, bottom,
/// right in parts of the input; TensorRT's EfficientNMS, RT-DETR and torchvision have left, top, right, bottom in pixels, Custom Vision in parts.
/// </summary>
internal sealed class SsdDecoder : IModelDecoder
{
    private const int BoxLength = 4;

    private static readonly string[] BoxWords = ["box"];
    private static readonly string[] ClassWords = ["class", "label"];
    private static readonly string[] ScoreWords = ["score", "conf"];

    // Of the Object Detection API: what its outputs were made from.
    private static readonly string[] RawWords = ["raw_", "multiclass", "anchor"];

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Ssd,
        Task = DecoderTask.Detection,
        Adjust = spec => spec with { Boxes = BoxUnits.Relative, BoxForm = BoxForm.CornersYx },
        Read = (reader, spec) => SharedParameters.Boxes(reader, SharedParameters.LabelOffset(reader, SharedParameters.Limit(reader, spec))),
        Habits = InputHabits.OfTensorFlow,
        Fits = model => Find(model) is { } boxes && model.Outputs.Count(o => IsList(o, boxes.Shape[^2])) >= 2,
        Readings = ReadingsOf,
        CountClasses = _ => -1,
        Create = (spec, outputs, width, height, labels) => new SsdDecoder(spec, outputs, width, height, labels),
    };

    private readonly OutputReader _boxes;
    private readonly OutputReader _classes;
    private readonly OutputReader _scores;
    private readonly OutputReader? _number;
    private readonly BoxReader _reader;
    private readonly int _labels;
    private readonly int _labelOffset;
    private readonly CandidateList _candidates;

    private SsdDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        var (boxes, classes, scores) = (IndexOf(outputs, BoxWords, 0), IndexOf(outputs, ClassWords, 1), IndexOf(outputs, ScoreWords, 2));
        if (outputs.Length < 3 || boxes < 0 || classes < 0 || scores < 0)
        {
            throw new DecoderMismatchException(
                $"Ssd expects outputs for boxes [1, N, 4], classes [1, N], scores [1, N] and mostly their number [1], got {OutputRules.Describe(outputs)}.");
        }

        var hasBatch = outputs[boxes].Shape.Length == 3;
        Check(outputs[boxes], -1, BoxLength);
        Check(outputs[classes], outputs[boxes].Shape[^2]);
        Check(outputs[scores], outputs[boxes].Shape[^2]);
        _boxes = OutputReader.OfCoordinates(outputs[boxes], boxes);
        _classes = OutputReader.OfNumbers(outputs[classes], classes);
        _scores = new OutputReader(outputs[scores], scores);
        if (IndexOf(outputs, ["num"], outputs.Length == 4 ? 3 : -1) is >= 0 and var number)
        {
            OutputRules.VectorLength(outputs[number]);
            _number = OutputReader.OfNumbers(outputs[number], number);
        }

        (_labels, _labelOffset, _reader) = (labelCount, spec.LabelOffset, new BoxReader(spec, inputWidth, inputHeight));
        _candidates = new CandidateList(spec);

        void Check(TensorSpec output, params ReadOnlySpan<int> shape) => OutputRules.CheckOpenShape(output, hasBatch ? [1, .. shape] : shape);
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
            // A class that the label file does not have, or that is no whole number, has no name to report.
            var label = classes[i] - _labelOffset;
            if (label >= 0 && label < _labels && label == MathF.Floor(label))
                _reader.Add(_candidates, boxes.Slice(i * BoxLength, BoxLength), (int)label, scores[i], i);
        }

        _candidates.TakeAll(transform, result);
    }

    /// <summary>By name, else by position; −1 where there is neither.</summary>
    private static int IndexOf(ReadOnlySpan<TensorSpec> outputs, string[] words, int position)
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            if (Holds(outputs[i].Name, words) && !Holds(outputs[i].Name, RawWords))
                return i;
        }

        return outputs.Length <= 4 && position < outputs.Length ? position : -1;
    }

    private static bool Holds(string name, string[] words) => words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static OutputShape? Find(ModelShape model) =>
        model.Outputs.Length >= 3 && model.Outputs.Where(o => o.Shape is [1, _, BoxLength] or [_, BoxLength] && !o.IsNamed(RawWords)).ToList() is [var only] ? only : null;

    private static bool IsList(OutputShape output, long rows) => !output.IsNamed(RawWords) && (output.Shape is [1, _] or [_]) && output.Shape[^1] == rows;

    private static IEnumerable<DecoderReading> ReadingsOf(ModelShape model)
    {
        var boxes = Find(model)!;

        // The Object Detection API and torchvision count a background in front.
        ImmutableArray<(string, string)> offset = model.Outputs.Any(o => o.IsNamed(RawWords)) || (boxes.Shape.Length == 2 && model.Outputs.Any(o => o.IsNamed("label")))
            ? [("decoder.label_offset", "1")] : [];
        if (!boxes.IsNamed(BoxWords) || boxes.IsNamed("detection"))
            return [new(0, offset), new(1, [.. offset, ("decoder.boxes", "pixels")])];
        var habits = model.Outputs.Any(o => o.IsNamed("label")) || boxes.Shape.Length == 2 ? SharedReadings.Stretched : InputHabits.OfUltralytics(TensorLayout.Nchw);
        ImmutableArray<(string, string)> corners = [.. offset, ("decoder.box_form", "corners")];
        return [new(0, [.. corners, ("decoder.boxes", "pixels")]) { Habits = habits }, new(1, corners) { Habits = habits }];
    }
}
