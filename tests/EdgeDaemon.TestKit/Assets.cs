using Xunit;

namespace EdgeDaemon.TestKit;

/// <summary>
/// The real models, labelled pictures and reference outputs that tests use where they are present. They are looked for in
/// the folder named by <c>EDGEDAEMON_ASSETS</c>, else in <c>shared/assets</c> beside the repository. They are never part of it.
/// </summary>
public static class Assets
{
    /// <summary>The repository's root folder.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    private static string Root =>
        Environment.GetEnvironmentVariable("EDGEDAEMON_ASSETS") is { Length: > 0 } named
            ? named
            : Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "assets"));

    /// <summary>Full path of an asset; skips the running test, saying why, where it is not to be had.</summary>
    public static string Require(params string[] relativePath)
    {
        var path = Path.Combine([Root, .. relativePath]);
        if (!File.Exists(path) && !Directory.Exists(path))
            Assert.Skip($"The test asset '{Path.Combine(relativePath)}' is not on this machine (set EDGEDAEMON_ASSETS to the assets folder).");
        return path;
    }

    private static string FindRepositoryRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "EdgeDaemon.sln")))
                return folder;
        }

        throw new InvalidOperationException($"No EdgeDaemon.sln above {AppContext.BaseDirectory}: tests run from inside the repository.");
    }
}
