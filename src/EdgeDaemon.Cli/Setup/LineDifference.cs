namespace EdgeDaemon.Cli.Setup;

/// <summary>What changes between two texts, line by line: <c>-</c> goes, <c>+</c> comes, with the lines around it.</summary>
internal static class LineDifference
{
    private const int Around = 2;

    // A file of some thousand lines that changes from its first line to its last is shown as gone and come.
    private const long MostCells = 10_000_000;

    /// <summary>The changed lines, printable; empty when nothing changes.</summary>
    public static string Between(string before, string after)
    {
        var lines = Merge(Lines(before), Lines(after));
        var shown = Enumerable.Range(0, lines.Count)
            .Where(i => lines[Math.Max(0, i - Around)..Math.Min(lines.Count, i + Around + 1)].Exists(line => line.Mark != ' ')).ToList();
        return string.Concat(shown.Select((at, i) =>
            $"{(i > 0 && shown[i - 1] < at - 1 ? "  ...\n" : "")}{lines[at].Mark} {CommandLine.Printable(lines[at].Text)}\n"));
    }

    private static List<(char Mark, string Text)> Merge(string[] old, string[] now)
    {
        var same = old.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        var lines = old[..same].Select(line => (' ', line)).ToList();
        (old, now) = (old[same..], now[same..]);
        var common = Common(old, now);
        for (int i = 0, j = 0; i < old.Length || j < now.Length;)
        {
            if (common is not null && i < old.Length && j < now.Length && old[i] == now[j])
            {
                lines.Add((' ', old[i++]));
                j++;
            }
            else if (j == now.Length || (i < old.Length && (common is null || common[i + 1, j] >= common[i, j + 1])))
            {
                lines.Add(('-', old[i++]));
            }
            else
            {
                lines.Add(('+', now[j++]));
            }
        }

        return lines;
    }

    /// <summary>How many lines both have in order, of what is left of each from a pair of places on; null: that would be too many pairs.</summary>
    private static int[,]? Common(string[] old, string[] now)
    {
        if ((long)old.Length * now.Length > MostCells)
            return null;
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        return common;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
}
