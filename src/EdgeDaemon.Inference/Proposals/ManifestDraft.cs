using System.Globalization;
using System.Text;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>A manifest in the making: keys such as <c>input.mean</c> in order, with their YAML and perhaps a remark.</summary>
internal sealed class ManifestDraft
{
    private readonly List<Entry> _entries = [];

    /// <summary>Adds a key, or gives it another value in its place.</summary>
    /// <param name="key">At most one section deep.</param>
    /// <param name="yaml">Its value on one line.</param>
    /// <param name="remark">Why, for people; empty: nothing.</param>
    public void Set(string key, string yaml, string remark = "")
    {
        var entry = new Entry(key, yaml, remark);
        var index = _entries.FindIndex(e => e.Key == key);
        if (index < 0)
            _entries.Add(entry);
        else
            _entries[index] = entry;
    }

    /// <inheritdoc cref="Set(string, string, string)"/>
    public void Set(string key, double number, string remark = "") => Set(key, number.ToString("R", CultureInfo.InvariantCulture), remark);

    /// <summary>The text: the keys of the root, then section by section.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var section in _entries.Select(e => e.Section).Distinct().OrderBy(name => name.Length > 0).ToList())
        {
            if (section.Length > 0)
                text.Append(section).Append(":\n");
            foreach (var entry in _entries.Where(e => e.Section == section))
            {
                text.Append(section.Length > 0 ? "  " : "").Append(entry.Name).Append(": ").Append(entry.Yaml);
                text.Append(entry.Remark.Length > 0 ? $" # {entry.Remark}" : "").Append('\n');
            }
        }

        return text.ToString();
    }

    private sealed record Entry(string Key, string Yaml, string Remark)
    {
        private readonly int _dot = Key.IndexOf('.', StringComparison.Ordinal);

        public string Section => _dot < 0 ? "" : Key[.._dot];

        public string Name => Key[(_dot + 1)..];
    }
}
