using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// UltraFace: scores [1, N, 2], of background and face, and boxes [1, N, 4], left, top, right, bottom in fractions of the
/// input. The label file has one line.
/// </summary>
internal sealed class UltrafaceDecoder : IModelDecoder
{
    private const int BoxLength = 4;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Ultraface,
        Task = DecoderTask.Detection,
        Read = SharedParameters.Suppression,
        Habits = _ => new(ColorOrder.Rgb, ResizeMode.Stretch, [127], [128]),
        Fits = model => model.BoxesAndScores is (var boxes, 2) && (boxes == CountBoxes(model) || boxes != SsdRawDecoder.CountBoxes(model)),
        CountClasses = _ => 1,
        OwnLabels = ["face"],
        Create = (spec, outputs, width, height, labels) => new UltrafaceDecoder(spec, outputs, width, height, labels),
    };

    private readonly OutputReader _scores;
    private readonly OutputReader _boxes;
    private readonly float _inputWidth;
    private readonly float _inputHeight;
    private readonly CandidateList _candidates;

    public UltrafaceDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        var (scores, boxes) = (OutputRules.Find(outputs, 1, -1, 2), OutputRules.Find(outputs, 1, -1, BoxLength));
        if (outputs.Length != 2 || scores < 0 || boxes < 0)
            throw new DecoderMismatchException($"Ultraface expects outputs [1, N, 2] and [1, N, 4], got {OutputRules.Describe(outputs)}.");
        OutputRules.CheckShape(outputs[scores], 1, -1, 2);
        OutputRules.CheckShape(outputs[boxes], 1, outputs[scores].Shape[1], BoxLength);
        OutputRules.CheckLabels(outputs[scores], 1, labelCount);
        _scores = new OutputReader(outputs[scores], scores);
        _boxes = OutputReader.OfCoordinates(outputs[boxes], boxes);
        (_inputWidth, _inputHeight) = (inputWidth, inputHeight);
        _candidates = new CandidateList(spec);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var scores = _scores.Read(outputs);
        var boxes = _boxes.Read(outputs);
        _candidates.Clear();
        for (var i = 0; i < scores.Length / 2; i++)
        {
            var face = scores[(2 * i) + 1];
            if (!(face >= _candidates.Floor))
                continue;
            var box = boxes.Slice(i * BoxLength, BoxLength);
            _candidates.Add(box[0] * _inputWidth, box[1] * _inputHeight, box[2] * _inputWidth, box[3] * _inputHeight, label: 0, face, i);
        }

        _candidates.Suppress(transform, result);
    }

    /// <summary>Boxes that it starts from: two or three per cell of its four grids (its published configuration).</summary>
    internal static long CountBoxes(ModelShape model) =>
        (3 * model.Cells(8)) + (2 * model.Cells(16)) + (2 * model.Cells(32)) + (3 * model.Cells(64));
}
