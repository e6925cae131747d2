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
/// Fetches two horizontal neighbours of three channels with as few loads as the format allows. Bytes 0..2 of the result are
/// the left neighbour, bytes 4..6 the right one; bytes 3 and 7 are anything. Offsets come from a <see cref="SamplingPlan"/>,
/// which guarantees that the loads stay inside their rows.
/// </summary>
internal interface ITexels
{
    static abstract ulong Fetch(in SourceRow row, int lumaOffset, int chromaOffset);
}

internal readonly struct Rgb24Texels : ITexels
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Fetch(in SourceRow row, int lumaOffset, int chromaOffset)
    {
        var pixels = Load.UInt64(in row.Luma, lumaOffset);
        return (uint)pixels | ((pixels >> 24) << 32);
    }
}

internal readonly struct LumaTexels : ITexels
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Fetch(in SourceRow row, int lumaOffset, int chromaOffset)
    {
        ulong luma = Load.UInt16(in row.Luma, lumaOffset);
        return ((luma & 0xff) | ((luma >> 8) << 32)) * 0x010101;
    }
}

internal readonly struct YuyvLumaTexels : ITexels
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Fetch(in SourceRow row, int lumaOffset, int chromaOffset)
    {
        ulong luma = Load.UInt32(in row.Luma, lumaOffset);
        return ((luma & 0xff) | ((luma & 0xff0000) << 16)) * 0x010101;
    }
}

internal readonly struct YuyvTexels : ITexels
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Fetch(in SourceRow row, int lumaOffset, int chromaOffset)
    {
        ulong luma = Load.UInt32(in row.Luma, lumaOffset);
        var groups = Load.UInt64(in row.Luma, chromaOffset);

        // Y U Y V | Y U Y V: U stays in the second byte of each half, V moves from the fourth to the third.
        var chroma = (groups & 0x0000_ff00_0000_ff00) | ((groups >> 8) & 0x00ff_0000_00ff_0000);
        return chroma | (luma & 0xff) | ((luma & 0xff0000) << 16);
    }
}

internal readonly struct Nv12Texels : ITexels
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Fetch(in SourceRow row, int lumaOffset, int chromaOffset)
    {
        ulong luma = Load.UInt16(in row.Luma, lumaOffset);
        ulong chroma = Load.UInt32(in row.U, chromaOffset);
        return (luma & 0xff) | ((luma & 0xff00) << 24) | ((chroma & 0xffff) << 8) | ((chroma & 0xffff0000) << 24);
    }
}

internal readonly struct I420Texels : ITexels
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Fetch(in SourceRow row, int lumaOffset, int chromaOffset)
    {
        ulong luma = Load.UInt16(in row.Luma, lumaOffset);
        ulong u = Load.UInt16(in row.U, chromaOffset);
        ulong v = Load.UInt16(in row.V, chromaOffset);
        var left = (luma & 0xff) | ((u & 0xff) << 8) | ((v & 0xff) << 16);
        var right = (luma >> 8) | (u & 0xff00) | ((v & 0xff00) << 8);
        return left | (right << 32);
    }
}

/// <summary>Unaligned little-endian loads, unchecked: the caller vouches for the offset.</summary>
file static class Load
{
    public static ushort UInt16(ref readonly byte start, int offset) => Unsafe.ReadUnaligned<ushort>(in At(in start, offset));

    public static uint UInt32(ref readonly byte start, int offset) => Unsafe.ReadUnaligned<uint>(in At(in start, offset));

    public static ulong UInt64(ref readonly byte start, int offset) => Unsafe.ReadUnaligned<ulong>(in At(in start, offset));

    private static ref readonly byte At(ref readonly byte start, int offset) => ref Unsafe.Add(ref Unsafe.AsRef(in start), offset);
}
