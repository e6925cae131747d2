using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Naming;

namespace EdgeDaemon.Publisher.View;

/// <summary>
/// Labels as the models' label files write them, for people to read: topics have slugs. Only for names that are shown; a label of an older
/// model is shown as its slug.
/// </summary>
internal sealed class LabelTitles
{
    private readonly Dictionary<(string Camera, string Label), string> _titles = [];

    /// <summary>No titles: labels are shown as slugs.</summary>
    public static LabelTitles None { get; } = new();

    /// <summary>Those of the configured models. A label file that cannot be read has none.</summary>
    public static LabelTitles Read(DaemonConfig config)
    {
        var titles = new LabelTitles();
        foreach (var camera in config.Cameras.Where(camera => camera.Model is not null))
        {
            try
            {
                var file = LabelFile.Read(LabelFile.PathOf(config.ModelsDirectory, camera.Model!));
                for (var i = 0; i < file.Names.Length; i++)
                    titles._titles[(camera.Name, file.Slugs[i])] = file.Names[i];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                // Whoever needs the labels themselves has said so.
            }
        }

        return titles;
    }

    /// <summary>What people call a label of a camera.</summary>
    public string Of(string camera, string label) => _titles.GetValueOrDefault((camera, label), label);
}
