using System.Security.Cryptography;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.TestKit.Onnx;
using EdgeDaemon.Tests.Pipeline;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>Signed versions of a model, as people and the daemon use them: <c>models sign</c>, <c>install</c>, <c>history</c>, <c>rollback</c>, <c>verify</c>.</summary>
public sealed class ModelVersionTests : IDisposable
{
    private const int NobodyListens = 1;
    private const string Camera = "model: m\nsource: {type: scene, fps: 100}\nfps: 100\nmotion: {enabled: false}";

    private readonly Installation _device = new(NobodyListens, Camera);

    public ModelVersionTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_device["key.pem"], key.ExportECPrivateKeyPem());
        File.WriteAllText(_device["key.pub"], key.ExportSubjectPublicKeyInfoPem());
        UseModels("trusted_keys: [key.pub]");
    }

    [Fact]
    public void Install_SignedVersions_AreUsedInTurnAndReturnedFrom()
    {
        Assert.Equal(0, Run("install", Bundle("1")).ExitCode);
        var (second, text, errors) = Run("install", Bundle("2"));
        Assert.True(second == 0, errors);
        Assert.Matches("signed +by [0-9a-f]{16}", text);
        Assert.Contains("golden", text, StringComparison.Ordinal);

        var history = Run("history", "m").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, history.Length);
        Assert.Matches(@"^\* +2  2 .*signed$", history[0]);
        Assert.Equal(0, Run("verify", "m").ExitCode);
        Assert.Equal(0, DaemonProcess.Run("check", "--config", _device.ConfigPath).ExitCode);

        Assert.Equal(0, Run("rollback", "m").ExitCode);
        Assert.Equal("1", InUse());
        var (nothing, _, why) = Run("rollback", "m");
        Assert.Equal(65, nothing);
        Assert.Contains("no version before", why, StringComparison.Ordinal);
        Assert.Equal(0, Run("rollback", "m", "--to", "2").ExitCode);
        Assert.Equal("2", InUse());
    }

    [Fact]
    public void Install_Unsigned_IsRefusedByInstallAndCheckAndDaemon()
    {
        var folder = Bundle("1", isSigned: false);
        AssertRefused("SIGNATURE", Run("install", folder));

        // By hand, past every command.
        Directory.CreateDirectory(_device["models"]);
        Directory.Move(folder, _device["models", "m"]);
        AssertRefused("SIGNATURE", DaemonProcess.Run("check", "--config", _device.ConfigPath), code: 78);
        using var vision = DaemonProcess.Vision("vision", "--config", _device.ConfigPath);
        Assert.Equal(78, vision.WaitForExit());
        Assert.Contains("SIGNATURE", vision.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Install_OlderVersion_IsRefused()
    {
        Assert.Equal(0, Run("install", Bundle("2")).ExitCode);

        AssertRefused("not newer than 2", Run("install", Bundle("1")));
        Assert.Equal("2", InUse());
    }

    [Fact]
    public void Install_SeesSomethingElseThanItMust_IsRefused()
    {
        AssertRefused("one.png", Run("install", Bundle("1", label: "red")));
        Assert.Empty(Directory.GetFileSystemEntries(_device["models"]));
    }

    [Fact]
    public void Check_KeyThatIsMissing_RefusesEveryModelAndNamesTheKey()
    {
        UseModels("trusted_keys: [lost.pub]");

        var (code, _, errors) = DaemonProcess.Run("check", "--config", _device.ConfigPath);

        Assert.Equal(78, code);
        Assert.Contains("lost.pub", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SignatureWithoutKeys_IsAnErrorWithItsLine()
    {
        UseModels("require_signature: true");

        var (code, _, errors) = DaemonProcess.Run("check", "--config", _device.ConfigPath);

        Assert.Equal(78, code);
        Assert.Matches(@"edgedaemon\.yaml:2: models\.require_signature", errors);
    }

    [Fact]
    public void Vision_NewerVersionEndsTheProcessEachTime_ReturnsByItselfAndSaysSo()
    {
        Assert.Equal(0, Run("install", Bundle("1")).ExitCode);
        Assert.Equal(0, Run("install", Bundle("2")).ExitCode);
        for (var start = 0; start < 3; start++)
        {
            using var killed = DaemonProcess.Vision("vision", "--config", _device.ConfigPath);
            Assert.True(killed.WaitFor("model m 2:"), killed.Errors);
            killed.Kill();
        }

        using var vision = DaemonProcess.Vision("vision", "--config", _device.ConfigPath);

        Assert.True(vision.WaitFor("model m 1:"), vision.Errors);
        Assert.Contains("withdrawn (crashed)", vision.Errors, StringComparison.Ordinal);
        Assert.Equal(0, vision.Terminate());
        Assert.Equal(ModelNote.Crashed, Changes()[^1].Note);
        Assert.Contains("withdrawn: crashed", Run("history", "m").Output, StringComparison.Ordinal);
        Assert.Contains("returned to: the newer one is crashed", DaemonProcess.Run("audit", "--config", _device.ConfigPath).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Vision_Reload_TakesANewVersionOverWhileTheCameraRuns()
    {
        Assert.Equal(0, Run("install", Bundle("1")).ExitCode);
        using var vision = DaemonProcess.Vision("vision", "--config", _device.ConfigPath);
        Assert.True(vision.WaitFor("model m 1:"), vision.Errors);
        Assert.Equal(0, Run("install", Bundle("2")).ExitCode);

        vision.Signal("HUP");

        Assert.True(vision.WaitFor("has taken over"), vision.Errors);
        Assert.Equal(0, vision.Terminate());
        var versions = Changes().Select(change => change.Digits).ToList();
        Assert.Equal([IdentityOf("1"), IdentityOf("2")], versions);
        Assert.Single(JournalRecords.Of(_device.Journal), record => record.Kind == LabelRecordKind.Boot);
    }

    [Fact]
    public void Vision_ReloadWithABadVersion_GoesOnWithTheOldOneAndSaysWhy()
    {
        Assert.Equal(0, Run("install", Bundle("1")).ExitCode);
        using var vision = DaemonProcess.Vision("vision", "--config", _device.ConfigPath);
        Assert.True(vision.WaitFor("model m 1:"), vision.Errors);
        Assert.Equal(0, Run("install", Bundle("2")).ExitCode);
        File.AppendAllText(_device["models", "m", "labels.txt"], "evil\n");

        vision.Signal("HUP");

        Assert.True(vision.WaitFor("The one before it goes on"), vision.Errors);
        Assert.Equal(0, vision.Terminate());
        Assert.Equal((IdentityOf("1"), ModelNote.Unusable), (Changes()[^1].Digits, Changes()[^1].Note));
    }

    public void Dispose() => _device.Dispose();

    private static void AssertRefused(string why, (int ExitCode, string Output, string Errors) result, int code = 65)
    {
        Assert.Equal(code, result.ExitCode);
        Assert.Contains(why, result.Errors, StringComparison.Ordinal);
    }

    private List<ModelChange> Changes() =>
        [.. JournalRecords.Of(_device.Journal).Where(record => record.Kind == LabelRecordKind.ModelChange).Select(record => ModelChange.From(record)).OfType<ModelChange>()];

    private (int ExitCode, string Output, string Errors) Run(string verb, string argument, params string[] more) =>
        DaemonProcess.Run(["models", verb, argument, "--config", _device.ConfigPath, .. more]);

    private string InUse() => ModelBundle.Open(_device["models", "m"]).Manifest.Version;

    private string IdentityOf(string version) => ModelBundle.IdentityOf(_device[$"made-{version}-blue", "m"])[..16];

    private void UseModels(string keys) => File.WriteAllText(_device.ConfigPath, File.ReadAllText(_device.ConfigPath)
        .Replace(File.ReadAllLines(_device.ConfigPath)[1], $$"""models: {directory: models, {{keys}}}""", StringComparison.Ordinal));

    /// <summary>A folder with a version of a model of colours, and a golden picture in blue.</summary>
    private string Bundle(string version, bool isSigned = true, string label = "blue")
    {
        var folder = _device[$"made-{version}-{label}", "m"];
        using var models = new TestModels();
        models.WriteColours("m");
        models.AddGolden("m", (0, 0, 255), label);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        Directory.Move(Path.Combine(models.Directory, "m"), folder);
        var manifest = Path.Combine(folder, "manifest.yaml");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("version: \"1\"", $"version: \"{version}\"", StringComparison.Ordinal));
        BundleWriter.WriteDigests(folder);
        if (isSigned)
            Assert.Equal(0, DaemonProcess.Run("models", "sign", folder, "--key", _device["key.pem"]).ExitCode);
        return folder;
    }
}
