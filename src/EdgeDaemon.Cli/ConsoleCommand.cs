using System.CommandLine;
using System.Diagnostics;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon console</c>: how to reach the console of this device from another machine; where systemd does not run one, it is started.</summary>
internal static class ConsoleCommand
{
    private const string ServiceSocket = "/run/edgedaemon-console/console.sock";
    private const int Port = 8080;

    public static Command Create()
    {
        var config = CommonOptions.Config();
        var listen = new Option<string?>("--listen") { Description = "Start a console of one's own on this Unix socket, in a folder that only its owner may enter.", HelpName = "PATH" };
        var command = new Command("console", "Say how to reach the console, the pages of this device; it is started here where its service is not.") { config, listen };
        command.SetAction(parsed => Run(Path.GetFullPath(parsed.GetRequiredValue(config)), parsed.GetValue(listen)));
        return command;
    }

    private static int Run(string config, string? listen)
    {
        if (listen is null && File.Exists(ServiceSocket))
        {
            Say(ServiceSocket);
            Console.WriteLine("Who is in the group edgedaemon-console may: sudo adduser USER edgedaemon-console");
            return ExitCodes.Ok;
        }

        if (ConfigFile.LoadOrExplain(config) is null)
            return ExitCodes.Config;
        var socket = Path.GetFullPath(listen ?? Path.Combine(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } own ? own : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".edgedaemon-console", "console.sock"));
        using var console = Process.Start(PublisherExecutable.Require("edgedaemon-console"), ["--config", config, "--listen", socket]);
        Say(socket);
        console.WaitForExit();
        return console.ExitCode;
    }

    private static void Say(string socket) => Console.WriteLine(
        $"On the machine with the browser:\n  ssh -N -L {Port}:{socket} {Environment.UserName}@{Environment.MachineName}\nand open http://localhost:{Port}/ there.");
}
