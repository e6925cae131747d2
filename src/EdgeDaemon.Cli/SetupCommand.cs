using System.CommandLine;
using System.Globalization;
using EdgeDaemon.Cli.Setup;
using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Pipeline.Inferring;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Cli;

/// <summary>
/// <c>edgedaemon setup</c>: asks for broker, user, camera, model and Home Assistant, or takes them from options; shows what it would change in the
/// configuration, and writes what passes <c>check</c>. Comments stay.
/// </summary>
internal static class SetupCommand
{
    private const string HealthModel = "camera-health";

    public static Command Create()
    {
        var config = CommonOptions.Config();
        var broker = Text("--broker", "HOST", "The broker: HOST, HOST:PORT, or mqtts://HOST:PORT for TLS.");
        var authority = Text("--ca-file", "FILE", "PEM file with the authorities to trust, for a broker with a certificate of one's own.");
        var user = Text("--user", "NAME", "User at the broker; -: none.");
        var password = Text("--password-file", "FILE", "File whose first line is the user's password; -: the first line of standard input.");
        var name = Text("--name", "CAMERA", "The camera that is set up, by its name in the file; another name adds one. Default: the first.");
        var camera = Text("--camera", "SOURCE", "Its source: a path such as /dev/video0, an address such as rtsp://…, or a section such as '{type: scene}'.");
        var model = Text("--model", "NAME", "Its model.");
        var title = Text("--title", "TEXT", "What people call it: Front door.");
        var hub = new Option<bool?>("--home-assistant") { Description = "Makes the device appear in Home Assistant (false: no longer)." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Ask nothing: what no option says stays as it is." };
        var dry = new Option<bool>("--dry-run") { Description = "Show what would change, and write nothing." };
        var start = new Option<bool?>("--start") { Description = "Restart the services, run 'doctor' and wait for the first label (false: do not ask)." };
        var wait = new Option<int>("--wait") { Description = "How long the first label is waited for, seconds.", HelpName = "SECONDS", DefaultValueFactory = _ => 120 };
        var command = new Command("setup", "Set the device up: asks for broker, camera and Home Assistant, shows what it would change, and writes the configuration.")
        {
            config, broker, authority, user, password, name, camera, model, title, hub, yes, dry, start, wait,
        };
        command.SetAction(parsed =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(config));
            // The console's own reader and stream show by themselves what is typed, passwords too.
            using var input = new StreamReader(new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0));
            var dialog = new SetupDialog(input, Console.Error, !Console.IsInputRedirected, parsed.GetValue(yes));
            var draft = new ConfigDraft(path);
            if (YamlDocument.Parse(draft.After, path).Errors is { Count: > 0 } broken)
                return Refuse(broken.Sorted());
            draft.ChooseCamera(parsed.GetValue(name));
            AskBroker(draft, dialog, parsed.GetValue(broker), parsed.GetValue(authority), parsed.GetValue(user), parsed.GetValue(password) is { } file ? FirstLine(file, input) : null);
            AskCamera(draft, dialog, parsed.GetValue(camera));
            AskModel(draft, dialog, parsed.GetValue(model));
            draft.IsDiscovered = dialog.Confirm("Appear in Home Assistant", hub.Name, parsed.GetValue(hub), draft.IsDiscovered);
            if (draft.IsDiscovered || parsed.GetValue(title) is not null)
                draft.Title = dialog.Ask("What people call the camera", title.Name, parsed.GetValue(title), draft.Title, answer => answer);
            return Finish(draft, dialog, path, parsed.GetValue(yes), parsed.GetValue(dry), parsed.GetValue(start), TimeSpan.FromSeconds(parsed.GetValue(wait)));
        });
        return command;
    }

    private static Option<string?> Text(string name, string help, string description) => new(name) { Description = description, HelpName = help };

    private static void AskBroker(ConfigDraft draft, SetupDialog dialog, string? broker, string? authority, string? user, string? password)
    {
        draft.Broker = dialog.Ask("Broker: a host, host:port, or mqtts://host for TLS", "--broker", broker, draft.Broker.ToString(), BrokerAddress.Parse);
        if (authority is not null)
            draft.SetAuthority(authority);
        // An empty answer keeps what is there; "-" takes it away.
        draft.User = dialog.Ask("User at the broker, - for none", "--user", user, draft.User is { Length: > 0 } known ? known : "-", answer => answer == "-" ? "" : answer);
        if (draft.User.Length == 0)
            return;
        password ??= dialog.AskSecret("Password, which is not shown (empty: as it is)", "--password-file");
        if (password is not null)
            draft.SetPassword(password);
    }

    private static string FirstLine(string file, TextReader input)
    {
        using var reader = file == "-" ? null : new StreamReader(file);
        return (reader ?? input).ReadLine() is { Length: > 0 } line ? line : throw new FormatException($"'{file}' holds no password: its first line is empty. Write the password there.");
    }

    private static void AskCamera(ConfigDraft draft, SetupDialog dialog, string? given)
    {
        var found = given is null || !(given.StartsWith('{') || given.Contains("://", StringComparison.Ordinal)) ? FoundCamera.List() : [];
        for (var i = 0; given is null && i < found.Count; i++)
            dialog.Tell($"  {i + 1}  {found[i].Title}");
        var isThere = draft.SourceType is not (null or "v4l2") || found.Any(camera => camera.Paths.Contains(draft.SourceTarget));
        var proposal = isThere || found.Count == 0 ? draft.SourceTarget : "1";
        dialog.Ask<object?>(found.Count > 0 ? "Camera: a number, a path, or an address such as rtsp://…" : "Camera (none is plugged in): a path, or an address such as rtsp://…", "--camera", given, proposal, answer =>
        {
            if (answer == draft.SourceTarget)
                return null;
            if (int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                draft.SetSource(number > 0 && number <= found.Count ? found[number - 1].Source : throw new FormatException($"There is no camera {number}; there are {found.Count}."));
            else if (answer.Contains("://", StringComparison.Ordinal))
                draft.SetAddress(CameraAddressRules.FindFault(answer) is not { } fault ? answer : throw new FormatException($"The address {fault.Problem}. {fault.Remedy}"));
            else if (answer.StartsWith('/'))
                draft.SetSource(found.FirstOrDefault(camera => camera.Paths.Contains(answer))?.Source ?? ConfigSchema.Format(new V4l2SourceConfig { Device = answer }));
            else if (answer.StartsWith('{'))
                draft.SetSource(answer);
            else
                throw new FormatException($"'{CommandLine.Printable(answer)}' is no camera. Write its number, a path such as /dev/video0, an address such as rtsp://…, or a section such as '{{type: scene}}'.");
            return null;
        });
    }

    /// <summary>Where there is nothing to choose, nothing is asked.</summary>
    private static void AskModel(ConfigDraft draft, SetupDialog dialog, string? given)
    {
        var names = ModelCatalog.BundlesIn(draft.ModelsDirectory).Where(name => CanBeFirst(draft.ModelsDirectory, name)).ToList();
        var proposal = draft.Model ?? names.FirstOrDefault();
        if (given is null && (proposal is null || names is [var only] && only == proposal))
            given = proposal;
        else if (given is null)
            dialog.Tell($"  {string.Join(", ", names)}");
        if (given is not null || proposal is not null)
            draft.Model = dialog.Ask("Model", "--model", given, proposal, answer => names.Count == 0 || names.Contains(answer) ? answer
                : throw new FormatException($"There is no model '{CommandLine.Printable(answer)}'. {NearestName.Suggest(answer, names)}"));
    }

    /// <summary>Does a model find things, rather than judge pictures or compare?</summary>
    private static bool CanBeFirst(string directory, string name)
    {
        try
        {
            return name != HealthModel && ModelBundle.Open(Path.Combine(directory, name)).Manifest.Task != ModelTask.Embedding;
        }
        catch (InferenceException)
        {
            return false;
        }
    }

    private static int Finish(ConfigDraft draft, SetupDialog dialog, string path, bool isSilent, bool isDry, bool? start, TimeSpan wait)
    {
        if (draft.IsChanged)
        {
            Console.Out.Write(LineDifference.Between(draft.Before, draft.After));
            foreach (var file in draft.SecretFiles)
                Console.Out.WriteLine($"a secret goes into {file} (mode 600)");
        }
        else
        {
            Console.Out.WriteLine($"{path}: nothing changes");
        }

        var result = ConfigLoader.Parse(draft.After, path);
        if (result.Config is not { } config)
            return Refuse(result.Errors);
        if (!CheckCommand.IsInOrder(config, YamlDocument.Parse(draft.After, path), path))
            return ExitCodes.Config;
        if (isDry)
            return ExitCodes.Ok;
        if (draft.IsChanged)
        {
            if (!isSilent && !dialog.Confirm($"Write {path}", "--yes", null, proposal: true))
            {
                Console.Error.WriteLine("Nothing was written.");
                return ExitCodes.NotInOrder;
            }

            draft.Write();
            Console.Out.WriteLine($"{path}: written{(draft.Before.Length > 0 && draft.Before != draft.After ? $"; as it was: {path}.last" : "")}");
        }

        return dialog.Confirm("Restart the services and wait for the first label", "--start", start, proposal: !isSilent)
            ? FirstLabel.Await(path, config, draft.Camera, wait) : ExitCodes.Ok;
    }

    private static int Refuse(IEnumerable<YamlError> errors)
    {
        foreach (var error in errors)
            Console.Error.WriteLine(error);
        return ExitCodes.Config;
    }
}
