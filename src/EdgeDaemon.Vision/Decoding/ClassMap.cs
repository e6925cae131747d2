using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// Reads a segmentation output into one class per cell. The output is one of: class numbers [1, H, W], [1, 1, H, W] or
/// [1, H, W, 1] (integers, with two labels or more); a probability per cell of the same shapes (one label); a score per cell
/// and class, [1, C, H, W] or [1, H, W, C] (the best wins; probabilities or logits).
/// </summary>
internal sealed class ClassMap
{
    /// <summary>A cell that shows no class.</summary>
    public const short None = -1;

    private readonly int _index;
    private readonly TensorElementType _type;
    private readonly int _labels;
    private readonly float _threshold;
    private readonly Source _source;
    private readonly OutputReader? _scores;
    private readonly float[] _best = [];
    private readonly short[] _cells;

    public ClassMap(DecoderSpec spec, TensorSpec output, int index, int labelCount)
    {
        if (labelCount > short.MaxValue)
            throw new DecoderMismatchException($"Segmentation has at most {short.MaxValue} labels, got {labelCount}.");
        (_index, _type, _labels, _threshold) = (index, output.ElementType, labelCount, new ScoreScale(spec.Logits).OfProbability(spec.ScoreThreshold));
        (_source, Rows, Columns) = Recognise(output, labelCount);
        _cells = new short[Rows * Columns];
        if (_source != Source.ClassNumbers)
            _scores = new OutputReader(output, index);
        if (_source == Source.ScorePlanes)
            _best = new float[_cells.Length];
    }

    private enum Source
    {
        ClassNumbers,
        Probability,
        ScorePlanes,
        ScoreRows,
    }

    /// <summary>Rows of cells.</summary>
    public int Rows { get; }

    /// <summary>Cells per row.</summary>
    public int Columns { get; }

    /// <summary>Reads a frame's output.</summary>
    /// <returns>A label per cell, row by row, or <see cref="None"/>; the caller may write to it until the next call.</returns>
    public Span<short> Read(ReadOnlySpan<Tensor> outputs)
    {
        switch (_source)
        {
            case Source.ClassNumbers:
                ReadNumbers(outputs[_index]);
                break;
            case Source.Probability:
                ReadProbabilities(_scores!.Read(outputs));
                break;
            case Source.ScorePlanes:
                ReadPlanes(_scores!.Read(outputs));
                break;
            default:
                ReadRows(_scores!.Read(outputs));
                break;
        }

        return _cells;
    }

    /// <summary>Of a bare model: class numbers can be any; a probability is one class; else there is a plane or a column per class.</summary>
    internal static long CountClasses(ModelShape model) => model.Outputs switch
    {
        [{ IsClassNumbers: true }] => -1,
        [{ Shape: [_, _, _] or [_, 1, _, _] or [_, _, _, 1] }] => 1,
        [{ Shape: [_, var a, var b, var c] }] => a < b && a < c ? a : c,
        _ => -1,
    };

    private void ReadNumbers(Tensor tensor)
    {
        if (tensor.ElementCount != _cells.Length)
            throw new DecoderMismatchException($"Output {tensor.Spec}: expected {_cells.Length} elements, got {tensor.ElementCount}.");
        for (var i = 0; i < _cells.Length; i++)
        {
            var number = _type switch
            {
                TensorElementType.Int64 => tensor.As<long>()[i],
                TensorElementType.Int32 => tensor.As<int>()[i],
                _ => tensor.Bytes[i],
            };
            _cells[i] = number >= 0 && number < _labels ? (short)number : None;
        }
    }

    private void ReadProbabilities(ReadOnlySpan<float> probabilities)
    {
        for (var i = 0; i < _cells.Length; i++)
            _cells[i] = probabilities[i] >= _threshold && float.IsFinite(probabilities[i]) ? (short)0 : None;
    }

    /// <summary>Plane by plane, in the order of memory.</summary>
    private void ReadPlanes(ReadOnlySpan<float> scores)
    {
        _best.AsSpan().Fill(float.NegativeInfinity);
        _cells.AsSpan().Fill(None);
        for (var label = 0; label < _labels; label++)
        {
            var plane = scores.Slice(label * _cells.Length, _cells.Length);
            for (var i = 0; i < plane.Length; i++)
            {
                if (plane[i] > _best[i])
                    (_best[i], _cells[i]) = (plane[i], (short)label);
            }
        }
    }

    private void ReadRows(ReadOnlySpan<float> scores)
    {
        for (var i = 0; i < _cells.Length; i++)
        {
            var (best, label) = (float.NegativeInfinity, None);
            var row = scores.Slice(i * _labels, _labels);
            for (var j = 0; j < row.Length; j++)
            {
                if (row[j] > best)
                    (best, label) = (row[j], (short)j);
            }

            _cells[i] = label;
        }
    }

    private static (Source Source, int Rows, int Columns) Recognise(TensorSpec output, int labelCount)
    {
        var isFloat = output.ElementType is TensorElementType.Float32 or TensorElementType.Float16;
        var isNumber = output.ElementType is TensorElementType.Int64 or TensorElementType.Int32 or TensorElementType.UInt8;
        if (output.IsStatic && output.ElementCount > 0)
        {
            Source? single = isNumber && labelCount > 1 ? Source.ClassNumbers
                : labelCount == 1 && output.ElementType is not (TensorElementType.Int64 or TensorElementType.Int32) ? Source.Probability
                : null;
            switch (output.Shape)
            {
                case [1, var rows, var columns] when single is not null:
                    return (single.Value, rows, columns);
                case [1, 1, var rows, var columns] when single is not null:
                    return (single.Value, rows, columns);
                case [1, var rows, var columns, 1] when single is not null:
                    return (single.Value, rows, columns);
                case [1, var channels, var rows, var columns] when isFloat && channels == labelCount:
                    return (Source.ScorePlanes, rows, columns);
                case [1, var rows, var columns, var channels] when isFloat && channels == labelCount:
                    return (Source.ScoreRows, rows, columns);
            }
        }

        throw new DecoderMismatchException(
            $"Output {output}: segmentation with {labelCount} labels expects "
            + (labelCount == 1
                ? "a probability per cell, such as float32[1,H,W]."
                : $"a class per cell, such as int64[1,H,W], or a score per class, float32[1,{labelCount},H,W] or [1,H,W,{labelCount}]."));
    }
}
