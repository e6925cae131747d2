using System.Collections.Immutable;
using EdgeDaemon.Contracts.Topics;

namespace EdgeDaemon.Mqtt.Publishing;

/// <summary>How a <see cref="LabelPublisher"/> publishes.</summary>
public sealed record LabelPublisherOptions
{
    /// <summary>The device's topics.</summary>
    public required TopicNames Topics { get; init; }

    /// <summary>Per camera, labels that are shown with 0 from the start; other labels appear when they are first counted.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> ListedLabels { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Most records that are read ahead of the cursor.</summary>
    public int ReadAhead { get; init; } = 512;

    /// <summary>Longest first pause after a refusal; it doubles from there.</summary>
    public TimeSpan FirstRefusalPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause stops growing here.</summary>
    public TimeSpan LongestRefusalPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time between looks for a missing name table.</summary>
    public TimeSpan HeldRecheck { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Called by the publisher's thread each time it has gone round, at least twice a minute while it does not hang.</summary>
    public Action? WentRound { get; init; }
}
