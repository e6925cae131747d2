using System.Collections.Immutable;
using System.CommandLine;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Inferring;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon check</c>: everything that can be said about a configuration without opening a camera. Models are loaded, and tried as the daemon tries them.</summary>
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

    /// <summary>Models that cannot be used, and cameras whose models do not fit what is asked of them.</summary>
    private static IEnumerable<string> ModelFaults(DaemonConfig config)
    {
        var (catalog, sessions) = (new ModelCatalog(config.ModelsDirectory), TriedModels.ForTools(config));
        var sound = new Dictionary<string, ModelBundle>();
        var faults = new List<string?>();
        foreach (var name in ModelCatalog.NamesIn(config))
            faults.Add(FaultOf(() =>
            {
                var bundle = catalog.Open(name);
                ModelRunner.Load(sessions, bundle, config.InferenceThreads).Dispose();
                sound[name] = bundle;
            }));
        foreach (var camera in config.Cameras)
        {
            var then = camera.Then.Select(second => sound.GetValueOrDefault(second.Model)).OfType<ModelBundle>().ToImmutableArray();
            if (camera.Model is { } name && sound.TryGetValue(name, out var model) && then.Length == camera.Then.Length)
                faults.Add(FaultOf(() => ModelFit.Check(camera, model, then)));
        }

        return faults.OfType<string>();
    }

    private static string? FaultOf(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (InferenceException e)
        {
            return e.Message;
        }
    }
}
