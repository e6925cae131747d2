using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Payloads;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>From names to the vision process's numbers, and back.</summary>
internal sealed class CommandTranslator(NameTable names)
{
    /// <summary>The request, or null when a name is not known.</summary>
    /// <param name="command">The command; its event is filled in.</param>
    public CommandRequest? Translate(ParsedCommand command)
    {
        var request = CommandRequest.Of(command.Code, names.Hash);
        (request.Value, request.Level, request.Flags) = (command.Value, command.Level, CommandFlags.FromAfar);
        if (command.Event is { } e)
            (request.EventBoot, request.EventTrack) = e;
        if (command.Camera is null || command.Code == CommandCode.Dismiss)
            return request;
        var camera = names.Cameras.Select(c => c.Camera).ToList().IndexOf(command.Camera);
        if (camera < 0)
            return null;
        request.Camera = (byte)camera;
        if (command.Label is null)
            return request;
        var known = names.Cameras[camera];
        var label = (command.Code is CommandCode.Teach or CommandCode.Forget ? known.SubLabels : known.Labels).IndexOf(command.Label);
        request.Label = (ushort)label;
        return label < 0 ? null : request;
    }

    /// <summary>A dismissal of the vision process in words.</summary>
    public DismissalPayload Describe(in CommandAnswer answer)
    {
        var camera = answer.Camera < names.Cameras.Length ? names.Cameras[answer.Camera] : null;
        var (left, top, right, bottom) = answer.Box.ToFractions();
        return new DismissalPayload
        {
            Item = answer.Item,
            Camera = camera?.Camera,
            Label = camera is not null && answer.Label < camera.Labels.Length ? camera.Labels[answer.Label] : null,
            Box = answer.HasBox ? [.. new[] { left, top, right, bottom }.Select(edge => Math.Round(edge, 4))] : null,
            Hits = answer.Hits,
            CreatedAt = PayloadTime.Format(answer.CreatedMs),
        };
    }

    /// <summary>What the vision process answered, in words.</summary>
    public static CommandReplyPayload Describe(CommandCode code, CommandAnswer? answer) => answer is not { } a
        ? new CommandReplyPayload { Command = CommandNames.Of(code), Outcome = CommandNames.Of(CommandOutcome.NotAvailable) }
        : new CommandReplyPayload
        {
            Command = CommandNames.Of(code),
            Outcome = CommandNames.Of(a.Outcome),
            Boot = a.Sequence > 0 ? a.BootEpoch : null,
            Seq = a.Sequence > 0 ? a.Sequence : null,
            Item = code == CommandCode.Dismiss && a.Item > 0 ? a.Item : null,
        };
}
