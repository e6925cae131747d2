using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Inference.Models;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>The folder with the model bundles, and whose bundles are taken from it.</summary>
internal sealed class ModelCatalog
{
    private readonly string _directory;
    private readonly Lazy<ModelTrust> _trust;

    /// <summary>That of a configuration, which says whose bundles are taken.</summary>
    public ModelCatalog(DaemonConfig config) => (_directory, _trust) = (config.ModelsDirectory, new(() => ModelTrust.Of(config)));

    /// <summary>A folder that a tool was given: anybody's bundles are taken.</summary>
    public ModelCatalog(string directory) => (_directory, _trust) = (directory, new(ModelTrust.Anybody));

    /// <summary>Opens and verifies the bundle in use.</summary>
    /// <exception cref="ModelBundleException">It is missing, incomplete, damaged, wrong, or not signed as it must be; the message says what and where.</exception>
    public ModelBundle Open(string name) => Open(name, Path.Combine(_directory, name));

    /// <summary>Opens and verifies one version of a bundle.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folder">One of <see cref="FoldersOf"/>.</param>
    /// <exception cref="ModelBundleException">As for <see cref="Open(string)"/>.</exception>
    public ModelBundle Open(string name, string folder)
    {
        return Directory.Exists(folder) ? new ModelVersions(_directory, name).Open(folder, _trust.Value)
            : throw new ModelBundleException($"model '{name}' is not in '{_directory}'. {NearestName.Suggest(name, BundlesIn(_directory))}");
    }

    /// <summary>Where the versions of a model are: that in use, and those that were there before it, the newest first.</summary>
    public ImmutableArray<string> FoldersOf(string name)
    {
        try
        {
            return [Path.Combine(_directory, name), .. new ModelVersions(_directory, name).Usable().Skip(1).Select(version => version.Folder)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [Path.Combine(_directory, name)];
        }
    }

    /// <summary>The names of the bundles in a folder, in order.</summary>
    public static string[] BundlesIn(string directory) => !Directory.Exists(directory) ? []
        : [.. Directory.GetDirectories(directory).Where(folder => File.Exists(Path.Combine(folder, ModelManifest.FileName))).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    /// <summary>Every model that a configuration names, once.</summary>
    public static IEnumerable<string> NamesIn(DaemonConfig config) => config.Cameras.SelectMany(PlacesOf).Select(place => place.Name).Distinct();

    /// <summary>The models of a camera, each with its place in <see cref="Contracts.Records.ModelChange"/>.</summary>
    public static IEnumerable<(string Name, byte Place)> PlacesOf(CameraConfig camera) =>
        camera.Then.Select((second, i) => ((string?)second.Model, (byte)(i + 1)))
            .Prepend((camera.Health?.Model, Contracts.Records.ModelChange.Health))
            .Prepend((camera.Model, Contracts.Records.ModelChange.Own))
            .Where(place => place.Item1 is not null).Select(place => (place.Item1!, place.Item2));
}
