using System.Globalization;
using System.Text;

namespace EdgeDaemon.Contracts.Yaml;

/// <summary>Texts from a document on their way into a message, and values on their way into a document.</summary>
internal static class YamlText
{
    private const int LongestQuoted = 60;

    /// <summary>In quotes, on one line, printable, and not endless.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, LongestQuoted)))
        {
            if (char.IsControl(c) || char.IsSurrogate(c))
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }

        return quoted.Append(text.Length > LongestQuoted ? "…'" : "'").ToString();
    }

    /// <summary>As a YAML scalar that reads back as the same text: plain where that is safe, else in double quotes.</summary>
    public static string ToScalar(string text) => IsSafePlain(text) ? text : DoubleQuote(text);

    private static bool IsSafePlain(string text) =>
        text.Length > 0 && text is not ("null" or "~" or "true" or "false") &&
        (char.IsAsciiLetter(text[0]) || text[0] is '/' or '_') &&
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/');

    private static string DoubleQuote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (c is < ' ' or (>= '\x7f' and <= '\xa0') or '\u2028' or '\u2029' or '\ufeff')
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
