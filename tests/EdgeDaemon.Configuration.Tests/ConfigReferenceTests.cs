using EdgeDaemon.TestKit;

namespace EdgeDaemon.Configuration.Tests;

public class ConfigReferenceTests
{
    [Fact]
    public void ToMarkdown_IsWhatTheRepositoryHolds()
    {
        var path = Path.Combine(Assets.RepositoryRoot, "docs", "config.md");
        var made = ConfigReference.ToMarkdown();
        if (Environment.GetEnvironmentVariable("EDGEDAEMON_UPDATE_DOCS") == "1")
            File.WriteAllText(path, made);

        Assert.True(File.Exists(path) && File.ReadAllText(path) == made,
            "docs/config.md is not what ConfigReference makes; run this test once with EDGEDAEMON_UPDATE_DOCS=1 and commit the file.");
    }
}
