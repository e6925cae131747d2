using System.Text;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>A model file holds something that we do not let near ONNX Runtime. One line that names the element.</summary>
public sealed class ModelRefusedException(string message) : InferenceException(message)
{
    private const int MaxQuoted = 60;

    /// <summary>A name from the file, fit for a message: in quotes, printable, cut.</summary>
    internal static string Quote(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, MaxQuoted)]);
        var printable = string.Concat(text.Select(c => char.IsControl(c) || c == '\ufffd' ? '?' : c));
        return utf8.Length > MaxQuoted ? $"'{printable}…'" : $"'{printable}'";
    }
}
