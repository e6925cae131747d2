using System.Collections.Immutable;
using System.CommandLine;
using EdgeDaemon.Capture;
using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Inferring;

namespace EdgeDaemon.Cli;

/// <summary>
/// <c>edgedaemon check</c>: everything that can be said about a configuration without opening a camera. Models are loaded, and tried as the daemon tries them;
/// one whose results cannot be what it means is warned of.
/// </summary>
internal static class CheckCommand
{
    /// <summary>For the runs that tell whether a model's results make sense, each model; those that would take longer do without.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var config = CommonOptions.Config();
        var command = new Command("check", "Check the configuration and the models it names; exit 78 when something is wrong.") { config };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(config)));
        return command;
    }

    private static int Run(string path)
    {
        if (ConfigFile.LoadOrExplain(path) is not { } config || !IsInOrder(config, YamlDocument.Load(path), path))
            return ExitCodes.Config;
        var cameras = string.Join(", ", config.Cameras.Select(camera => $"'{camera.Name}'"));
        Console.WriteLine($"{path}: in order. Device '{config.DeviceId}', cameras {cameras}, broker {config.Mqtt.Host}:{config.Mqtt.Port}.");
        return ExitCodes.Ok;
    }

    /// <summary>Looks at what a sound configuration names, and says on stderr what is wrong with it.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="document">What it was read from.</param>
    /// <param name="path">The file that messages name.</param>
    public static bool IsInOrder(DaemonConfig config, YamlDocument document, string path)
    {
        var faults = ModelFaults(config, document, path).Concat(AddressFaults(config)).ToList();
        faults.ForEach(Console.Error.WriteLine);
        return faults.Count == 0;
    }

    /// <summary>Files that hold no address of a camera. They are often for the ingest process alone: one that may not be read here is a warning.</summary>
    private static IEnumerable<string> AddressFaults(DaemonConfig config)
    {
        foreach (var source in config.Cameras.Select(camera => camera.Source).OfType<NetworkSourceConfig>())
        {
            var fault = "";
            try
            {
                CameraAddress.Read(source, _ => { });
            }
            catch (FrameSourceException e) when (e.InnerException is FormatException)
            {
                fault = e.Message;
            }
            catch (FrameSourceException e)
            {
                Console.Error.WriteLine($"warning: {e.Message}");
            }

            if (fault.Length > 0)
                yield return fault;
        }
    }

    /// <summary>Models that cannot be used, and cameras whose models do not fit what is asked of them.</summary>
    private static IEnumerable<string> ModelFaults(DaemonConfig config, YamlDocument document, string path)
    {
        var (catalog, trials) = (new ModelCatalog(config), TriedModels.TrialsOfTools(config));
        var sessions = new OnnxSessionFactory(trials);
        var sound = new Dictionary<string, ModelBundle>();
        var faults = new List<string?>();
        foreach (var name in ModelCatalog.NamesIn(config))
            faults.Add(FaultOf(() =>
            {
                var bundle = catalog.Open(name);
                ModelRunner.Load(sessions, bundle, config.InferenceThreads).Dispose();
                sound[name] = bundle;
                if (ModelFile.WithScenes(scenes => Plausibility.ObjectionTo(bundle, trials, scenes, Patience)) is { Length: > 0 } objection)
                    Console.Error.WriteLine($"warning: {path}{(document.LineOf(name, "cameras") is { } line ? $":{line}" : "")}: model '{name}' is hardly read as it is meant: {objection}. Look at a picture of yours with 'edgedaemon predict', and at decoder and input in {Path.Combine(bundle.Directory, ModelManifest.FileName)}.");
                if (bundle.Labels.WithoutLatin.Count() is > 0 and var count)
                    Console.Error.WriteLine($"warning: {count} labels of model '{name}' cannot be written in Latin letters, such as '{bundle.Labels.WithoutLatin.First()}': their topics are class_N.");
            }, _ => document.LineOf(name, "cameras")));
        for (var i = 0; i < config.Cameras.Length; i++)
        {
            var (camera, place) = (config.Cameras[i], i);
            var then = camera.Then.Select(second => sound.GetValueOrDefault(second.Model)).OfType<ModelBundle>().ToImmutableArray();
            if (camera.Model is { } name && sound.TryGetValue(name, out var model) && then.Length == camera.Then.Length)
                faults.Add(FaultOf(() => ModelFit.Check(camera, model, then), e => document.LineOf((e as ModelMisfitException)?.Subject ?? name, "cameras", place)));
        }

        return faults.OfType<string>();

        string? FaultOf(Action check, Func<InferenceException, int?> lineOf)
        {
            try
            {
                check();
                return null;
            }
            catch (InferenceException e)
            {
                // A model that the file does not name, as that of camera health by default, has no line.
                return lineOf(e) is { } line ? $"{path}:{line}: {e.Message}" : $"{path}: {e.Message}";
            }
        }
    }
}
