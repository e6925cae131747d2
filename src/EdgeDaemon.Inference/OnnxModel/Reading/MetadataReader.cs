using System.Text;

namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>
/// Reads the texts that exporters leave in a model (<c>metadata_props</c>): 256 at most, and 1 MiB of them all together.
/// They have no say in whether a model is sound, so what is beyond that is left out, not refused.
/// </summary>
internal sealed class MetadataReader
{
    private const int MaxTexts = 256;
    private const int MaxKeyBytes = 1024;
    private const int MaxBytes = 1 << 20;

    private readonly Dictionary<string, string> _texts = [];
    private readonly List<string> _skipped = [];
    private int _bytes;

    /// <summary>What was read; bytes that are not UTF-8 are U+FFFD.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>Keys of what was left out, as far as there was room for them.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    /// <summary>Reads one entry; of two with the same key the second counts.</summary>
    public void Read(ReadOnlySpan<byte> entry)
    {
        ReadOnlySpan<byte> key = default, value = default;
        var reader = new WireReader(entry);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                key = reader.Bytes;
            else if (reader.IsBytes(2))
                value = reader.Bytes;
        }

        if (key.Length > MaxKeyBytes || _texts.Count + _skipped.Count >= MaxTexts)
            return;
        if (_bytes + key.Length + value.Length > MaxBytes)
        {
            _skipped.Add(Encoding.UTF8.GetString(key));
            return;
        }

        _bytes += key.Length + value.Length;
        _texts[Encoding.UTF8.GetString(key)] = Encoding.UTF8.GetString(value);
    }
}
