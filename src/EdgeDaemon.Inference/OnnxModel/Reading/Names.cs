using System.Text;

namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>Names in a file.</summary>
internal static class Names
{
    private const int MaxBytes = 1024;

    /// <summary>A name as text; refused where it is longer than any exporter's.</summary>
    public static string Read(ReadOnlySpan<byte> utf8) => utf8.Length <= MaxBytes
        ? Encoding.UTF8.GetString(utf8)
        : throw new ModelRefusedException($"the name {ModelRefusedException.Quote(utf8)} has {utf8.Length} bytes; at most {MaxBytes} are allowed");

    /// <summary>A name, fit for a message.</summary>
    public static string Quote(string name) => ModelRefusedException.Quote(Encoding.UTF8.GetBytes(name));
}
