using System.Runtime.InteropServices;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>Feature vectors as state files have them: the bytes of their floats, in base64.</summary>
internal static class VectorText
{
    private const int MostDimensions = 4096;

    /// <summary>A vector as text, without blanks; an empty one is an empty text.</summary>
    public static string Format(float[] vector) => Convert.ToBase64String(MemoryMarshal.AsBytes<float>(vector));

    /// <summary>Reads it back; null: it is none, has more than 4096 elements, or one that is no finite number.</summary>
    public static float[]? Parse(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length % sizeof(float) != 0 || length / sizeof(float) > MostDimensions)
            return null;
        var vector = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, length)).ToArray();
        return Array.TrueForAll(vector, float.IsFinite) ? vector : null;
    }
}
