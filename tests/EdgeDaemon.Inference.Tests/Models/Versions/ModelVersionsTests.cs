using EdgeDaemon.Inference.Models;

namespace EdgeDaemon.Inference.Tests.Models.Versions;

/// <summary>Versions of a model lie beside each other; one is in use; it changes in one step.</summary>
public sealed class ModelVersionsTests : IDisposable
{
    private readonly VersionedBundle _bundles = new();

    [Fact]
    public void Install_First_IsAPlainFolder()
    {
        _bundles.Install(_bundles.Make("1"));

        Assert.Equal(("v1", null), (_bundles.InUse(), new DirectoryInfo(_bundles.Store.PathOf("colours")).LinkTarget));
        Assert.Equal(["colours"], Directory.GetFileSystemEntries(_bundles.Models).Select(Path.GetFileName));
    }

    [Fact]
    public void Install_Next_KeepsThoseBeforeInOrder()
    {
        foreach (var version in (string[])["1", "2", "3"])
            _bundles.Install(_bundles.Make(version));

        Assert.Equal("v3", _bundles.InUse());
        Assert.Equal(["v3", "v2", "v1"], _bundles.Versions.Usable().Select(LabelOf));
    }

    [Fact]
    public void Install_ManyVersions_KeepsThreeBesideTheOneInUse()
    {
        for (var version = 1; version <= 9; version++)
            _bundles.Install(_bundles.Make($"{version}"));

        Assert.Equal(["v9", "v8", "v7", "v6"], _bundles.Versions.All().Select(LabelOf));
        Assert.Equal(["6", "7", "8", "9"], Directory.GetFileSystemEntries(_bundles.Store.PathOf("colours") + ".versions").Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Install_TheVeryBundleInUse_ChangesNothing()
    {
        var source = _bundles.Make("1");
        _bundles.Install(source);

        var (_, replaced) = _bundles.Store.Install(source, ModelTrust.Anybody, _ => { });

        Assert.Null(replaced);
        Assert.Single(_bundles.Versions.All());
    }

    [Fact]
    public void Use_OlderAfterNewer_LeavesTheNewerOutOfWhatIsReturnedTo()
    {
        foreach (var version in (string[])["1", "2", "3"])
            _bundles.Install(_bundles.Make(version));

        _bundles.Versions.Use(_bundles.Versions.Usable()[1].Number);

        Assert.Equal("v2", _bundles.InUse());
        Assert.Equal(["v2", "v1"], _bundles.Versions.Usable().Select(LabelOf));
        Assert.Equal(["v3", "v2", "v1"], _bundles.Versions.All().Select(LabelOf));
    }

    [Fact]
    public void Install_BadOnesThatAreAllReturnedFrom_NeverPushTheGoodOneOut()
    {
        _bundles.Install(_bundles.Make("1"));
        for (var bad = 2; bad <= 8; bad++)
        {
            _bundles.Install(_bundles.Make($"{bad}"));
            Assert.Equal("v1", LabelOf(_bundles.Versions.Usable()[1]));
            _bundles.Versions.Use(_bundles.Versions.Usable()[1].Number);
        }

        Assert.Equal(["v8", "v1"], _bundles.Versions.All().Select(LabelOf));
    }

    [Fact]
    public void Install_WhatTheDaemonWithdrew_GoesAndTheGoodOneStays()
    {
        foreach (var version in (string[])["1", "2"])
            _bundles.Install(_bundles.Make(version));
        var store = new BundleStore(_bundles.Models) { IsAbandoned = version => LabelOf(version) == "v1" };

        store.Install(_bundles.Make("3"), ModelTrust.Anybody, _ => { });

        Assert.Equal(["v3", "v2"], _bundles.Versions.All().Select(LabelOf));
    }

    [Fact]
    public void Install_APackagePutAFolderInThePlaceOfTheLink_IsKeptAsOlderThanTheNew()
    {
        _bundles.Install(_bundles.Make("1"));
        _bundles.Install(_bundles.Make("2"));
        var place = _bundles.Store.PathOf("colours");
        File.Delete(place);
        Directory.Move(_bundles.Make("7"), place);

        _bundles.Install(_bundles.Make("8"));

        Assert.Equal(["v8", "v7", "v2", "v1"], _bundles.Versions.Usable().Select(LabelOf));
    }

    [Fact]
    public void Install_WhileAnotherCommandInstalls_IsRefusedAndChangesNothing()
    {
        _bundles.Install(_bundles.Make("1"));
        var (second, third) = (_bundles.Make("2"), _bundles.Make("3"));

        var refused = Assert.Throws<IOException>(() => _bundles.Store.Install(second, ModelTrust.Anybody, _ => _bundles.Install(third)));

        Assert.Contains("another command", refused.Message, StringComparison.Ordinal);
        Assert.Equal("v1", _bundles.InUse());
    }

    [Fact]
    public void Install_FailsItsTrial_ChangesNothingAndTheMessageNamesWhatWasGiven()
    {
        _bundles.Install(_bundles.Make("1"));
        var source = _bundles.Make("2");

        var error = Assert.Throws<ModelBundleException>(() => _bundles.Store.Install(source, ModelTrust.Anybody, bundle => throw new InferenceException($"{bundle.Directory}/model.onnx: bad")));

        Assert.Equal($"{source}/model.onnx: bad", error.Message);
        Assert.Equal("v1", _bundles.InUse());
        Assert.Equal(["colours"], Directory.GetFileSystemEntries(_bundles.Models).Select(Path.GetFileName));
    }

    public void Dispose() => _bundles.Dispose();

    private static string LabelOf(ModelVersion version) => ModelBundle.Open(version.Folder).Labels.Names[0];
}
