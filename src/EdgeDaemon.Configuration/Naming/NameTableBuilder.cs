using System.Collections.Immutable;
using EdgeDaemon.Contracts.Naming;

namespace EdgeDaemon.Configuration.Naming;

/// <summary>Makes the name table that both processes agree on, out of what both of them read.</summary>
public static class NameTableBuilder
{
    /// <summary>
    /// The cameras in the order of the configuration, each with all labels of its model: a filter on labels is live and so no
    /// part of the names. Its sub-labels are all labels of its second models, one model after the other (those of a model that
    /// makes vectors too, though no record will name them: what a model is for does not stand in its label file), each followed by
    /// what that one can be taught. Health models have no labels here; a record states health by number.
    /// </summary>
    /// <param name="config">The configuration.</param>
    /// <param name="labelsOf">
    /// The labels of a model as slugs (<see cref="LabelFile.Slugs"/>), by the name of its bundle; called once per model.
    /// </param>
    /// <exception cref="ArgumentException">A model has more labels than a record can name.</exception>
    public static NameTable Build(DaemonConfig config, Func<string, ImmutableArray<string>> labelsOf)
    {
        var labels = config.Cameras.SelectMany(ModelsOf).Distinct().ToDictionary(model => model, labelsOf);
        return new NameTable([.. config.Cameras.Select(camera =>
            new CameraNames(camera.Name, camera.Model ?? "", camera.Model is null ? [] : labels[camera.Model], [.. camera.Zones.Select(zone => zone.Name)])
            {
                SubLabels = [.. camera.Then.SelectMany(second => labels[second.Model].Concat(second.Teach))],
            })]);
    }

    /// <summary>As the other one, with the labels of <c>MODELS/MODEL/labels.txt</c>.</summary>
    /// <exception cref="InvalidDataException">A label file is not one, see <see cref="LabelFile.Read"/>.</exception>
    /// <exception cref="IOException">A label file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A label file may not be read.</exception>
    public static NameTable Build(DaemonConfig config) =>
        Build(config, model => LabelFile.Read(LabelFile.PathOf(config.ModelsDirectory, model)).Slugs);

    /// <summary>
    /// The tables that hold when one model runs in another version that is kept beside the one in use, whose labels may be others. What cannot be
    /// read gives none.
    /// </summary>
    public static IEnumerable<NameTable> BuildOthers(DaemonConfig config) =>
        from model in config.Cameras.SelectMany(ModelsOf).Distinct()
        from folder in ModelFolders.Of(config.ModelsDirectory, model).Skip(1)
        let table = TryBuild(config, name => LabelFile.Read(name == model ? Path.Combine(folder, LabelFile.FileName) : LabelFile.PathOf(config.ModelsDirectory, name)).Slugs)
        where table is not null
        select table;

    private static NameTable? TryBuild(DaemonConfig config, Func<string, ImmutableArray<string>> labelsOf)
    {
        try
        {
            return Build(config, labelsOf);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The start of the identity of every version of every model that is installed.</summary>
    public static ImmutableHashSet<ulong> Identities(DaemonConfig config) =>
        [.. config.Cameras.SelectMany(ModelsOf).Distinct().SelectMany(model => ModelFolders.Of(config.ModelsDirectory, model)).Select(ModelFolders.IdentityOf).OfType<ulong>()];

    private static IEnumerable<string> ModelsOf(CameraConfig camera) =>
        camera.Then.Select(second => second.Model).Prepend(camera.Model).OfType<string>();
}
