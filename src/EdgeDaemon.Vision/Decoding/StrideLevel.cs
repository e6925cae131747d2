using System.Collections.Immutable;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>One level of a detector's grid: a cell per stride × stride input pixels, row by row.</summary>
/// <param name="Stride">Side of a cell in input pixels.</param>
/// <param name="Columns">Cells per row.</param>
/// <param name="Rows">Rows of cells.</param>
/// <param name="FirstCell">Cells of the levels before this one.</param>
internal readonly record struct StrideLevel(int Stride, int Columns, int Rows, int FirstCell)
{
    /// <summary>Cells of this level.</summary>
    public int Cells => Columns * Rows;

    /// <summary>The levels of an input, in the order of the strides; a cell that the edge cuts off counts.</summary>
    public static ImmutableArray<StrideLevel> For(DecoderSpec spec, int inputWidth, int inputHeight)
    {
        if (spec.Strides.IsDefaultOrEmpty || spec.Strides.Any(s => s < 1))
            throw new DecoderMismatchException($"Strides: expected one or more of 1 or larger, got [{string.Join(", ", spec.Strides)}].");
        var levels = ImmutableArray.CreateBuilder<StrideLevel>(spec.Strides.Length);
        var cells = 0;
        foreach (var stride in spec.Strides)
        {
            levels.Add(new StrideLevel(stride, (inputWidth + stride - 1) / stride, (inputHeight + stride - 1) / stride, cells));
            cells += levels[^1].Cells;
        }

        return levels.MoveToImmutable();
    }
}
