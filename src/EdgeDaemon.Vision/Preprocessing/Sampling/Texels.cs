using System.Runtime.CompilerServices;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>The starts of the source rows that one sample is made of.</summary>
internal readonly ref struct SourceRow(ref readonly byte luma, ref readonly byte u, ref readonly byte v)
{
    public readonly ref readonly byte Luma = ref luma;
    public readonly ref readonly byte U = ref u;
    public readonly ref readonly byte V = ref v;
}

/// <summary>
/// Fetches the bytes of two horizontal neighbours, as they lie in the frame, into the 32-bit words of one column; the vector
/// code takes them apart for all columns of a <see cref="ColumnGroup"/> at once. Offsets come from a <see cref="SamplingPlan"/>,
/// which guarantees that the loads stay inside their rows.
/// </summary>
internal interface ITexels
{
    /// <summary>1 where all three channels are the same, else 3.</summary>
    static virtual int Channels => ColumnGroup.Words;

    /// <summary>Where a channel's left neighbour begins: word · 32 + bit within the word.</summary>
    static abstract int Left(int channel);

    /// <summary>The same for the right neighbour.</summary>
    static abstract int Right(int channel);

    /// <param name="row">Where to read.</param>
    /// <param name="lumaOffset">Bytes from the start of the first plane's row.</param>
    /// <param name="chromaOffset">Bytes from the start of the chroma rows.</param>
    /// <param name="column">The first of the words to write.</param>
    static abstract void Fetch(SourceRow row, int lumaOffset, int chromaOffset, ref uint column);
}

internal readonly struct Rgb24Texels : ITexels
{
    public static int Left(int channel) => 8 * channel;

    public static int Right(int channel) => 32 + (8 * channel);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(SourceRow row, int lumaOffset, int chromaOffset, ref uint column)
    {
        ColumnGroup.Word(ref column, 0) = Load.UInt32(in row.Luma, lumaOffset);
        ColumnGroup.Word(ref column, 1) = Load.UInt32(in row.Luma, lumaOffset + 3);
    }
}

internal readonly struct LumaTexels : ITexels
{
    public static int Channels => 1;

    public static int Left(int channel) => 0;

    public static int Right(int channel) => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(SourceRow row, int lumaOffset, int chromaOffset, ref uint column) =>
        ColumnGroup.Word(ref column, 0) = Load.UInt16(in row.Luma, lumaOffset);
}

internal readonly struct YuyvLumaTexels : ITexels
{
    public static int Channels => 1;

    public static int Left(int channel) => 0;

    public static int Right(int channel) => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(SourceRow row, int lumaOffset, int chromaOffset, ref uint column) =>
        ColumnGroup.Word(ref column, 0) = Load.UInt32(in row.Luma, lumaOffset);
}

internal readonly struct YuyvTexels : ITexels
{
    // Y U Y V in the second word and in the third.
    public static int Left(int channel) => channel == 0 ? 0 : 24 + (16 * channel);

    public static int Right(int channel) => channel == 0 ? 16 : 56 + (16 * channel);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(SourceRow row, int lumaOffset, int chromaOffset, ref uint column)
    {
        ColumnGroup.Word(ref column, 0) = Load.UInt32(in row.Luma, lumaOffset);
        ColumnGroup.Word(ref column, 1) = Load.UInt32(in row.Luma, chromaOffset);
        ColumnGroup.Word(ref column, 2) = Load.UInt32(in row.Luma, chromaOffset + 4);
    }
}

internal readonly struct Nv12Texels : ITexels
{
    // U V U V in the second word.
    public static int Left(int channel) => channel == 0 ? 0 : 24 + (8 * channel);

    public static int Right(int channel) => channel == 0 ? 8 : 40 + (8 * channel);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(SourceRow row, int lumaOffset, int chromaOffset, ref uint column)
    {
        ColumnGroup.Word(ref column, 0) = Load.UInt16(in row.Luma, lumaOffset);
        ColumnGroup.Word(ref column, 1) = Load.UInt32(in row.U, chromaOffset);
    }
}

internal readonly struct I420Texels : ITexels
{
    public static int Left(int channel) => 32 * channel;

    public static int Right(int channel) => (32 * channel) + 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(SourceRow row, int lumaOffset, int chromaOffset, ref uint column)
    {
        ColumnGroup.Word(ref column, 0) = Load.UInt16(in row.Luma, lumaOffset);
        ColumnGroup.Word(ref column, 1) = Load.UInt16(in row.U, chromaOffset);
        ColumnGroup.Word(ref column, 2) = Load.UInt16(in row.V, chromaOffset);
    }
}

/// <summary>Unaligned little-endian loads, unchecked: the caller vouches for the offset.</summary>
file static class Load
{
    public static ushort UInt16(ref readonly byte start, int offset) => Unsafe.ReadUnaligned<ushort>(in At(in start, offset));

    public static uint UInt32(ref readonly byte start, int offset) => Unsafe.ReadUnaligned<uint>(in At(in start, offset));

    private static ref readonly byte At(ref readonly byte start, int offset) => ref Unsafe.Add(ref Unsafe.AsRef(in start), offset);
}
