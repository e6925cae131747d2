using System.Globalization;
using EdgeDaemon.Contracts.Naming;

namespace EdgeDaemon.Publisher.Drift;

/// <summary>What the records of one day say of a camera: numbers, no times and no boxes.</summary>
/// <param name="number">Days since 1970, UTC.</param>
internal sealed class CameraDay(long number)
{
    /// <summary>Places of a histogram of scores.</summary>
    public const int ScoreBins = 10;

    // A model can have thousands of labels; those that come first are watched.
    private const int MostLabels = 32;
    private const int NumberOfKeys = 4;

    /// <summary>Days since 1970, UTC.</summary>
    public long Number { get; } = number;

    /// <summary>Seconds in which it was watched and could see.</summary>
    public double Seen { get; set; }

    /// <summary>Seconds in which it should have seen and could not.</summary>
    public double Blind { get; set; }

    /// <summary>Was it unlike the days before, so that these are not to be compared with it?</summary>
    public bool IsChanged { get; set; }

    /// <summary>Per label: how many objects appeared, and the best scores of events that ended.</summary>
    public SortedDictionary<string, (int Arrivals, int[] Scores)> Labels { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds to a label, unless there are too many.</summary>
    public void Add(string label, int arrivals, int? scoreBin)
    {
        if (!Labels.TryGetValue(label, out var tally))
        {
            if (Labels.Count == MostLabels)
                return;
            tally = (0, new int[ScoreBins]);
        }

        if (scoreBin is { } bin)
            tally.Scores[bin]++;
        Labels[label] = (tally.Arrivals + arrivals, tally.Scores);
    }

    /// <summary>The day on one line.</summary>
    public string Format() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Number} {Seen:F0} {Blind:F0} {(IsChanged ? 1 : 0)}{string.Concat(Labels.Select(label => $" {label.Key}:{label.Value.Arrivals}:{string.Join(',', label.Value.Scores)}"))}");

    /// <summary>Reads it back.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static CameraDay Parse(ReadOnlySpan<string> words)
    {
        if (words.Length < NumberOfKeys || words.Length > NumberOfKeys + MostLabels)
            throw new FormatException("a day is cut");
        var day = new CameraDay(Natural(words[0])) { Seen = Natural(words[1]), Blind = Natural(words[2]), IsChanged = words[3] == "1" };
        foreach (var word in words[NumberOfKeys..])
        {
            var parts = word.Split(':');
            int[] scores = parts.Length == 3 ? [.. parts[2].Split(',').Select(Natural)] : [];
            if (scores.Length != ScoreBins || !Slug.IsValid(parts[0]))
                throw new FormatException($"'{word}' is no label");
            day.Labels[parts[0]] = (Natural(parts[1]), scores);
        }

        return day;

        static int Natural(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
