using System.Collections.Immutable;
using System.Globalization;

namespace EdgeDaemon.Inference.Trials;

/// <summary>How a trial ended. As text it is one line.</summary>
public sealed record TrialResult
{
    /// <summary>Stands for the model in <see cref="Failure"/>: one model may have several names.</summary>
    internal const string NoName = "*";

    private const string PassedWord = "passed";
    private const string FailedWord = "failed";
    private const int MostOutputs = 64;

    /// <summary>Why the model failed, where its name stands as <c>Model '*'</c>; null when it passed.</summary>
    public string? Failure { get; private init; }

    /// <summary>Memory that loading and a run added to the process, in KiB, at most at one time; 0 when it failed.</summary>
    public long PeakKib { get; private init; }

    /// <summary>How long loading took.</summary>
    public TimeSpan Load { get; private init; }

    /// <summary>How long the run took, on one thread; the first one, which is slower than those after it.</summary>
    public TimeSpan Run { get; private init; }

    /// <summary>Dimensions of the outputs in the model's order, -1 where they hang on what the picture shows.</summary>
    public ImmutableArray<ImmutableArray<long>> Outputs { get; private init; } = [];

    /// <summary>A model that passed.</summary>
    internal static TrialResult Passed(long peakKib, TimeSpan load, TimeSpan run, ImmutableArray<ImmutableArray<long>> outputs) =>
        new() { PeakKib = peakKib, Load = load, Run = run, Outputs = outputs };

    /// <summary>A model that failed.</summary>
    internal static TrialResult Failed(string why) => new() { Failure = why.ReplaceLineEndings(" ") };

    /// <summary><c>passed 31744 120 15 1,84,8400;1,4</c>, or <c>failed</c> and why.</summary>
    internal string ToLine() => Failure is not null ? $"{FailedWord} {Failure}" : string.Create(
        CultureInfo.InvariantCulture,
        $"{PassedWord} {PeakKib} {Load.TotalMilliseconds:0} {Run.TotalMilliseconds:0} {string.Join(';', Outputs.Select(shape => string.Join(',', shape)))}");

    /// <summary>Reads a line; null when it is none.</summary>
    internal static TrialResult? Parse(string line)
    {
        if (line.StartsWith(FailedWord + " ", StringComparison.Ordinal) && line.Length > FailedWord.Length + 1)
            return Failed(line[(FailedWord.Length + 1)..]);
        if (line.Split(' ') is not [PassedWord, var peak, var load, var run, var outputs]
            || Number(peak) is not { } peakKib || Number(load) is not { } loadMs || Number(run) is not { } runMs)
            return null;
        var shapes = outputs.Split(';', MostOutputs + 1).Select(ShapeOf).ToList();
        return shapes.Contains(null) || shapes.Count > MostOutputs ? null
            : Passed(peakKib, TimeSpan.FromMilliseconds(loadMs), TimeSpan.FromMilliseconds(runMs), [.. shapes.Select(shape => shape!.Value)]);
    }

    private static ImmutableArray<long>? ShapeOf(string text)
    {
        if (text.Length == 0)
            return ImmutableArray<long>.Empty;
        var dimensions = text.Split(',').Select(part => part == "-1" ? -1 : Number(part)).ToList();
        return dimensions.Contains(null) ? null : [.. dimensions.Select(dimension => dimension!.Value)];
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue ? number : null;
}
