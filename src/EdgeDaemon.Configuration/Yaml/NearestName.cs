namespace EdgeDaemon.Configuration.Yaml;

/// <summary>Guesses which known name was meant.</summary>
public static class NearestName
{
    private const int MostNamed = 12;

    /// <summary>A sentence that names the nearest of <paramref name="known"/>, or all of them when none is near.</summary>
    public static string Suggest(string name, IReadOnlyCollection<string> known)
    {
        if (Find(name, known) is { } nearest)
            return $"Did you mean '{nearest}'?";
        var more = known.Count > MostNamed ? ", …" : "";
        return known.Count == 0 ? "Remove it." : $"Known here: {string.Join(", ", known.Take(MostNamed))}{more}.";
    }

    /// <summary>The nearest name within one edit per three characters, or one of which the other is the beginning; else null. Dashes count as underscores, or not at all in front.</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        // A long name is no typing error, and the distance is quadratic in it.
        if (name.Length > 64)
            return null;
        var wanted = Plain(name.ToLowerInvariant());
        var names = known.Select(k => (Name: k, Plain: Plain(k))).ToList();
        var best = names.Where(k => Math.Abs(k.Plain.Length - wanted.Length) <= MostEdits(k.Plain)).Select(k => (k.Name, k.Plain, Distance: Distance(wanted, k.Plain)))
            .OrderBy(k => k.Distance).FirstOrDefault();
        if (best.Name is not null && best.Distance <= MostEdits(best.Plain))
            return best.Name;
        return wanted.Length < 3 ? null : names.FirstOrDefault(k =>
            k.Plain.StartsWith(wanted, StringComparison.Ordinal) || wanted.StartsWith(k.Plain, StringComparison.Ordinal)).Name;

        static string Plain(string text) => text.TrimStart('-').Replace('-', '_');

        int MostEdits(string candidate) => Math.Min(wanted.Length, candidate.Length) / 3;
    }

    /// <summary>Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, substitutions, swaps of neighbours.</summary>
    public static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(substitution, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
