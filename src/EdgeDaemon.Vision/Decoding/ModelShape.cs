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
    public (long Rows, long Columns)? Table =>
        Outputs is [{ Shape: [1, var rows, var columns], IsClassNumbers: false }] ? (rows, columns) : null;

    /// <summary>Has the only output the proportions of the picture, as a map without a dimension for its channels has?</summary>
    internal bool IsTableOfCells => Table is ( > 1 and var rows, var columns) && rows * InputWidth == columns * InputHeight;

    /// <summary>The shape of the only output, where it is planes of cells.</summary>
    internal ImmutableArray<long>? Planes => Outputs is [{ Shape: [_, _, _, _] and not [_, _, 1, 1] } only] ? only.Shape : null;

    /// <summary>Boxes and classes of <see cref="BoxOutputs"/>.</summary>
    internal (long Boxes, long Classes)? BoxesAndScores => BoxOutputs is var (boxes, scores) ? (boxes.Shape[1], scores.Shape[2]) : null;

    /// <summary>Two outputs [1, boxes, 4] and [1, boxes, classes], in any order; of more, those that are named boxes and logits.</summary>
    public (OutputShape Boxes, OutputShape Scores)? BoxOutputs
    {
        get
        {
            if (Outputs.Length < 2)
                return null;
            var (boxes, scores) = Outputs.Length > 2
                ? (Outputs.FirstOrDefault(o => o.IsNamed("box") && o.Shape is [_, _, 4]), Outputs.FirstOrDefault(o => o.IsNamed("logit") && o.Shape is [_, _, _]))
                : Outputs[0].Shape is [_, _, 4] && !(Outputs[1].Shape is [_, _, 4] && Outputs[0].IsNamed("score", "logit")) ? (Outputs[0], Outputs[1]) : (Outputs[1], Outputs[0]);
            return boxes is { Shape: [_, var count, 4] } && scores is { Shape: [_, var same, >= 1] } && same == count ? (boxes, scores) : null;
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
    public bool AreCells(long count, int perCell) =>
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
    public bool IsNamed(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Name.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
