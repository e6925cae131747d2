using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeDaemon.Configuration.Offers;

namespace EdgeDaemon.Publisher.Verbs;

/// <summary>The command line of <c>edgedaemon-publish</c>.</summary>
internal static class CommandLine
{
    private static readonly string[] HelpNames = ["--help", "-h", "-?", "/?", "/h", "--version"];

    /// <summary>Parses and runs; returns the exit code.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var result = Root(output, error).Parse(arguments);
        if (result.Errors.Count > 0 && !arguments.Any(HelpNames.Contains))
        {
            foreach (var problem in result.Errors)
                error.WriteLine($"edgedaemon-publish: {problem.Message} Try --help.");
            return ExitCodes.Usage;
        }

        // Signals are handled by the commands themselves: they end cleanly, whatever it takes within their time.
        try
        {
            return result.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (Exception failure)
        {
            error.WriteLine($"edgedaemon-publish: {CommandFailure.Describe(failure)}");
            return ExitCodes.Internal;
        }
    }

    private static RootCommand Root(TextWriter output, TextWriter error)
    {
        var config = Config("The configuration that both processes read.");
        var supervised = new Option<bool>("--supervised") { Description = "Send what is left and stop when stdin closes.", Hidden = true };
        var root = new RootCommand(
            "Carries labels from the journal to the MQTT broker. It holds no camera, no model and no picture. "
            + "Ends on SIGTERM or Ctrl-C; exit code 0 when stopped, 64 wrong command line, 70 internal error, 78 wrong configuration.")
        {
            config,
            supervised,
            Watch(output, error),
            Addresses(output, error),
            Probe(output, error),
            Fetch(error),
        };
        root.SetAction(parsed => PublishCommand.Run(parsed.GetValue(config)!.FullName, parsed.GetValue(supervised), error));
        return root;
    }

    private static Command Addresses(TextWriter output, TextWriter error)
    {
        var config = Config("The configuration that names the broker.");
        var addresses = new Command("addresses", "Prints where the publisher has to go, one address a line; its firewall is set from it.") { config };
        addresses.SetAction(parsed => AddressesCommand.Run(parsed.GetValue(config)!.FullName, output, error));
        return addresses;
    }

    private static Command Probe(TextWriter output, TextWriter error)
    {
        var config = Config("The configuration that names the broker and the device.");
        var probe = new Command("probe", "Goes to the broker stage by stage (name, connection, TLS, login, there, back), one line each.") { config };
        probe.SetAction(parsed => ProbeCommand.Run(parsed.GetValue(config)!.FullName, output, error));
        return probe;
    }

    private static Command Fetch(TextWriter error)
    {
        var name = new Argument<string>("NAME") { Description = "A model of the catalogue." };
        var catalogue = new Option<string>("--catalogue") { Description = "The catalogue.", HelpName = "FILE", DefaultValueFactory = _ => ModelOffers.DefaultPath };
        var file = new Option<string>("--to") { Description = "Where the model goes.", HelpName = "FILE", Required = true };
        var mirror = new Option<Uri?>("--mirror")
        {
            Description = "A folder with a file NAME.onnx, to fetch it from there.",
            HelpName = "URL",
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : Refuse(result),
        };
        var fetch = new Command("fetch", "Fetches a model of the catalogue, for 'edgedaemon models get'.") { name, catalogue, file, mirror };
        fetch.SetAction(parsed => FetchCommand.Run(parsed.GetRequiredValue(name), parsed.GetValue(catalogue)!, parsed.GetRequiredValue(file), parsed.GetValue(mirror), error));
        return fetch;

        static Uri? Refuse(ArgumentResult result)
        {
            result.AddError($"--mirror takes an address that begins with https:// or http://, not '{result.Tokens[0].Value}'.");
            return null;
        }
    }

    private static Option<FileInfo> Config(string description) => new("--config", "-c")
    {
        Description = description,
        HelpName = "FILE",
        Required = true,
    };

    private static Command Watch(TextWriter output, TextWriter error)
    {
        var config = Config("The configuration that names the broker and the device.");
        var topic = new Option<string>("--topic", "-t")
        {
            Description = "Only topics that match, relative to the device's own: 'porch/events', '+/label/#'.",
            HelpName = "FILTER",
            DefaultValueFactory = _ => "#",
        };
        var json = new Option<bool>("--json") { Description = "One JSON object per message: topic, payload, retained." };
        var plain = new Option<bool>("--plain") { Description = "One line per message, in a terminal too." };
        var first = new Option<int?>("--first")
        {
            Description = "End with the first label of a camera; exit 1, with the reason, when none comes in this time.",
            HelpName = "SECONDS",
        };
        var since = new Option<DateTimeOffset?>("--since") { Description = "With --first: labels that are older do not count.", HelpName = "TIME" };
        var watch = new Command("watch", "Shows labels as they arrive at the broker, until Ctrl-C: a table in a terminal, else one line each.")
        {
            config, topic, json, plain, first, since,
        };
        watch.SetAction(parsed => parsed.GetValue(first) is { } seconds
            ? WatchCommand.RunUntilFirst(parsed.GetValue(config)!.FullName, TimeSpan.FromSeconds(seconds), parsed.GetValue(since), output, error)
            : WatchCommand.Run(parsed.GetValue(config)!.FullName, parsed.GetValue(topic)!, parsed.GetValue(json), parsed.GetValue(plain), output, error));
        return watch;
    }
}
