using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// A heat-map per class with one cell per stride (CenterNet, FOMO). A cell is an object where its heat, a probability, is
/// at least the score threshold and the largest among its eight neighbours of the same class. With a geometry output the
/// box is centred at (x + ½ + dx, y + ½ + dy) cells and has the squares of √w and √h as its size, in fractions of the
/// input; without one it is the cell.
/// </summary>
internal sealed class CentroidDecoder : IModelDecoder
{
    private const int GeometryChannels = 4;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Centroid,
        Task = DecoderTask.Detection,
        Read = SharedParameters.Suppression,
        Habits = _ => new(ColorOrder.Rgb, ResizeMode.Stretch, [0], [1]),
        Fits = model => model.IsGrid(4) || model.IsGrid(8) || model.IsGrid(16)
            || (model.Outputs is [{ Shape: [_, _, _, _] heat }, { Shape: [_, GeometryChannels, _, _] geometry }] && heat[2..].SequenceEqual(geometry[2..])),
        CountClasses = model => model.Outputs is [{ Shape: [_, var channels, _, _] }, ..] ? channels : -1,
        Create = (spec, outputs, width, height, labels) => new CentroidDecoder(spec, outputs, width, height, labels),
    };

    private readonly OutputReader _heat;
    private readonly OutputReader? _geometry;
    private readonly int _classes;
    private readonly int _rows;
    private readonly int _columns;
    private readonly float _inputWidth;
    private readonly float _inputHeight;
    private readonly CandidateList _candidates;

    public CentroidDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        (_inputWidth, _inputHeight) = (inputWidth, inputHeight);
        _candidates = new CandidateList(spec);
        var (heat, geometry) = FindOutputs(outputs, labelCount);
        OutputRules.CheckShape(outputs[heat], 1, -1, -1, -1);
        (_classes, _rows, _columns) = (outputs[heat].Shape[1], outputs[heat].Shape[2], outputs[heat].Shape[3]);
        OutputRules.CheckLabels(outputs[heat], _classes, labelCount);
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
        var cells = _rows * _columns;
        _candidates.Clear();
        for (var label = 0; label < _classes; label++)
        {
            var map = heat.Slice(label * cells, cells);
            for (var cell = 0; cell < cells; cell++)
            {
                if (map[cell] >= _candidates.Floor && IsPeak(map, cell))
                    Add(cell, geometry, label, map[cell]);
            }
        }

        _candidates.Suppress(transform, result);
    }

    private bool IsPeak(ReadOnlySpan<float> map, int cell)
    {
        var (row, column) = (cell / _columns, cell % _columns);
        for (var y = Math.Max(0, row - 1); y <= Math.Min(_rows - 1, row + 1); y++)
        {
            for (var x = Math.Max(0, column - 1); x <= Math.Min(_columns - 1, column + 1); x++)
            {
                if (map[(y * _columns) + x] > map[cell])
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
    private static (int Heat, int Geometry) FindOutputs(ReadOnlySpan<TensorSpec> outputs, int labelCount)
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
        var onlySecondFits = ChannelsOf(outputs[1]) == labelCount && ChannelsOf(outputs[0]) != labelCount;
        return onlySecondFits && !IsGeometry(outputs[1].Name) ? (1, 0) : (0, 1);
    }

    private static bool IsGeometry(string name) => name.StartsWith("geom", StringComparison.OrdinalIgnoreCase);

    private static int ChannelsOf(TensorSpec output) => output.Shape.Length == 4 ? output.Shape[1] : 0;
}
