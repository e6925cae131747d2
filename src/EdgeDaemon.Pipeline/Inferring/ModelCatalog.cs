using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Inference.Models;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>The folder with the model bundles.</summary>
internal sealed class ModelCatalog(string directory)
{
    /// <summary>Opens and verifies a bundle.</summary>
    /// <exception cref="ModelBundleException">It is missing, incomplete, damaged or wrong; the message says what and where.</exception>
    public ModelBundle Open(string name)
    {
        var folder = Path.Combine(directory, name);
        return Directory.Exists(folder) ? ModelBundle.Open(folder)
            : throw new ModelBundleException($"model '{name}' is not in '{directory}'. {NearestName.Suggest(name, Names())}");
    }

    /// <summary>The names of the bundles in it, in order.</summary>
    public string[] Names() => !Directory.Exists(directory) ? []
        : [.. Directory.GetDirectories(directory).Where(folder => File.Exists(Path.Combine(folder, ModelManifest.FileName))).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    /// <summary>Every model that a configuration names, once.</summary>
    public static IEnumerable<string> NamesIn(DaemonConfig config) =>
        config.Cameras
            .SelectMany(camera => camera.Then.Select(second => second.Model).Prepend(camera.Health?.Model).Prepend(camera.Model))
            .OfType<string>()
            .Distinct();
}
