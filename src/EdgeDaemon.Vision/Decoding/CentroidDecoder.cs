using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// A heat-map per class with one cell per stride (CenterNet; FOMO, whose softmax counts a background, in front), planes or rows of channels. A cell is an object where its heat, a probability, is
/// at least the score threshold and the largest among its eight neighbours of the same class. With a geometry output the
/// box is centred at (x + ½ + dx, y + ½ + dy) cells and has the squares of √w and √h as its size, in fractions of the
/// input; without one it is the cell.
/// </summary>
internal sealed class CentroidDecoder : IModelDecoder
{
    private const int GeometryChannels = 4;

    private static readonly int[] Strides = [4, 8, 16];

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Centroid,
        Task = DecoderTask.Detection,
        Adjust = spec => spec with { Background = -1 },
        Read = (reader, spec) => SharedParameters.LabelOffset(reader, SharedParameters.Suppression(reader, spec)) with
        {
            Background = reader.Integer("background", -1, 1000, spec.Background),
        },
        Habits = _ => new(ColorOrder.Rgb, ResizeMode.Stretch, [0], [1]),
        Fits = model => Strides.Any(stride => model.IsGrid(stride) || model.IsGridOfRows(stride))
            || (model.Outputs is [{ Shape: [_, _, _, _] heat }, { Shape: [_, GeometryChannels, _, _] geometry }] && heat[2..].SequenceEqual(geometry[2..])),
        CountClasses = CountClasses,
        Readings = model => [model.Outputs[0].MadeBy != "Softmax" ? new(0)
            : CountClasses(model) == model.Labels ? new(0, ("decoder.background", "0")) : new(0, ("decoder.label_offset", "1"))],
        Create = (spec, outputs, width, height, labels) => new CentroidDecoder(spec, outputs, width, height, labels),
    };

    private readonly OutputReader _heat;
    private readonly OutputReader? _geometry;
    private readonly int _labels;
    private readonly int _offset;
    private readonly int _background;
    private readonly int _cellStep;
    private readonly int _labelStep;
    private readonly int _rows;
    private readonly int _columns;
    private readonly float _inputWidth;
    private readonly float _inputHeight;
    private readonly CandidateList _candidates;

    public CentroidDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        (_inputWidth, _inputHeight) = (inputWidth, inputHeight);
        _candidates = new CandidateList(spec);
        var (heat, geometry) = FindOutputs(outputs, labelCount + spec.LabelOffset);
        OutputRules.CheckShape(outputs[heat], 1, -1, -1, -1);
        var shape = outputs[heat].Shape;
        (_labels, _offset, _background) = (labelCount, spec.LabelOffset, spec.Background);
        var channels = _labels + _offset;
        var isByRow = shape[1] != channels && shape[3] == channels;
        (_rows, _columns) = isByRow ? (shape[1], shape[2]) : (shape[2], shape[3]);
        (_cellStep, _labelStep) = isByRow ? (channels, 1) : (1, _rows * _columns);
        OutputRules.CheckLabels(outputs[heat], (isByRow ? shape[3] : shape[1]) - _offset, labelCount, _offset);
        _heat = new OutputReader(outputs[heat], heat);
        if (geometry < 0)
            return;
        OutputRules.CheckShape(outputs[geometry], 1, GeometryChannels, _rows, _columns);
        _geometry = OutputReader.OfCoordinates(outputs[geometry], geometry);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var heat = _heat.Read(outputs);
        var geometry = _geometry is null ? default : _geometry.Read(outputs);
        _candidates.Clear();
        for (var label = 0; label < _labels; label++)
        {
            if (label == _background)
                continue;
            var map = heat[((label + _offset) * _labelStep)..];
            for (var cell = 0; cell < _rows * _columns; cell++)
            {
                if (map[cell * _cellStep] >= _candidates.Floor && IsPeak(map, cell))
                    Add(cell, geometry, label, map[cell * _cellStep]);
            }
        }

        _candidates.Suppress(transform, result);
    }

    private static long CountClasses(ModelShape model) => model.Outputs is not [{ Shape: [_, var planes, _, var rows] }, ..] ? -1
        : model.Outputs.Length > 1 || Strides.Any(model.IsGrid) ? planes : rows;

    private bool IsPeak(ReadOnlySpan<float> map, int cell)
    {
        var (row, column) = (cell / _columns, cell % _columns);
        for (var y = Math.Max(0, row - 1); y <= Math.Min(_rows - 1, row + 1); y++)
        {
            for (var x = Math.Max(0, column - 1); x <= Math.Min(_columns - 1, column + 1); x++)
            {
                if (map[((y * _columns) + x) * _cellStep] > map[cell * _cellStep])
                    return false;
            }
        }

        return true;
    }

    private void Add(int cell, ReadOnlySpan<float> geometry, int label, float score)
    {
        var (cellWidth, cellHeight) = (_inputWidth / _columns, _inputHeight / _rows);
        var (x, y) = ((cell % _columns) + 0.5f, (cell / _columns) + 0.5f);
        var (width, height) = (cellWidth, cellHeight);
        if (!geometry.IsEmpty)
        {
            var cells = _rows * _columns;
            var (rootWidth, rootHeight) = (geometry[cell], geometry[cell + cells]);
            (width, height) = (rootWidth * rootWidth * _inputWidth, rootHeight * rootHeight * _inputHeight);
            (x, y) = (x + geometry[cell + (2 * cells)], y + geometry[cell + (3 * cells)]);
        }

        _candidates.AddCentred(x * cellWidth, y * cellHeight, width, height, label, score, (label * _rows * _columns) + cell);
    }

    /// <summary>
    /// By name (heat, geom) where the model has such, else by channels: 4 are geometry unless the labels are 4 and the output
    /// comes first.
    /// </summary>
    private static (int Heat, int Geometry) FindOutputs(ReadOnlySpan<TensorSpec> outputs, int channels)
    {
        if (outputs.Length == 1)
            return (0, -1);
        if (outputs.Length != 2)
        {
            throw new DecoderMismatchException(
                $"Centroid expects an output [1, classes, rows, columns] and optionally one [1, 4, rows, columns], got {OutputRules.Describe(outputs)}.");
        }

        if (IsGeometry(outputs[0].Name))
            return (1, 0);
        var onlySecondFits = ChannelsOf(outputs[1]) == channels && ChannelsOf(outputs[0]) != channels;
        return onlySecondFits && !IsGeometry(outputs[1].Name) ? (1, 0) : (0, 1);
    }

    private static bool IsGeometry(string name) => name.StartsWith("geom", StringComparison.OrdinalIgnoreCase);

    private static int ChannelsOf(TensorSpec output) => output.Shape.Length == 4 ? output.Shape[1] : 0;
}
