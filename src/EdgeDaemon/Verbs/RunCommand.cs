using System.CommandLine;
using EdgeDaemon.Cli;
using EdgeDaemon.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeDaemon.Verbs;

/// <summary><c>edgedaemon run</c>: both processes under one roof.</summary>
internal static class RunCommand
{
    // Its children stop one after the other, each within ten seconds or by force.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

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
        return WorkerHost.Run<SupervisorWorker>(
            new WorkerHostOptions { LogLevel = new LogLevelSwitch(config.LogLevel), StopTimeout = Patience },
            services => services.AddSingleton(new ConfigSource(config, path)));
    }
}
