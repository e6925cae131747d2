using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>The folder with the model bundles.</summary>
internal sealed class ModelCatalog(string directory)
{
    /// <summary>Opens and verifies a bundle.</summary>
    /// <exception cref="ModelBundleException">It is missing, incomplete, damaged or wrong; the message says what and where.</exception>
    public ModelBundle Open(string name) => ModelBundle.Open(Path.Combine(directory, name));

    /// <summary>Every model that a configuration names, once.</summary>
    public static IEnumerable<string> NamesIn(DaemonConfig config) =>
        config.Cameras
            .SelectMany(camera => camera.Then.Select(second => second.Model).Prepend(camera.Health?.Model).Prepend(camera.Model))
            .OfType<string>()
            .Distinct();
}
