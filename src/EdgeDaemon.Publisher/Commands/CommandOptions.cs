using System.Collections.Immutable;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>What commands are obeyed, and what that takes.</summary>
internal sealed record CommandOptions
{
    /// <summary>Commands that are obeyed.</summary>
    public required ImmutableHashSet<CommandCode> Allow { get; init; }

    /// <summary>Most commands per minute.</summary>
    public int PerMinute { get; init; } = 30;

    /// <summary>The way to the vision process; null: there is none.</summary>
    public IVisionCommands? Vision { get; init; }

    /// <summary>Where Frigate's switches are listened to as well; null: nowhere.</summary>
    public string? FrigatePrefix { get; init; }

    /// <summary>The names of the configuration; null: they cannot be read, and no command with a name is obeyed.</summary>
    public NameTable? Names { get; init; }
}
