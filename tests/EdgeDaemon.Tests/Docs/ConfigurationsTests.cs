using System.Text.RegularExpressions;
using EdgeDaemon.TestKit;
using EdgeDaemon.Tests.EndToEnd;

namespace EdgeDaemon.Tests.Docs;

/// <summary>Every configuration that people are shown passes <c>check</c> with the bundled models.</summary>
public sealed partial class ConfigurationsTests
{
    private const string Base = "mqtt: {host: broker}\ncameras:\n  - name: porch\n    model: person-vehicle-animal\n    source: {type: scene}\n";

    public static TheoryData<string> Shown()
    {
        var shown = new TheoryData<string>();
        foreach (var file in Files("deploy", "*.yaml").Where(file => Read(file).Contains("\ncameras:", StringComparison.Ordinal)))
            shown.Add(file);
        foreach (var page in Files("docs", "*.md").Append("README.md").Append("models/README.md"))
        {
            for (var i = 0; i < Blocks(page).Length; i++)
                shown.Add($"{page}#{i}");
        }

        shown.Add("deploy/edgedaemon.example.yaml uncommented");
        return shown;
    }

    [Theory]
    [MemberData(nameof(Shown))]
    public void Check_ShownConfiguration_IsInOrder(string shown)
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["edgedaemon.yaml"], Here(TextOf(shown)));

        var (code, output, errors) = DaemonProcess.Run("check", "--config", folder["edgedaemon.yaml"]);

        Assert.True(code == 0, errors);
        Assert.Contains("in order", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Shown_Configurations_AreFound() => Assert.InRange(Shown().Count, 8, 100);

    private static string TextOf(string shown)
    {
        if (shown.EndsWith(" uncommented", StringComparison.Ordinal))
            return CommentedKey().Replace(Read(shown[..^" uncommented".Length]), "$1");
        if (shown.Split('#') is not [var page, var number])
            return Read(shown);
        var block = Blocks(page)[int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)];
        if (block.Contains("cameras:", StringComparison.Ordinal))
            return block;

        // A part of one: a section of its own, or something that belongs to a camera.
        var lines = block.Split('\n');
        var indent = lines[0].Length - lines[0].TrimStart().Length;
        var key = lines[0].Trim().Split(':')[0];
        return key is "mqtt" or "device" or "journal" or "models" or "commands" or "location" or "gpio"
            ? Without(Base, key) + block
            : Base + string.Concat(lines.Select(line => "    " + line[Math.Min(indent, line.Length)..] + "\n"));
    }

    /// <summary>With the models of this repository, and nothing written outside of the test's folder.</summary>
    private static string Here(string text) => Without(Without(text, "models"), "journal")
        + $"\nmodels: {{directory: {Path.Combine(Assets.RepositoryRoot, "models")}}}\njournal: {{directory: journal, cursor_directory: cursor}}\n";

    private static string Without(string text, string section) => Regex.Replace(text, $@"^{section}:.*\n([ #].*\n|\n)*", "", RegexOptions.Multiline);

    private static string[] Blocks(string page) => [.. Block().Matches(Read(page)).Select(match => match.Groups[1].Value)];

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Assets.RepositoryRoot, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Assets.RepositoryRoot, file)).Order(StringComparer.Ordinal);

    private static string Read(string file) => File.ReadAllText(Path.Combine(Assets.RepositoryRoot, file));

    [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^( *)#(?=[a-z-])", RegexOptions.Multiline)]
    private static partial Regex CommentedKey();
}
