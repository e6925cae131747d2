using EdgeDaemon.TestKit;

namespace EdgeDaemon.Inference.Tests.OnnxModel;

/// <summary>Models that somebody trained: those of the test assets and those that the daemon ships.</summary>
internal static class RealModels
{
    /// <summary>Their paths; the test is skipped where the assets are absent.</summary>
    public static string[] Paths() =>
    [
        .. Directory.GetFiles(Assets.Require("models"), "*.onnx"),
        .. Bundled(),
    ];

    /// <summary>The models in the repository.</summary>
    public static string[] Bundled() => Directory.GetFiles(Path.Combine(RepositoryRoot(), "models"), "model.onnx", SearchOption.AllDirectories);

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "EdgeDaemon.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests do not run inside the repository");
        return folder;
    }
}
