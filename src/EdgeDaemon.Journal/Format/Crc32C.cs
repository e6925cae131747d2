using System.Numerics;
using System.Runtime.InteropServices;

namespace EdgeDaemon.Journal.Format;

/// <summary>CRC-32C (Castagnoli, reflected, start and end inverted): "123456789" gives E3069283.</summary>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, word);
        foreach (var value in bytes[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
