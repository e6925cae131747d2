using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// FastestDet, [1, 5 + C, rows, columns]: channel by channel objectness, box and class scores of each cell. Centre = cell +
/// tanh(tx, ty), in cells; size = sigmoid(tw, th), as a share of the input. The score is objectness^0.6 × class^0.4.
/// </summary>
internal sealed class FastestdetDecoder : IModelDecoder
{
    private const int FirstClass = 5;
    private const int Stride = 16;
    private const float ObjectnessPower = 0.6f;
    private const float ClassPower = 0.4f;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Fastestdet,
        Task = DecoderTask.Detection,
        Read = SharedParameters.Suppression,
        Habits = _ => new(ColorOrder.Bgr, ResizeMode.Stretch, [0], [255]),
        Fits = model => model.Planes is [_, > FirstClass, _, _] && model.IsGrid(Stride),
        CountClasses = model => model.Outputs is [{ Shape: [_, var channels, _, _] }] ? channels - FirstClass : -1,
        Create = (spec, outputs, width, height, labels) => new FastestdetDecoder(spec, outputs, width, height, labels),
    };

    private readonly OutputReader _channels;
    private readonly int _rows;
    private readonly int _columns;
    private readonly float _inputWidth;
    private readonly float _inputHeight;
    private readonly CandidateList _candidates;

    public FastestdetDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        var output = OutputRules.Single(outputs, "fastestdet expects one output [1, 5 + classes, rows, columns]");
        OutputRules.CheckShape(output, 1, -1, -1, -1);
        OutputRules.CheckLabels(output, output.Shape[1] - FirstClass, labelCount);
        (_rows, _columns) = (output.Shape[2], output.Shape[3]);
        (_inputWidth, _inputHeight) = (inputWidth, inputHeight);
        _channels = OutputReader.OfCoordinates(output, index: 0);
        _candidates = new CandidateList(spec);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var channels = _channels.Read(outputs);
        var cells = _rows * _columns;
        _candidates.Clear();
        for (var cell = 0; cell < cells; cell++)
        {
            // Class scores are at most 1, so the objectness alone often says that a cell is not worth a look.
            var objectness = MathF.Pow(channels[cell], ObjectnessPower);
            if (!(objectness >= _candidates.Floor))
                continue;
            var (label, best) = ClassScores.BestOfColumn(channels[(FirstClass * cells)..], cells, cell);
            Add(channels, cell, label, objectness * MathF.Pow(best, ClassPower));
        }

        _candidates.Suppress(transform, result);
    }

    private void Add(ReadOnlySpan<float> channels, int cell, int label, float score)
    {
        var cells = _rows * _columns;
        var x = ((cell % _columns) + MathF.Tanh(channels[cells + cell])) / _columns;
        var y = ((cell / _columns) + MathF.Tanh(channels[(2 * cells) + cell])) / _rows;
        var (width, height) = (Sigmoid(channels[(3 * cells) + cell]), Sigmoid(channels[(4 * cells) + cell]));
        _candidates.AddCentred(x * _inputWidth, y * _inputHeight, width * _inputWidth, height * _inputHeight, label, score, cell);
    }

    private static float Sigmoid(float value) => 1 / (1 + MathF.Exp(-value));
}
