using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EdgeDaemon.Scenes.Drawing;

namespace EdgeDaemon.Scenes.Optics;

/// <summary>
/// Adds bell-shaped noise to every sample. Drawing it anew would cost more than the scene, so each row of each frame takes a
/// random stretch of one long table.
/// </summary>
internal sealed class SensorNoise
{
    private const int Length = 1 << 16;
    private readonly sbyte[] _table;

    /// <summary>Makes noise of a strength.</summary>
    /// <param name="sigma">Standard deviation in grey levels.</param>
    /// <param name="rowBytes">Longest row that it will be added to.</param>
    /// <param name="seed">Seed of the table.</param>
    internal SensorNoise(float sigma, int rowBytes, ulong seed)
    {
        _table = new sbyte[Length + rowBytes];
        var random = new Pcg32(seed);
        for (var i = 0; i < _table.Length; i++)
        {
            // Twelve uniform numbers minus six: near enough to a normal distribution, and exact everywhere.
            var sum = -6f;
            for (var j = 0; j < 12; j++)
                sum += random.Between(0, 1);
            _table[i] = (sbyte)Math.Clamp(MathF.Floor((sum * sigma) + 0.5f), sbyte.MinValue, sbyte.MaxValue);
        }
    }

    /// <summary>Adds it to a frame; the same for the same <paramref name="seed"/>.</summary>
    internal void AddTo(Span<byte> pixels, int rowBytes, ulong seed)
    {
        var random = new Pcg32(seed);
        for (var row = 0; row < pixels.Length; row += rowBytes)
            AddTo(pixels.Slice(row, rowBytes), _table.AsSpan(random.Below(Length), rowBytes));
    }

    private static void AddTo(Span<byte> samples, ReadOnlySpan<sbyte> noise)
    {
        var wide = MemoryMarshal.Cast<byte, Vector128<byte>>(samples);
        var wideNoise = MemoryMarshal.Cast<sbyte, Vector128<sbyte>>(noise);
        var middle = Vector128.Create((byte)128);
        for (var i = 0; i < wide.Length; i++)
        {
            // Flipping the top bit maps 0..255 to -128..127, where signed saturation is what we want.
            wide[i] = Vector128.AddSaturate((wide[i] ^ middle).AsSByte(), wideNoise[i]).AsByte() ^ middle;
        }

        for (var i = wide.Length * Vector128<byte>.Count; i < samples.Length; i++)
            samples[i] = (byte)Math.Clamp(samples[i] + noise[i], 0, 255);
    }
}
