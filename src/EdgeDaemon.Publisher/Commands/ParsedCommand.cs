using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>A command that is well-formed: known, complete, and every value in its range. Names are not looked up yet.</summary>
internal sealed record ParsedCommand(CommandCode Code)
{
    /// <summary>Slug of the camera; null: all, or none.</summary>
    public string? Camera { get; init; }

    /// <summary>Slug of the label.</summary>
    public string? Label { get; init; }

    /// <summary>Pause: how long, 0 = until resumed; threshold: score in 1/10000; undismiss: the dismissal.</summary>
    public uint Value { get; init; }

    /// <summary>Privacy: the level.</summary>
    public PrivacyLevel Level { get; init; }

    /// <summary>Dismiss, teach: the event; null: the newest one, or the only object in view.</summary>
    public (uint Boot, uint Track)? Event { get; init; }

    /// <summary>Replay: sequence number to begin with.</summary>
    public ulong From { get; init; }

    /// <summary>Replay: most events.</summary>
    public int Limit { get; init; }
}
