using System.CommandLine;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Pipeline.Teaching;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon teach …</c>: gives objects that a camera sees the names of things; lists, forgets and prints what was taught.</summary>
internal static class TeachCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        config.Recursive = true;
        var (camera, label) = (Camera(), Label());
        var id = new Option<string?>("--event") { Description = "The id of the object's event; otherwise the only object in view is meant.", HelpName = "ID" };
        var command = new Command("teach", "Teach a camera a thing by example: the object in view now, or that of an event. Five examples are enough.")
        {
            config, camera, label, id, List(config), Forget(config), Export(config),
        };
        command.SetAction(parsed => Ask(config, parsed, names =>
        {
            var request = CommandCommand.For(CommandCode.Teach, names, parsed.GetRequiredValue(camera), parsed.GetRequiredValue(label));
            if (parsed.GetValue(id) is { } named)
                (request.EventBoot, request.EventTrack) = CommandCommand.EventOf(named);
            return request;
        }));
        return command;
    }

    private static Command Forget(Option<string> config)
    {
        var (camera, label) = (Camera(), Label());
        var command = new Command("forget", "Forget the examples of a thing.") { camera, label };
        command.SetAction(parsed => Ask(config, parsed, names =>
            CommandCommand.For(CommandCode.Forget, names, parsed.GetRequiredValue(camera), parsed.GetRequiredValue(label))));
        return command;
    }

    private static Command List(Option<string> config)
    {
        var command = new Command("list", "Show what can be taught, and how many examples there are.");
        command.SetAction(parsed =>
        {
            if (ConfigFile.LoadOrExplain(parsed.GetRequiredValue(config)) is not { } read)
                return ExitCodes.Config;
            var examples = Read(read.Journal.Directory);
            foreach (var camera in read.Cameras)
            {
                foreach (var (second, name) in camera.Then.SelectMany(second => second.Teach.Select(name => (second, name))))
                {
                    var known = examples.Where(example => example.Camera == camera.Name && example.Label == name).ToList();
                    var model = ModelBundle.IdentityOf(Path.Combine(read.ModelsDirectory, second.Model));
                    var foreign = known.Count(example => example.Model != model);
                    Console.WriteLine($"{camera.Name}  {name}  {known.Count} examples{(foreign > 0 ? $", {foreign} of them by another version of '{second.Model}', which are not compared" : "")}");
                }
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Export(Option<string> config)
    {
        var command = new Command("export", "Print every example: camera, label, model, time, who taught it, feature vector (base64 of 32-bit floats).");
        command.SetAction(parsed =>
        {
            if (ConfigFile.LoadOrExplain(parsed.GetRequiredValue(config)) is not { } read)
                return ExitCodes.Config;
            foreach (var example in Read(read.Journal.Directory))
                Console.WriteLine(ExampleFile.Format(example));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static List<TaughtExample> Read(string directory) => new ExampleFile(Path.Combine(directory, ExampleFile.FileName), CommandLine.Fail).Load();

    private static int Ask(Option<string> config, ParseResult parsed, Func<NameTable, CommandRequest> request) => CommandCommand.WithNames(
        parsed.GetRequiredValue(config), (socket, names) => CommandCommand.Report(CommandCommand.Ask(socket, request(names))));

    private static Argument<string> Camera() => new("CAMERA") { Description = "The camera." };

    private static Argument<string> Label() => new("LABEL") { Description = "One of the names in its configuration's then[].teach." };
}
