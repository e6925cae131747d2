using System.Globalization;

namespace EdgeDaemon.Configuration.Naming;

/// <summary>Label files whose lines begin with the number of the label: <c>0 cat</c>, <c>0: cat</c>, <c>0,cat</c>, <c>0. cat</c>.</summary>
internal static class LabelNumbers
{
    private static readonly char[] Separators = [' ', '\t', ':', ',', ';', '.', ')', '-'];

    /// <summary>
    /// The labels without their numbers, where these number the labels: from 0, or from 1 with at least two of them, one after the other.
    /// From 0 some may be left out, up to half (COCO's 80 of 91): what has no line is called by its number. The lines as they are
    /// where the rest would not tell them apart (<c>1 euro</c>, <c>2 euro</c>).
    /// </summary>
    public static IReadOnlyList<string> Remove(IReadOnlyList<string> lines)
    {
        var labels = new List<string>();
        var first = lines[0].StartsWith('1') && lines.Count > 1 ? 1 : 0;
        foreach (var line in lines)
        {
            // With the first line, and from 1 with every line, there is nothing left out.
            var last = labels.Count == 0 || first == 1 ? labels.Count : (2 * lines.Count) - 1;
            if (Split(line) is not var (number, label) || number - first < labels.Count || number - first > last)
                return lines;
            while (labels.Count < number - first)
                labels.Add(LabelFile.NameOf(labels.Count));
            labels.Add(label);
        }

        // Few labels have the same name (ImageNet's two cranes), so that most of them are told apart by it.
        return 2 * labels.Distinct().Count() > labels.Count ? labels : lines;
    }

    private static (int Number, string Label)? Split(string line)
    {
        var digits = line.TakeWhile(char.IsAsciiDigit).Count();
        var label = line[digits..].TrimStart(Separators);
        var isSeparate = label.Length > 0 && label.Length < line.Length - digits && (char.IsWhiteSpace(line[digits]) || !char.IsAsciiDigit(label[0]));
        return isSeparate && int.TryParse(line.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (number, label) : null;
    }
}
