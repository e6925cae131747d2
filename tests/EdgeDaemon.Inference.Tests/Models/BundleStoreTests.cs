using System.Runtime.Versioning;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Inference.Tests.Models;

/// <summary>A bundle is put in its place whole or not at all, and what was there stays until then.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BundleStoreTests
{
    [Fact]
    public void Put_NewModel_IsABundleOfTheSameBytes()
    {
        using var folder = new TempDirectory();
        var store = new BundleStore(folder["models"]);

        var replaced = store.Put("colours", Content(), replace: false);

        Assert.False(replaced);
        var bundle = ModelBundle.Open(store.PathOf("colours"));
        Assert.Equal(TestBundle.Model, bundle.Model.ToArray());
        Assert.Equal(TestBundle.Labels, bundle.Labels.Names);
        Assert.Equal(["colours"], Names(folder["models"]));
        Assert.Equal(["SHA256SUMS", "labels.txt", "manifest.yaml", "model.onnx"], Names(store.PathOf("colours")));
    }

    [Fact]
    public void Put_NewModel_CanBeReadByOthers()
    {
        using var folder = new TempDirectory();
        var store = new BundleStore(folder.Path);
        store.Put("colours", Content(), replace: false);

        Assert.Equal(0b111_101_101, (int)File.GetUnixFileMode(store.PathOf("colours")));
        Assert.All(Directory.GetFiles(store.PathOf("colours")), file => Assert.Equal(0b110_100_100, (int)File.GetUnixFileMode(file)));
    }

    [Fact]
    public void Put_PlaceIsTaken_LeavesWhatIsThere()
    {
        using var folder = new TempDirectory();
        var store = new BundleStore(folder.Path);
        store.Put("colours", Content(), replace: false);

        var error = Assert.Throws<ModelBundleException>(() => store.Put("colours", Content("cyan", "green", "blue"), replace: false));

        Assert.Contains("already", error.Message, StringComparison.Ordinal);
        Assert.Equal("red", ModelBundle.Open(store.PathOf("colours")).Labels.Names[0]);
        Assert.Equal(["colours"], Names(folder.Path));
    }

    [Fact]
    public void Put_Replace_KeepsTheOnesBefore()
    {
        using var folder = new TempDirectory();
        var store = new BundleStore(folder.Path);
        foreach (var first in (string[])["red", "cyan", "pink"])
            store.Put("colours", Content(first, "green", "blue"), replace: true);

        Assert.Equal("pink", ModelBundle.Open(store.PathOf("colours")).Labels.Names[0]);
        Assert.Equal("cyan", ModelBundle.Open(store.PreviousPathOf("colours")).Labels.Names[0]);
        Assert.Equal(["colours", "colours.versions"], Names(folder.Path));
    }

    [Fact]
    public void Put_WhatIsNoBundle_ChangesNothing()
    {
        using var folder = new TempDirectory();
        var store = new BundleStore(folder.Path);
        store.Put("colours", Content(), replace: false);

        Assert.Throws<ModelBundleException>(() => store.Put("colours", BundleContent.Of(TestBundle.Model, "name: [", TestBundle.Labels), replace: true));

        Assert.Equal("red", ModelBundle.Open(store.PathOf("colours")).Labels.Names[0]);
        Assert.Equal(["colours"], Names(folder.Path));
    }

    [Theory]
    [InlineData("../colours")]
    [InlineData("Colours")]
    [InlineData("")]
    [InlineData("colours.previous")]
    public void Put_NameThatIsNoSlug_IsRefused(string name)
    {
        using var folder = new TempDirectory();

        Assert.Throws<ModelBundleException>(() => new BundleStore(folder["models"]).Put(name, Content(), replace: true));

        Assert.Empty(Names(folder.Path));
    }

    private static BundleContent Content(params string[] labels) =>
        BundleContent.Of(TestBundle.Model, TestBundle.Manifest, labels.Length > 0 ? labels : TestBundle.Labels);

    private static IEnumerable<string?> Names(string folder) => Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
