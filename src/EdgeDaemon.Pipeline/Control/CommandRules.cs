using System.Collections.Immutable;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Pipeline.Control;

/// <summary>How far a command may go.</summary>
internal enum CommandLimit
{
    /// <summary>It holds, whatever held before.</summary>
    None,

    /// <summary>It holds up to what the configuration allows.</summary>
    Configuration,

    /// <summary>It loosens nothing that was decided at the device: by its operator, by the configuration, or by nobody because that could not be read.</summary>
    Device,

    /// <summary>It only makes stricter what holds, whoever decided it.</summary>
    Present,
}

/// <summary>
/// Who may loosen what: the one table. The privacy switch gives no commands and obeys none: while it is on every camera is closed, whatever else holds.
/// </summary>
internal static class CommandRules
{
    private static readonly ImmutableDictionary<CommandCode, (CommandLimit Operator, CommandLimit Network)> Limits =
        new Dictionary<CommandCode, (CommandLimit, CommandLimit)>
        {
            [CommandCode.Pause] = (CommandLimit.None, CommandLimit.Device),
            [CommandCode.Resume] = (CommandLimit.None, CommandLimit.Device),
            [CommandCode.Threshold] = (CommandLimit.None, CommandLimit.Device),
            [CommandCode.Privacy] = (CommandLimit.Configuration, CommandLimit.Present),
            [CommandCode.Dismiss] = (CommandLimit.None, CommandLimit.None),
            [CommandCode.Undismiss] = (CommandLimit.None, CommandLimit.Device),
            [CommandCode.List] = (CommandLimit.None, CommandLimit.None),
            [CommandCode.Replay] = (CommandLimit.None, CommandLimit.None),
            [CommandCode.Status] = (CommandLimit.None, CommandLimit.None),
            [CommandCode.Teach] = (CommandLimit.None, CommandLimit.Device),
            [CommandCode.Forget] = (CommandLimit.None, CommandLimit.Device),
        }.ToImmutableDictionary();

    /// <summary>How far a command goes that somebody gives.</summary>
    public static CommandLimit LimitOf(CommandCode code, DecisionOrigin by) => by == DecisionOrigin.Operator ? Limits[code].Operator : Limits[code].Network;
}
