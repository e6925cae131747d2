using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Journal;
using EdgeDaemon.Publisher.Commands;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>How a <see cref="LabelPublisher"/> publishes.</summary>
internal sealed record LabelPublisherOptions
{
    /// <summary>The device's topics.</summary>
    public required TopicNames Topics { get; init; }

    /// <summary>Which labels have topics.</summary>
    public ShownLabels Labels { get; init; } = new();

    /// <summary>The versions of models that are installed, by the start of their digests.</summary>
    public Func<ImmutableHashSet<ulong>> InstalledModels { get; init; } = () => [];

    /// <summary>Folder for what outlives a restart: the view, the topics and entities that others may have; null: nothing does.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>What went out, kept over a restart; null: it is not counted.</summary>
    public EgressLedger? Egress { get; init; }

    /// <summary>Commands; null: none are obeyed.</summary>
    public CommandOptions? Commands { get; init; }

    /// <summary>Discovery by Home Assistant; null: off.</summary>
    public HomeAssistantConfig? HomeAssistant { get; init; }

    /// <summary>Cameras as they are configured, for what people call them.</summary>
    public IReadOnlyDictionary<string, CameraConfig> Cameras { get; init; } = ImmutableDictionary<string, CameraConfig>.Empty;

    /// <summary>Messages as Frigate publishes them; null: off.</summary>
    public FrigateConfig? Frigate { get; init; }

    /// <summary>Metrics on a Unix socket; null: off.</summary>
    public MetricsConfig? Metrics { get; init; }

    /// <summary>Most records that are read ahead of the cursor.</summary>
    public int ReadAhead { get; init; } = 512;

    /// <summary>Longest first pause after a refusal; it doubles from there.</summary>
    public TimeSpan FirstRefusalPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause stops growing here.</summary>
    public TimeSpan LongestRefusalPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time between looks for a missing name table.</summary>
    public TimeSpan HeldRecheck { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Called by the publisher's thread each time it has gone round, about once a second while it does not hang.</summary>
    public Action? WentRound { get; init; }

    /// <summary>Called by the publisher's thread now and then while it reads the journal at its start.</summary>
    public Action? HasRead { get; init; }

    /// <summary>The path of a file in <see cref="StateDirectory"/>; null: there is no such folder.</summary>
    public string? StatePath(string name) => StateDirectory is { } folder ? Path.Combine(folder, name) : null;
}
