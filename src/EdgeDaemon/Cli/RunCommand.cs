using System.CommandLine;
using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Hosting;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon run</c>: both processes under one roof.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var command = new Command("run", "Run the vision process and the publisher side by side (development, containers).") { config };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(config)));
        return command;
    }

    private static int Run(string path)
    {
        // Told once, here, rather than by both children.
        if (ConfigFile.LoadOrExplain(path) is not { } config)
            return ExitCodes.Config;
        using var logging = DaemonLogging.Create(new LogLevelSwitch(config.LogLevel));
        using var stop = new StopSignal(supervised: false);
        var networkCameras = config.Cameras.Where(c => c.Source is NetworkSourceConfig).Select(c => c.Name).ToList();
        return new Supervisor(path, networkCameras, logging.CreateLogger("run")).RunAsync(stop.Token).GetAwaiter().GetResult();
    }
}
