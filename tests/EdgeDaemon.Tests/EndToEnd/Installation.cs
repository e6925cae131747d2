using EdgeDaemon.Capture.Png;
using EdgeDaemon.Configuration;
using EdgeDaemon.Journal;
using EdgeDaemon.Scenes;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>A device in a temporary folder: configuration, journal, and the models that the repository bundles.</summary>
internal sealed class Installation : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly string _models;

    /// <summary>Writes a configuration.</summary>
    /// <param name="port">Port of the broker on 127.0.0.1.</param>
    /// <param name="camera">The keys of its one camera, <c>porch</c>, below its name.</param>
    /// <param name="models">Folder of the models; null: those that the repository bundles.</param>
    public Installation(int port, string camera, string? models = null)
    {
        _models = models ?? BundledModels;
        Configure(port, camera);
    }

    /// <summary>Path of <c>edgedaemon.yaml</c>.</summary>
    public string ConfigPath => _folder["edgedaemon.yaml"];

    /// <summary>Path of something in the folder.</summary>
    public string this[params string[] relativePath] => _folder[relativePath];

    /// <summary>The configuration as both processes read it.</summary>
    public DaemonConfig Config => ConfigLoader.Load(ConfigPath) is { Config: { } config }
        ? config
        : throw new InvalidOperationException(string.Join('\n', ConfigLoader.Load(ConfigPath).Errors));

    /// <summary>The journal's places.</summary>
    public JournalOptions Journal => JournalOptions.From(Config.Journal);

    /// <summary>Folder of the bundled models.</summary>
    public static string BundledModels => Path.Combine(Assets.RepositoryRoot, "models");

    /// <summary>Writes another configuration.</summary>
    public void Configure(int port, string camera)
    {
        var indented = string.Join('\n', camera.ReplaceLineEndings("\n").Split('\n').Select(line => "    " + line));
        File.WriteAllText(ConfigPath, $"""
            device: {"{"}id: unit{"}"}
            models: {"{"}directory: "{_models}"{"}"}
            journal: {"{"}directory: journal, cursor_directory: cursor{"}"}
            mqtt: {"{"}host: 127.0.0.1, port: {port}{"}"}
            cameras:
              - name: porch
            {indented}

            """);
    }

    /// <summary>Draws pictures of a scene in the given conditions into a folder, and returns the folder.</summary>
    public string DrawPictures(params SceneCondition[] conditions)
    {
        var folder = _folder["pictures"];
        Directory.CreateDirectory(folder);
        for (var i = 0; i < conditions.Length; i++)
        {
            var options = new SceneOptions { Seed = 7, FramesPerSecond = null, Script = [new SceneScriptStep(conditions[i], 1)] };
            using var scene = new SceneSource(options, new FramePool(), TimeProvider.System);
            scene.Open();
            using var frame = scene.Read(CancellationToken.None)!;
            File.WriteAllBytes(Path.Combine(folder, $"{i:000}.png"), PngWriter.Encode(frame));
        }

        return folder;
    }

    public void Dispose() => _folder.Dispose();
}
