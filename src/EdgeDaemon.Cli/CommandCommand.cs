using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon command …</c>: tells the running vision process what to do, over its Unix socket.</summary>
internal static class CommandCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var config = CommonOptions.Config();
        config.Recursive = true;
        return new Command("command", "Tell the running daemon what to do; exit 1 when it refuses, 69 when it does not answer.")
        {
            config,
            Pause(config),
            Resume(config),
            Threshold(config),
            Privacy(config),
            Dismiss(config),
            Undismiss(config),
            List(config),
        };
    }

    private static Command Pause(Option<string> config)
    {
        var camera = Camera();
        var seconds = new Option<uint>("--for") { Description = "Resume by itself after so many seconds.", HelpName = "SECONDS" };
        return Make("pause", "Close the camera and look no more; what is present becomes unknown.", config, [camera, seconds], (parsed, names) =>
            For(CommandCode.Pause, names, parsed.GetValue(camera)) with { Value = parsed.GetValue(seconds) });
    }

    private static Command Resume(Option<string> config)
    {
        var camera = Camera();
        return Make("resume", "Open the camera again, and look.", config, [camera], (parsed, names) => For(CommandCode.Resume, names, parsed.GetValue(camera)));
    }

    private static Command Threshold(Option<string> config)
    {
        var camera = Camera(required: true);
        var label = new Option<string>("--label") { Description = "One label; otherwise all that have no threshold of their own.", HelpName = "LABEL" };
        var score = new Option<double>("--score") { Description = "The score, 0 to 1.", HelpName = "SCORE", Required = true };
        return Make("threshold", "Set the score from which a label counts, until the daemon starts again.", config, [camera, label, score], (parsed, names) =>
            For(CommandCode.Threshold, names, parsed.GetValue(camera), parsed.GetValue(label)) with
            {
                Value = parsed.GetValue(score) is >= 0 and <= 1 and var value
                    ? (uint)Math.Round(value * CommandRequest.ScoreOne)
                    : throw new FormatException("--score takes a number from 0 to 1."),
            });
    }

    private static Command Privacy(Option<string> config)
    {
        var camera = Camera();
        var level = new Option<string>("--level") { Description = "presence, count, zone, track or box.", HelpName = "LEVEL", Required = true };
        return Make("privacy", "Let less become a record, or as much again as the configuration allows.", config, [camera, level], (parsed, names) =>
            For(CommandCode.Privacy, names, parsed.GetValue(camera)) with
            {
                Level = CommandNames.ParseLevel(parsed.GetValue(level)!)
                    ?? throw new FormatException($"'{parsed.GetValue(level)}' is not a privacy level; write presence, count, zone, track or box."),
            });
    }

    private static Command Dismiss(Option<string> config)
    {
        var id = new Argument<string>("EVENT") { Description = "The event's id, as in its messages: BOOT-TRACK." };
        return Make("dismiss", "\"That was nothing\": suppress what looks like this event there.", config, [id], (parsed, names) =>
        {
            var (boot, track) = EventOf(parsed.GetRequiredValue(id));
            return For(CommandCode.Dismiss, names, camera: null) with { EventBoot = boot, EventTrack = track };
        });
    }

    /// <summary>The boot epoch and track of an event's id.</summary>
    internal static (uint Boot, uint Track) EventOf(string id) =>
        CommandNames.ParseEvent(id) ?? throw new FormatException($"'{id}' is not an event's id; it is two numbers with '-' between them.");

    private static Command Undismiss(Option<string> config)
    {
        var item = new Argument<uint>("ITEM") { Description = "Its number, as 'list' shows it." };
        var command = Make("undismiss", "Take a dismissal back.", config, [item], (parsed, names) =>
            For(CommandCode.Undismiss, names, camera: null) with { Value = parsed.GetRequiredValue(item) });
        command.Aliases.Add("undo");
        return command;
    }

    private static Command List(Option<string> config)
    {
        var command = new Command("list", "Show what was dismissed.");
        command.SetAction(parsed => WithNames(parsed.GetRequiredValue(config), (socket, names) => List(socket, names)));
        return command;
    }

    private static Option<string> Camera(bool required = false) => new("--camera")
    {
        Description = required ? "The camera." : "The camera; otherwise all of them.",
        HelpName = "NAME",
        Required = required,
    };

    private static Command Make(
        string name, string description, Option<string> config, Symbol[] symbols, Func<ParseResult, NameTable, CommandRequest> request)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Option option)
                command.Add(option);
            else if (symbol is Argument argument)
                command.Add(argument);
        }

        command.SetAction(parsed => WithNames(
            parsed.GetRequiredValue(config), (socket, names) => Report(Ask(socket, request(parsed, names)))));
        return command;
    }

    internal static int WithNames(string path, Func<string, NameTable, int> act)
    {
        if (ConfigFile.LoadOrExplain(path) is not { } config)
            return ExitCodes.Config;
        if (config.Commands.Socket is not { } socket)
            throw new UnixSocketException("The configuration turns the command socket off (commands.socket).");
        return act(socket, NameTableBuilder.Build(config));
    }

    internal static CommandRequest For(CommandCode code, NameTable names, string? camera, string? label = null)
    {
        var request = CommandRequest.Of(code, names.Hash);
        if (camera is null)
            return request;
        var index = names.Cameras.Select(c => c.Camera).ToList().IndexOf(camera);
        if (index < 0)
            throw new FormatException($"There is no camera '{camera}'; there are {string.Join(", ", names.Cameras.Select(c => c.Camera))}.");
        request.Camera = (byte)index;
        if (label is null)
            return request;
        var known = code is CommandCode.Teach or CommandCode.Forget ? names.Cameras[index].SubLabels : names.Cameras[index].Labels;
        var position = known.IndexOf(label);
        if (position < 0)
            throw new FormatException($"Camera '{camera}' has no label '{label}'. {NearestName.Suggest(label, known)}");
        request.Label = (ushort)position;
        return request;
    }

    internal static CommandAnswer Ask(string path, CommandRequest request)
    {
        using var socket = UnixSocket.TryConnect(UnixSocketType.Messages, path) ?? throw new UnixSocketException($"Nobody listens on the command socket '{path}'. Is the daemon running, under this configuration?");
        socket.SetTimeout(Patience);
        Span<byte> bytes = stackalloc byte[CommandAnswer.SizeBytes];
        return socket.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<CommandRequest>(in request))) && socket.Receive(bytes) == bytes.Length
                && MemoryMarshal.Read<CommandAnswer>(bytes) is { Magic: CommandAnswer.Expected } answer
            ? answer
            : throw new UnixSocketException($"The daemon on '{path}' did not answer within {Patience.TotalSeconds} s, or is of another version.");
    }

    internal static int Report(in CommandAnswer answer)
    {
        Console.WriteLine(answer switch
        {
            { Outcome: CommandOutcome.Done, Code: CommandCode.Dismiss } => $"done: dismissal {answer.Item}",
            { Outcome: CommandOutcome.Ambiguous } => "ambiguous: several objects are in view; name the event of the one that is meant",
            { Outcome: CommandOutcome.NoObject } => "no_object: nothing is in view that a model has looked at; name an event, or wait until one begins",
            _ => CommandNames.Of(answer.Outcome),
        });
        return answer.Outcome == CommandOutcome.Done ? ExitCodes.Ok : ExitCodes.NotInOrder;
    }

    private static int List(string socket, NameTable names)
    {
        var request = CommandRequest.Of(CommandCode.List, names.Hash);
        CommandAnswer answer;
        do
        {
            answer = Ask(socket, request);
            if (answer.Outcome != CommandOutcome.Done)
                return Report(answer);
            if (request.Index < answer.Total)
                Console.WriteLine(Describe(answer, names));
        }
        while (++request.Index < answer.Total);
        return ExitCodes.Ok;
    }

    private static string Describe(in CommandAnswer answer, NameTable names)
    {
        var camera = answer.Camera < names.Cameras.Length ? names.Cameras[answer.Camera] : null;
        var label = camera is not null && answer.Label < camera.Labels.Length ? camera.Labels[answer.Label] : "?";
        var (left, top, right, bottom) = answer.Box.ToFractions();
        var box = answer.HasBox ? string.Create(CultureInfo.InvariantCulture, $" at {left:F2},{top:F2}-{right:F2},{bottom:F2}") : "";
        return $"{answer.Item}  {PayloadTime.Format(answer.CreatedMs)}  {camera?.Camera ?? "?"}  {label}{box}  suppressed {answer.Hits}";
    }
}
