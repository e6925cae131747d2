using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// SSD without its post-processing: boxes [1, N, 4] as offsets (centre y, centre x, height, width) from N anchors, and scores
/// [1, N, background + C], probabilities or logits. Centre = offset × variance × anchor size + anchor centre, size =
/// exp(offset × variance) × anchor size. The classes before the label offset, that is the background, are skipped.
/// </summary>
internal sealed class SsdRawDecoder : IModelDecoder
{
    private const int BoxLength = 4;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.SsdRaw,
        Task = DecoderTask.Detection,
        Read = (reader, spec) => SharedParameters.LabelOffset(reader, SharedParameters.Suppression(reader, spec)) with
        {
            Logits = reader.Flag("logits", spec.Logits),
            Anchors = reader.Section("anchors", anchors => ReadAnchors(anchors, spec.Anchors), spec.Anchors),
        },
        Habits = InputHabits.OfTensorFlow,
        Fits = model => model.BoxesAndScores is var (boxes, classes) && !(classes == 2 && boxes == BoxesAndScoresDecoder.CountAnchors(model)),
        CountClasses = model => model.Outputs is [{ Shape: [_, _, BoxLength] }, { Shape: [_, _, var second] }] ? second
            : model.Outputs is [{ Shape: [_, _, var first] }, { Shape: [_, _, BoxLength] }] ? first : -1,

        // Every SSD counts a background, in front.
        Readings = model => SharedReadings.Scores.Select(reading =>
            model.BoxesAndScores is (_, var classes) && classes == model.Labels ? reading : reading.And("decoder.label_offset", "1")),
        Create = (spec, outputs, width, height, labels) => new SsdRawDecoder(spec, outputs, width, height, labels),
    };

    private readonly OutputReader _boxes;
    private readonly OutputReader _scores;
    private readonly DecoderSpec _spec;
    private readonly ScoreScale _scale;
    private readonly SsdAnchor[] _anchors;
    private readonly int _classes;
    private readonly float _inputWidth;
    private readonly float _inputHeight;
    private readonly CandidateList _candidates;

    public SsdRawDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        if (spec.Anchors.BoxVariances.Length != BoxLength || spec.Anchors.Layers < 1)
            throw new DecoderMismatchException("Anchors: expected 4 box variances and 1 or more layers.");
        _anchors = SsdAnchors.Make(spec.Anchors, inputWidth, inputHeight);
        _classes = labelCount + spec.LabelOffset;
        var scores = OutputRules.Find(outputs, 1, _anchors.Length, _classes);
        var boxes = OutputRules.Find(outputs, 1, _anchors.Length, BoxLength);

        // With four classes both have one shape; then the boxes come first, as TFLite's converter writes them.
        if (boxes == scores && boxes >= 0)
            scores = OutputRules.Find(outputs[(boxes + 1)..], 1, _anchors.Length, _classes) + boxes + 1;
        if (outputs.Length != 2 || scores < 0 || boxes < 0 || boxes == scores)
        {
            throw new DecoderMismatchException(
                $"Ssd_raw expects boxes [1,{_anchors.Length},4], for as many anchors, and scores [1,{_anchors.Length},{_classes}], for the labels "
                + $"and {spec.LabelOffset} before them, got {OutputRules.Describe(outputs)}.");
        }

        _boxes = OutputReader.OfCoordinates(outputs[boxes], boxes);
        _scores = spec.Logits ? OutputReader.OfCoordinates(outputs[scores], scores) : new OutputReader(outputs[scores], scores);
        (_spec, _scale, _inputWidth, _inputHeight) = (spec, new ScoreScale(spec.Logits), inputWidth, inputHeight);
        _candidates = new CandidateList(spec);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var boxes = _boxes.Read(outputs);
        var scores = _scores.Read(outputs);
        _candidates.Clear();
        for (var i = 0; i < _anchors.Length; i++)
        {
            var (label, best) = ClassScores.Best(scores.Slice(i * _classes, _classes)[_spec.LabelOffset..], _scale.Nothing);
            var score = _scale.ToProbability(best);
            if (score >= _candidates.Floor)
                Add(boxes.Slice(i * BoxLength, BoxLength), _anchors[i], label, score, i);
        }

        _candidates.Suppress(transform, result);
    }

    /// <summary>Boxes that one with the usual anchors starts from: three per cell of the first grid, then all shapes.</summary>
    internal static long CountBoxes(ModelShape model)
    {
        var anchors = new SsdAnchorSpec();
        var boxes = 3 * model.Cells(16);
        for (var layer = 1; layer < anchors.Layers; layer++)
            boxes += (anchors.AspectRatios.Length + 1) * model.Cells(16 << layer);
        return boxes;
    }

    private static SsdAnchorSpec ReadAnchors(IParameterReader reader, SsdAnchorSpec defaults) => new()
    {
        Layers = reader.Integer("layers", 1, 16, defaults.Layers),
        MinScale = reader.Number("min_scale", 0.001, 1, defaults.MinScale),
        MaxScale = reader.Number("max_scale", 0.001, 1, defaults.MaxScale),
        AspectRatios = reader.Numbers("aspect_ratios", 0.01, 100, minCount: 1, maxCount: 16, defaults.AspectRatios),
        BoxVariances = reader.Numbers("box_variances", 0.0001, 100, BoxLength, BoxLength, defaults.BoxVariances),
    };

    private void Add(ReadOnlySpan<float> offsets, in SsdAnchor anchor, int label, float score, int source)
    {
        var variances = _spec.Anchors.BoxVariances;
        var y = (offsets[0] * variances[0] * anchor.Height) + anchor.Y;
        var x = (offsets[1] * variances[1] * anchor.Width) + anchor.X;
        var height = MathF.Exp(offsets[2] * variances[2]) * anchor.Height;
        var width = MathF.Exp(offsets[3] * variances[3]) * anchor.Width;
        _candidates.AddCentred(x * _inputWidth, y * _inputHeight, width * _inputWidth, height * _inputHeight, label, score, source);
    }
}
