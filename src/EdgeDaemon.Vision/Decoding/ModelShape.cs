using System.Collections.Immutable;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>What a bare model tells of itself: the size of its picture in pixels, and its outputs in order.</summary>
public sealed record ModelShape(int InputWidth, int InputHeight, ImmutableArray<OutputShape> Outputs)
{
    /// <summary>What the exporter says that the model is for; empty where nothing is said.</summary>
    public string Task { get; init; } = "";

    /// <summary>How many labels there are; 0 where nobody knows.</summary>
    public int Labels { get; init; }

    /// <summary>Other outputs of the model, which are not to be read.</summary>
    public ImmutableArray<OutputShape> Beside { get; init; } = [];

    /// <summary>The only output, where it is one number each for two or more classes or features of one picture.</summary>
    internal OutputShape? Vector => Outputs is [{ Shape: [1, > 1] or [1, > 1, 1, 1] or [1, 1, 1, > 1], ElementType: not ("int64" or "int32") } only] ? only : null;

    /// <summary>The dimensions of the only output, where it is rows of scores and coordinates.</summary>
    internal (long Rows, long Columns)? Table =>
        Outputs is [{ Shape: [1, var rows, var columns], IsClassNumbers: false }] ? (rows, columns) : null;

    /// <summary>The shape of the only output, where it is planes of cells.</summary>
    internal ImmutableArray<long>? Planes => Outputs is [{ Shape: [_, _, _, _] and not [_, _, 1, 1] } only] ? only.Shape : null;

    /// <summary>Boxes and classes of two outputs [1, boxes, 4] and [1, boxes, classes], in any order.</summary>
    internal (long Boxes, long Classes)? BoxesAndScores
    {
        get
        {
            if (Outputs is not [{ Shape: var first }, { Shape: var second }])
                return null;
            var (boxes, scores) = first is [_, _, 4] ? (first, second) : (second, first);
            return boxes is [_, var count, 4] && scores is [_, var same, >= 1] && same == count ? (count, scores[2]) : null;
        }
    }

    /// <summary>Cells of the grids of these strides, all together, sides rounded up.</summary>
    internal long Cells(params ReadOnlySpan<int> strides)
    {
        var cells = 0L;
        foreach (var stride in strides)
            cells += (long)((InputWidth + stride - 1) / stride) * ((InputHeight + stride - 1) / stride);
        return cells;
    }

    /// <summary>Is it so many per cell of the usual grids, or of those with a finer or a coarser one beside them?</summary>
    internal bool AreCells(long count, int perCell) =>
        count == perCell * Cells(8, 16, 32) || count == perCell * Cells(4, 8, 16, 32) || count == perCell * Cells(8, 16, 32, 64);

    /// <summary>Has the only output a cell per so many pixels, none cut off?</summary>
    internal bool IsGrid(int stride) =>
        Planes is [_, _, var rows, var columns] && rows * stride == InputHeight && columns * stride == InputWidth;

    /// <summary>The same with the channels last.</summary>
    internal bool IsGridOfRows(int stride) =>
        Planes is [_, var rows, var columns, _] && rows * stride == InputHeight && columns * stride == InputWidth;
}

/// <summary>An output of a bare model.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="ElementType">Such as <c>float32</c>.</param>
/// <param name="Shape">Dimensions; −1 where open.</param>
/// <param name="MadeBy">The operator that makes its numbers, such as <c>Softmax</c>; empty where nobody knows.</param>
public sealed record OutputShape(string Name, string ElementType, ImmutableArray<long> Shape, string MadeBy)
{
    /// <summary>Can its elements be nothing but numbers of classes?</summary>
    internal bool IsClassNumbers => ElementType is "int64" or "int32" or "uint8";

    /// <summary>Does its name hold one of these words, in any case?</summary>
    internal bool IsNamed(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Name.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
