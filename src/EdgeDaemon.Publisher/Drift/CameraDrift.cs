namespace EdgeDaemon.Publisher.Drift;

/// <summary>
/// A camera's days, and whether the last whole one was like those before: how many objects of each label, how sure the model was of them, how long it
/// was blind. Weekdays are compared with the same weekdays. Pure; bounded.
/// </summary>
internal sealed class CameraDrift
{
    /// <summary>Days before anything is judged: each weekday twice.</summary>
    public const int LearningDays = 14;

    /// <summary>The measure that only a privacy level which tells scores lets be told.</summary>
    public const string Scores = "scores";

    private const int MostDays = 35;
    private const int DaysOfWeek = 7;

    // After a week of it, another way is the usual one.
    private const int DaysUntilUsual = 7;
    private const double LeastSeconds = 18 * 3600;

    // Of a thousand labels on a thousand days that are like those before, less than one is further off.
    private const double MostDeviations = 5;

    // The usual limit from which a population counts as another one, and what chance alone adds to it with few events.
    private const double MostStabilityIndex = 0.25;
    private const int LeastScores = 50;
    private const double MoreBlindness = 0.25;

    private readonly List<CameraDay> _days = [];

    /// <summary>The day that is not over.</summary>
    public CameraDay? Today { get; private set; }

    /// <summary>What was another than before on the last whole day that could be judged, in order: words such as <c>person rate</c>; null: not known yet.</summary>
    public IReadOnlyList<(string? Label, string Measure)>? Changes { get; private set; }

    /// <summary>The greatest population stability index of a label's scores on that day; null: there were too few.</summary>
    public double? StabilityIndex { get; private set; }

    /// <summary>The day of a time; a later one than the last ends that one. Null: it lies in the past.</summary>
    /// <param name="number">Days since 1970.</param>
    public CameraDay? On(long number)
    {
        if (Today?.Number == number)
            return Today;
        // A backlog never goes back by days; a clock that was ahead does, and what it said is worth nothing.
        if (Today?.Number > number)
            return Today.Number > number + 1 ? Today = new CameraDay(number) : null;
        if (Today is { } over)
            Close(over);
        return Today = new CameraDay(number);
    }

    /// <summary>Every day that it knows, the present one last.</summary>
    public IEnumerable<CameraDay> All => Today is null ? _days : _days.Append(Today);

    /// <summary>Takes over days that were known, oldest first, the present one last.</summary>
    public void Load(IEnumerable<CameraDay> days)
    {
        foreach (var day in days)
        {
            if (Today is not null)
                Keep(Today);
            Today = day;
        }

        if (_days is [.. var before, var last])
            Judge(before, last);
    }

    private void Close(CameraDay day)
    {
        if (day.Seen + day.Blind < LeastSeconds)
            return; // half a day is like no other
        Judge(_days, day);
        Keep(day);
    }

    private void Keep(CameraDay day)
    {
        _days.Add(day);
        if (_days.Count > DaysUntilUsual && _days.TakeLast(DaysUntilUsual).All(recent => recent.IsChanged))
        {
            _days.RemoveRange(0, _days.Count - DaysUntilUsual);
            _days.ForEach(recent => recent.IsChanged = false);
        }

        _days.RemoveRange(0, Math.Max(0, _days.Count - MostDays));
    }

    private void Judge(List<CameraDay> before, CameraDay day)
    {
        var usual = before.Where(earlier => !earlier.IsChanged).ToList();
        if (usual.Count < LearningDays)
        {
            (Changes, StabilityIndex) = (null, null);
            return;
        }

        var changes = new List<(string?, string)>();
        if (BlindShare(day) > usual.Max(BlindShare) + MoreBlindness)
            changes.Add((null, "blind"));
        StabilityIndex = null;
        foreach (var label in usual.Append(day).SelectMany(known => known.Labels.Keys).Distinct().Order(StringComparer.Ordinal))
        {
            if (day.Seen >= LeastSeconds && Math.Abs(Deviations(usual, day, label)) > MostDeviations)
                changes.Add((label, "rate"));
            if (IndexOf(usual, day, label) is not var (index, limit))
                continue;
            StabilityIndex = Math.Max(StabilityIndex ?? 0, index);
            if (index > limit)
                changes.Add((label, Scores));
        }

        Changes = changes;
        day.IsChanged = changes.Count > 0;
    }

    private static double BlindShare(CameraDay day) => day.Blind / Math.Max(1, day.Seen + day.Blind);

    /// <summary>By how many standard deviations a label's count is off that of the same weekdays. The noise is as large as that of the days before, at least Poisson's.</summary>
    private static double Deviations(List<CameraDay> usual, CameraDay day, string label)
    {
        var byWeekday = usual.GroupBy(earlier => earlier.Number % DaysOfWeek)
            .Select(group => (Weekday: group.Key, Rates: group.Select(earlier => Rate(earlier, label)).ToList())).ToList();
        // Where this weekday is not known, all are.
        var same = byWeekday.Find(group => group.Weekday == day.Number % DaysOfWeek).Rates ?? [.. byWeekday.SelectMany(group => group.Rates)];
        var noise = byWeekday.Where(group => group.Rates.Count > 1)
            .Select(group => (Sum: group.Rates.Sum(rate => Math.Pow(rate - group.Rates.Average(), 2)) / Math.Max(1, group.Rates.Average()), Freedom: group.Rates.Count - 1)).ToList();
        var dispersion = noise.Count == 0 ? 1 : Math.Max(1, noise.Sum(n => n.Sum) / noise.Sum(n => n.Freedom));
        var mean = same.Average();
        return (Rate(day, label) - mean) / Math.Sqrt(dispersion * Math.Max(1, mean) * (1 + (1.0 / same.Count)));
    }

    /// <summary>Objects in a whole day of seeing.</summary>
    private static double Rate(CameraDay day, string label) =>
        day.Labels.TryGetValue(label, out var tally) ? tally.Arrivals * TimeSpan.FromDays(1).TotalSeconds / Math.Max(3600, day.Seen) : 0;

    /// <summary>Population stability index of a day's scores, and from when it tells something; null: there are too few scores.</summary>
    private static (double Index, double Limit)? IndexOf(List<CameraDay> usual, CameraDay day, string label)
    {
        var (expected, actual) = (new double[CameraDay.ScoreBins], new double[CameraDay.ScoreBins]);
        foreach (var earlier in usual)
            Add(earlier, expected);
        Add(day, actual);
        var (many, few) = (expected.Sum(), actual.Sum());
        if (few < LeastScores || many < LeastScores)
            return null;
        var index = 0.0;
        for (var i = 0; i < CameraDay.ScoreBins; i++)
        {
            // Half an event more everywhere, so that a place nobody was in before does not weigh without end.
            var (p, q) = ((expected[i] + 0.5) / (many + (CameraDay.ScoreBins / 2)), (actual[i] + 0.5) / (few + (CameraDay.ScoreBins / 2)));
            index += (q - p) * Math.Log(q / p);
        }

        return (index, MostStabilityIndex + (2 * CameraDay.ScoreBins * ((1 / few) + (1 / many))));

        void Add(CameraDay from, double[] to)
        {
            if (!from.Labels.TryGetValue(label, out var tally))
                return;
            for (var i = 0; i < to.Length; i++)
                to[i] += tally.Scores[i];
        }
    }
}
