using System.CommandLine;
using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Inference;
using EdgeDaemon.Pipeline;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon check</c>: everything that can be said about a configuration without starting anything.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var command = new Command("check", "Check the configuration and the models it names; exit 78 when something is wrong.") { config };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(config)));
        return command;
    }

    private static int Run(string path)
    {
        if (ConfigFile.LoadOrExplain(path) is not { } config)
            return ExitCodes.Config;
        var faults = ModelFaults(config).ToList();
        foreach (var fault in faults)
            Console.Error.WriteLine(fault);
        if (faults.Count > 0)
            return ExitCodes.Config;
        var cameras = string.Join(", ", config.Cameras.Select(camera => $"'{camera.Name}'"));
        Console.WriteLine($"{path}: in order. Device '{config.DeviceId}', cameras {cameras}, broker {config.Mqtt.Host}:{config.Mqtt.Port}.");
        return ExitCodes.Ok;
    }

    private static IEnumerable<string> ModelFaults(DaemonConfig config)
    {
        var catalog = new ModelCatalog(config.ModelsDirectory);
        foreach (var name in ModelCatalog.NamesIn(config))
        {
            string? fault = null;
            try
            {
                catalog.Open(name);
            }
            catch (InferenceException e)
            {
                fault = e.Message;
            }

            if (fault is not null)
                yield return fault;
        }
    }
}
