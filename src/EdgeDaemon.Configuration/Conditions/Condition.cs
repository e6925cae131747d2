using System.Collections.Immutable;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Configuration.Conditions;

/// <summary>What is known of a frame when a condition is asked.</summary>
/// <param name="counts">Objects of each of the condition's <see cref="Condition.Labels"/>.</param>
/// <param name="health">What the camera can see.</param>
/// <param name="isDark">Is it dark where it looks?</param>
public readonly ref struct ConditionFacts(ReadOnlySpan<int> counts, CameraHealth health, bool isDark)
{
    /// <summary>Objects of each of the condition's <see cref="Condition.Labels"/>.</summary>
    public ReadOnlySpan<int> Counts { get; } = counts;

    /// <summary>What the camera can see.</summary>
    public CameraHealth Health { get; } = health;

    /// <summary>Is it dark where it looks?</summary>
    public bool IsDark { get; } = isDark;
}

/// <summary>
/// When a model is worth its time, such as <c>person > 0 and not dark</c>: counts of labels compared with whole numbers, <c>dark</c>, <c>light</c> and
/// <c>health.WORD</c>, joined by <c>and</c>, <c>or</c>, <c>not</c> and parentheses. Immutable; to ask it allocates nothing.
/// </summary>
public sealed class Condition : IEquatable<Condition>
{
    private readonly ConditionNode _root;

    internal Condition(string text, ConditionNode root, ImmutableArray<string> labels, bool asksDarkness, bool asksHealth) =>
        (Text, _root, Labels, AsksDarkness, AsksHealth) = (text, root, labels, asksDarkness, asksHealth);

    /// <summary>As it is written.</summary>
    public string Text { get; }

    /// <summary>The labels that it counts, as slugs, each once.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>Does it ask how dark it is?</summary>
    public bool AsksDarkness { get; }

    /// <summary>Does it ask what the camera can see?</summary>
    public bool AsksHealth { get; }

    /// <summary>Does it hold?</summary>
    public bool Holds(in ConditionFacts facts) => _root.Holds(facts);

    /// <inheritdoc/>
    public bool Equals(Condition? other) => other?.Text == Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Condition);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
