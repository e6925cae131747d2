using YamlDotNet.Core;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>Turns the parser's complaint into one line that says where to look.</summary>
internal static class YamlSyntax
{
    private const int LongestMessage = 200;

    public static void Explain(string text, YamlException syntax, YamlErrors errors)
    {
        var (line, column) = ((int)syntax.Start.Line, (int)syntax.Start.Column);
        if (FindTabIndent(text, line) is { } tabLine)
        {
            errors.Add(tabLine, 1, "", "the line is indented with a tab", "Indent with spaces; two per level are usual.");
            return;
        }

        errors.Add(line, column, "", $"not valid YAML: {YamlText.Printable(OneLine(syntax.Message), LongestMessage)}",
            "Check indentation, quotes and the space after each colon, here and on the line above.");
    }

    /// <summary>The first line with a tab in its indentation, up to the one after <paramref name="lastLine"/>.</summary>
    private static int? FindTabIndent(string text, int lastLine)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (++number > lastLine + 1)
                return null;
            if (line.Length > line.TrimStart().Length && line[..(line.Length - line.TrimStart().Length)].Contains('\t'))
                return number;
        }

        return null;
    }

    private static string OneLine(string message)
    {
        var text = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        return text.Length > 0 ? char.ToLowerInvariant(text[0]) + text[1..] : "unknown error";
    }
}
