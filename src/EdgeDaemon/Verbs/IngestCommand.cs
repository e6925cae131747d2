using System.CommandLine;
using EdgeDaemon.Cli;
using EdgeDaemon.Configuration;
using EdgeDaemon.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeDaemon.Verbs;

/// <summary><c>edgedaemon ingest</c>: the process that reads one network camera, as <c>edgedaemon-ingest@CAMERA.service</c> runs it.</summary>
internal static class IngestCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var supervised = CommonOptions.Supervised();
        var camera = new Argument<string>("CAMERA") { Description = "Name of the camera in the configuration; its source is of type network." };
        var command = new Command("ingest", "Read one network camera and hand its frames to the vision process, which has no network.")
        {
            camera,
            config,
            supervised,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(config), parsed.GetRequiredValue(camera), parsed.GetValue(supervised)));
        return command;
    }

    private static int Run(string path, string name, bool supervised)
    {
        if (ConfigFile.LoadOrExplain(path) is not { } config)
            return ExitCodes.Config;
        if (config.Cameras.FirstOrDefault(c => c.Name == name)?.Source is not NetworkSourceConfig source)
        {
            // A restart would not help: the unit's name and the configuration disagree.
            var there = string.Join(", ", config.Cameras.Where(c => c.Source is NetworkSourceConfig).Select(c => $"'{c.Name}'"));
            CommandLine.Fail($"'{path}' has no camera '{name}' with a source of type network; it has {(there.Length > 0 ? there : "none at all")}.");
            return ExitCodes.Config;
        }

        return WorkerHost.Run<IngestWorker>(
            new WorkerHostOptions { LogLevel = new LogLevelSwitch(config.LogLevel), Supervised = supervised },
            services => services.AddSingleton(new NetworkCameraSource(name, source)));
    }
}
