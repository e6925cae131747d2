using System.Collections.Immutable;

namespace EdgeDaemon.Cli.Tracing;

/// <summary>What a trace is of.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="ScoreThreshold">Score from which the model's objects count when nothing else is said.</param>
/// <param name="Labels">Labels of the model as slugs, by index.</param>
/// <param name="SubLabels">Sub-labels as slugs, by index.</param>
internal sealed record TraceHeader(string Model, float ScoreThreshold, ImmutableArray<string> Labels, ImmutableArray<string> SubLabels);
