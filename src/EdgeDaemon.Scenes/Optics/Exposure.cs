namespace EdgeDaemon.Scenes.Optics;

/// <summary>Too little or too much light: sample × gain + offset, clipped, from a table.</summary>
internal sealed class Exposure
{
    private readonly byte[] _table = new byte[256];

    /// <summary>Makes the table.</summary>
    /// <param name="gain">Factor on the light.</param>
    /// <param name="offset">Added, in grey levels.</param>
    internal Exposure(float gain, float offset)
    {
        for (var i = 0; i < _table.Length; i++)
            _table[i] = (byte)Math.Clamp((i * gain) + offset + 0.5f, 0, 255);
    }

    internal void Apply(Span<byte> pixels)
    {
        ReadOnlySpan<byte> table = _table;
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = table[pixels[i]];
    }
}
