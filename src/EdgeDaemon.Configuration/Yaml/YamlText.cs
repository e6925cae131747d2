using System.Globalization;
using System.Text;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>Texts from a document on their way into a message, and values on their way into a document.</summary>
internal static class YamlText
{
    private const int LongestShown = 60;

    /// <summary>In quotes, on one line, printable, and not endless.</summary>
    public static string Quote(string text) => $"'{Printable(text)}'";

    /// <summary>On one line, printable, and not endless, so that no file can write to the terminal what it likes.</summary>
    public static string Printable(string text, int longest = LongestShown)
    {
        var printable = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, longest)))
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\ufeff')
                printable.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                printable.Append(c);
        }

        return printable.Append(text.Length > longest ? "…" : "").ToString();
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
