using EdgeDaemon.TestKit;

namespace EdgeDaemon.Tests.Docs;

/// <summary>Files of source that the README shows: each stands there as it is, and fits on a screen.</summary>
public sealed class QuotedSourceTests
{
    private const int LinesOfAScreen = 50;

    [Theory]
    [InlineData("src/EdgeDaemon/Program.cs")]
    [InlineData("src/EdgeDaemon.Pipeline/CameraRig.cs")]
    public void Readme_QuotesTheFile_AsItIs(string path)
    {
        var source = File.ReadAllText(Path.Combine(Assets.RepositoryRoot, path)).Trim();

        Assert.Equal(source, QuoteOf(path));
        Assert.InRange(source.Split('\n').Length, 10, LinesOfAScreen);
    }

    /// <summary>The block of code behind the line that names the file.</summary>
    private static string QuoteOf(string path)
    {
        var readme = File.ReadAllText(Path.Combine(Assets.RepositoryRoot, "README.md"));
        var heading = $"[`{path}`]({path}):\n\n```csharp\n";
        var start = readme.IndexOf(heading, StringComparison.Ordinal);
        Assert.True(start >= 0, $"README.md does not quote '{path}' behind '{heading.TrimEnd()}'.");
        start += heading.Length;
        return readme[start..readme.IndexOf("\n```\n", start, StringComparison.Ordinal)].Trim();
    }
}
