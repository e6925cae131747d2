using System.CommandLine;
using System.CommandLine.Invocation;
using EdgeDaemon.Cli.Privacy;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Cli;

/// <summary>The commands of <c>edgedaemon</c>. What goes wrong is told in one line on stderr, with an exit code that says which kind.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs; returns the exit code.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="workers">The commands that start a worker; the toolbox does not know them.</param>
    public static int Run(string[] args, params IReadOnlyList<Command> workers)
    {
        var root = new RootCommand(
            "Labels from a camera, and nothing but labels: reads frames, runs a quantized model on this device and " +
            "keeps what it saw in a journal that the network side publishes over MQTT.");
        foreach (var worker in workers)
            root.Add(worker);
        foreach (var verb in Toolbox())
            root.Add(verb);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            Fail($"{NearestWord(parsed) ?? parsed.Errors[0].Message} Try 'edgedaemon {parsed.CommandResult.Command.PathFromRoot()}--help'.");
            return ExitCodes.Usage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure)
        {
            var (code, text) = CommandFailure.Describe(failure);
            Fail(text);
            return code;
        }
    }

    /// <summary>What was meant by a word that is neither a command nor an option here; null: it is something else that is wrong.</summary>
    private static string? NearestWord(ParseResult parsed)
    {
        var (command, word) = (parsed.CommandResult.Command, parsed.UnmatchedTokens.FirstOrDefault(""));
        var isOption = word.StartsWith('-');
        List<string> known = [.. isOption ? command.Options.Where(o => !o.Hidden).Select(o => o.Name) : command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)];
        return word.Length > 0 && known.Count > 0 ? $"There is no {(isOption ? "option" : "command")} '{word}'. {NearestName.Suggest(word, known)}" : null;
    }

    private static Command[] Toolbox() =>
    [
        SetupCommand.Create(),
        CheckCommand.Create(),
        CamerasCommand.Create(),
        SnapshotCommand.Create(),
        ZonesCommand.Create(),
        SchemaCommand.Create(),
        PredictCommand.Create(),
        BenchCommand.Create(),
        WatchCommand.Create(),
        AuditCommand.Create(),
        TraceCommands.CreateRecord(),
        TraceCommands.CreateReplay(),
        CommandCommand.Create(),
        TeachCommand.Create(),
        SimilarCommand.Create(),
        DoctorCommand.Create(),
        PrivacyReportCommand.Create(),
        ModelsCommand.Create(),
        ConsoleCommand.Create(),
    ];

    /// <summary>Writes one line to stderr.</summary>
    public static void Fail(string text) => Console.Error.WriteLine($"edgedaemon: {Printable(text.ReplaceLineEndings(" "))}");

    /// <summary>A text with nothing in it that would steer a terminal: names from models and pictures come from strangers.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? '?' : c));

    /// <summary>Names of the commands on the way to this one, each with a space behind it.</summary>
    private static string PathFromRoot(this Command command) => command is RootCommand
        ? ""
        : string.Concat(command.Parents.OfType<Command>().Select(PathFromRoot).Take(1)) + command.Name + " ";
}
