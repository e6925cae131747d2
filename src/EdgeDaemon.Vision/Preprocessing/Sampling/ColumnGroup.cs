using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// The layout of the memory between the two steps of <see cref="RowSampler"/>: for every four neighbouring columns the words of
/// the upper source row, then those of the lower, each word of the four columns side by side.
/// </summary>
internal static class ColumnGroup
{
    /// <summary>Columns of a group: what one vector holds.</summary>
    public const int Columns = 4;

    /// <summary>The most 32-bit words that a column takes of one source row.</summary>
    public const int Words = 3;

    /// <summary>Memory of one source row.</summary>
    public const int RowSize = Words * Columns;

    /// <summary>Memory of a group.</summary>
    public const int Size = 2 * RowSize;

    /// <summary>A word of a column; <paramref name="column"/> is the column's first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref uint Word(ref uint column, int index) => ref Unsafe.Add(ref column, index * Columns);

    /// <summary>The byte of all columns that begins at this bit of their words; <paramref name="row"/> is the source row's first word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Samples(ref uint row, int bit)
    {
        var moved = Vector128.LoadUnsafe(ref Word(ref row, bit / 32)) >>> (bit % 32);
        return Vector128.ConvertToSingle((moved & Vector128.Create(0xffu)).AsInt32());
    }
}
