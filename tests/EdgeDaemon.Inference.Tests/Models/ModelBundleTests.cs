using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.Models;

public class ModelBundleTests
{
    [Fact]
    public void Open_SoundFolder_HoldsTheCheckedBytes()
    {
        using var folder = TestBundle.Create();
        var bundle = ModelBundle.Open(folder.Path);
        Assert.Equal(TestBundle.Model, bundle.Model.ToArray());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(TestBundle.Model)), bundle.Digest);
        Assert.Equal("colours", bundle.Manifest.Name);
        Assert.Equal(TestBundle.Labels, bundle.Labels.Names);
        Assert.Equal(folder.Path, bundle.Directory);
        Assert.Empty(bundle.GoldenCases);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("manifest.yaml")]
    [InlineData("labels.txt")]
    [InlineData("LICENSE")]
    public void Open_OneBitFlipped_NamesTheFile(string name)
    {
        using var folder = TestBundle.Create();
        File.WriteAllText(folder["LICENSE"], "Apache-2.0");
        BundleWriter.WriteDigests(folder.Path);
        var bytes = File.ReadAllBytes(folder[name]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(folder[name], bytes);
        var error = Assert.Single(Refused(folder.Path));
        Assert.Matches($"/{name}: its SHA-256 is [0-9a-f]{{12}}…, SHA256SUMS says [0-9a-f]{{12}}…; .* copy the model again\\.$", error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Open_TruncatedModel_IsADigestError(int length)
    {
        using var folder = TestBundle.Create();
        File.WriteAllBytes(folder["model.onnx"], TestBundle.Model[..length]);
        Assert.Contains("model.onnx: its SHA-256 is", Assert.Single(Refused(folder.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SeveralFilesWrong_ReportsAll()
    {
        using var folder = TestBundle.Create();
        File.Delete(folder["labels.txt"]);
        File.AppendAllText(folder["manifest.yaml"], "\n");
        var errors = Refused(folder.Path);
        Assert.Equal(2, errors.Length);
        Assert.Contains(errors, e => e.EndsWith("labels.txt: no such file.", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Contains("manifest.yaml: its SHA-256", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_FileThatIsNotListed_IsIgnored()
    {
        using var folder = TestBundle.Create();
        File.WriteAllText(folder["notes.txt"], "mine");
        Assert.Equal("colours", ModelBundle.Open(folder.Path).Manifest.Name);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("manifest.yaml")]
    [InlineData("labels.txt")]
    public void Open_RequiredFileNotListed_IsRefused(string name)
    {
        using var folder = TestBundle.Create();
        File.WriteAllLines(folder["SHA256SUMS"], File.ReadAllLines(folder["SHA256SUMS"]).Where(l => !l.EndsWith(name, StringComparison.Ordinal)));
        Assert.Equal($"{folder["SHA256SUMS"]}: '{name}' is not listed; add it with sha256sum.", Assert.Single(Refused(folder.Path)));
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/hostname")]
    [InlineData("a/../../secret")]
    [InlineData("a//b")]
    public void Open_ListedPathThatLeavesTheFolder_IsRefused(string path)
    {
        using var folder = TestBundle.Create();
        File.AppendAllText(folder["SHA256SUMS"], $"{new string('0', 64)}  {path}\n");
        Assert.Contains($"'{path}' leads out of the model's folder", Assert.Single(Refused(folder.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SymbolicLinkOutOfTheFolder_IsRefused()
    {
        using var outside = new TempDirectory();
        using var folder = TestBundle.Create();
        File.WriteAllBytes(outside["model.onnx"], TestBundle.Model);
        File.Delete(folder["model.onnx"]);
        File.CreateSymbolicLink(folder["model.onnx"], outside["model.onnx"]);
        Assert.Contains("a symbolic link leads out of the model's folder", Assert.Single(Refused(folder.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_LinkedFolderOutside_IsRefused()
    {
        using var outside = new TempDirectory();
        using var folder = TestBundle.Create();
        File.WriteAllText(outside["a.png"], "x");
        Directory.CreateSymbolicLink(folder["golden"], outside.Path);
        File.AppendAllText(folder["SHA256SUMS"], $"{Convert.ToHexStringLower(SHA256.HashData("x"u8))}  golden/a.png\n");
        Assert.Contains("a symbolic link leads out", Assert.Single(Refused(folder.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_LinksInsideAndToTheFolder_AreFine()
    {
        using var elsewhere = new TempDirectory();
        using var folder = TestBundle.Create();
        File.Move(folder["model.onnx"], folder["weights.onnx"]);
        File.CreateSymbolicLink(folder["model.onnx"], "weights.onnx");
        Directory.CreateSymbolicLink(elsewhere["current"], folder.Path);
        Assert.Equal("colours", ModelBundle.Open(elsewhere["current"]).Manifest.Name);
    }

    [Fact]
    public void Open_NamedPipeInsteadOfAModel_IsRefusedAtOnce()
    {
        using var folder = TestBundle.Create();
        File.Delete(folder["model.onnx"]);
        using (var mkfifo = Process.Start("mkfifo", [folder["model.onnx"]]))
            mkfifo.WaitForExit();
        Assert.Equal($"{folder["model.onnx"]}: not a regular file.", Assert.Single(Refused(folder.Path)));
    }

    [Fact]
    public void Open_FolderInsteadOfAModel_IsRefused()
    {
        using var folder = TestBundle.Create();
        File.Delete(folder["model.onnx"]);
        Directory.CreateDirectory(folder["model.onnx"]);
        Assert.Equal($"{folder["model.onnx"]}: not a regular file.", Assert.Single(Refused(folder.Path)));
    }

    [Fact]
    public void Open_NoFolder_SaysSo() =>
        Assert.Equal("/nowhere/model: no such model folder.", Assert.Single(Refused("/nowhere/model")));

    [Fact]
    public void Open_NoDigests_SaysSo()
    {
        using var folder = TestBundle.Create();
        File.Delete(folder["SHA256SUMS"]);
        Assert.Equal($"{folder["SHA256SUMS"]}: no such file.", Assert.Single(Refused(folder.Path)));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("0123  model.onnx")]
    [InlineData("\\0000000000000000000000000000000000000000000000000000000000000000  a\\nb")]
    [InlineData("zzzz000000000000000000000000000000000000000000000000000000000000  model.onnx")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000 model.onnx")]
    public void Open_MalformedDigestLine_NamesTheLine(string line)
    {
        using var folder = TestBundle.Create();
        File.AppendAllText(folder["SHA256SUMS"], line + "\n");
        Assert.Equal($"{folder["SHA256SUMS"]}:4: not a digest and a path; write the list with sha256sum.", Assert.Single(Refused(folder.Path)));
    }

    [Fact]
    public void Open_DigestsBySha256sumItself_AreRead()
    {
        using var folder = TestBundle.Create();
        var start = new ProcessStartInfo("sh", ["-c", "sha256sum -b ./model.onnx manifest.yaml labels.txt > SHA256SUMS"]) { WorkingDirectory = folder.Path };
        using (var shell = Process.Start(start)!)
            shell.WaitForExit();
        Assert.Equal("colours", ModelBundle.Open(folder.Path).Manifest.Name);
    }

    [Fact]
    public void Open_BlankLabel_NamesFileAndLine()
    {
        using var folder = TestBundle.Create();
        File.WriteAllText(folder["labels.txt"], "red\n\nblue\n");
        BundleWriter.WriteDigests(folder.Path);
        Assert.StartsWith($"{folder["labels.txt"]}:2: blank line", Assert.Single(Refused(folder.Path)), StringComparison.Ordinal);
    }

    private static ImmutableArray<string> Refused(string folder)
    {
        var errors = Assert.Throws<ModelBundleException>(() => ModelBundle.Open(folder)).Errors;
        Assert.All(errors, e => Assert.DoesNotContain('\n', e));
        return errors;
    }
}
