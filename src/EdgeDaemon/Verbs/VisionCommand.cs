using System.CommandLine;
using EdgeDaemon.Cli;
using EdgeDaemon.Inference;
using EdgeDaemon.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeDaemon.Verbs;

/// <summary><c>edgedaemon vision</c>: the process that sees the cameras, as systemd runs it.</summary>
internal static class VisionCommand
{
    /// <summary>The verb.</summary>
    /// <param name="compose">Puts the process together.</param>
    public static Command Create(Func<VisionStart, VisionLoop> compose)
    {
        var config = CommonOptions.Config();
        var supervised = CommonOptions.Supervised();
        var command = new Command("vision", "Run the process that sees the cameras; it has no network. SIGHUP reloads the configuration.")
        {
            config,
            supervised,
        };
        command.SetAction(parsed => Run(compose, parsed.GetRequiredValue(config), parsed.GetValue(supervised)));
        return command;
    }

    private static int Run(Func<VisionStart, VisionLoop> compose, string path, bool supervised)
    {
        if (ConfigFile.LoadOrExplain(path) is not { } config)
        {
            ServiceManager.Current.Status($"The configuration '{path}' is wrong: 'edgedaemon check' says where.");
            return ExitCodes.Config;
        }

        try
        {
            return WorkerHost.Run<VisionWorker>(
                new WorkerHostOptions { LogLevel = new LogLevelSwitch(config.LogLevel), Supervised = supervised },
                services => services.AddSingleton(compose).AddSingleton(new ConfigSource(config, path)));
        }
        catch (InferenceException failure)
        {
            ServiceManager.Current.Status(failure.Message);
            // No fault of the configuration: the library may be there at the next start.
            if (CommandFailure.IsWithoutLibrary(failure))
                throw;
            // A restart would not help: the configuration names a model that cannot be used.
            CommandLine.Fail(failure.Message);
            return ExitCodes.Config;
        }
    }
}
