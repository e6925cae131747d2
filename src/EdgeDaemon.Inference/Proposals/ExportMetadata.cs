using System.Collections.Immutable;
using System.Text;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Inference.OnnxModel;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>
/// What the exporter wrote beside the graph. The keys are those of Ultralytics' exports (docs.ultralytics.com, "export"):
/// <c>names</c>, <c>task</c>, <c>imgsz</c>, <c>license</c>, <c>description</c>. It is untrusted: what is malformed is as good
/// as absent, with the reason at hand.
/// </summary>
public sealed record ExportMetadata
{
    private const int LongestLine = 200;

    /// <summary><c>detect</c>, <c>classify</c>, <c>segment</c>, <c>pose</c>, <c>obb</c> …; empty where nothing is said.</summary>
    public string Task { get; private init; } = "";

    /// <summary>Names of the classes; null where there are none that can be used.</summary>
    public LabelFile? Names { get; private init; }

    /// <summary>Why there are names but none that can be used, without a full stop; else empty.</summary>
    public string NamesProblem { get; private init; } = "";

    /// <summary>Size of the input that it was exported for; null where nothing is said.</summary>
    public (int Width, int Height)? Size { get; private init; }

    /// <summary>Licence of the weights, on one line; empty where nothing is said.</summary>
    public string Licence { get; private init; } = "";

    /// <summary>A few words for people, on one line; may be empty.</summary>
    public string Description { get; private init; } = "";

    /// <summary>Reads what a model carries.</summary>
    public static ExportMetadata Of(OnnxSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var texts = summary.Metadata;
        var (names, problem) = NamesOf(summary);
        return new ExportMetadata
        {
            Task = LineOf(texts, "task"),
            Names = names,
            NamesProblem = problem,
            Size = SizeOf(texts.GetValueOrDefault("imgsz")),
            Licence = LineOf(texts, "license"),
            Description = LineOf(texts, "description"),
        };
    }

    private static (LabelFile? Names, string Problem) NamesOf(OnnxSummary summary)
    {
        if (summary.SkippedMetadata.Contains("names"))
            return (null, "they are longer than any exporter's");
        if (summary.Metadata.GetValueOrDefault("names") is not { Length: > 0 } text)
            return (null, "");
        try
        {
            var names = PythonLiteral.ReadTexts(text);
            for (var i = 0; i < names.Length; i++)
                CheckName(names[i], i);

            // A class without a name keeps its place.
            var lines = names.Select((name, i) => string.IsNullOrWhiteSpace(name) ? $"class_{i}\n" : name + "\n");
            return (LabelFile.Parse(Encoding.UTF8.GetBytes(string.Concat(lines)), "names"), "");
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            return (null, e.Message.TrimEnd('.'));
        }
    }

    /// <summary>A line feed would make two labels of one, and what is no text would become one.</summary>
    private static void CheckName(string name, int number)
    {
        if (name.Any(char.IsControl))
            throw new FormatException($"name {number} holds a control character");
        if (name.Contains('\ufffd', StringComparison.Ordinal) || name.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar))
            throw new FormatException($"name {number} is no text");
    }

    /// <summary>As Python writes it: height first, or one number for both.</summary>
    private static (int Width, int Height)? SizeOf(string? text)
    {
        try
        {
            return text is null ? null : PythonLiteral.ReadIntegers(text) switch
            {
                [> 0 and var side] => (side, side),
                [> 0 and var height, > 0 and var width] => (width, height),
                _ => null,
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string LineOf(IReadOnlyDictionary<string, string> texts, string key)
    {
        var text = texts.GetValueOrDefault(key, "");
        var line = string.Concat(text.EnumerateRunes().Where(IsPrintable).Take(LongestLine));
        return line.Length <= LongestLine ? line.Trim() : "";
    }

    private static bool IsPrintable(Rune rune) => !Rune.IsControl(rune) && rune != Rune.ReplacementChar
        && Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
            or System.Globalization.UnicodeCategory.ParagraphSeparator);
}
