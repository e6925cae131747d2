using System.Diagnostics;
using System.Security.Cryptography;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.Models.Versions;

/// <summary>With trusted keys no bundle is taken that none of them signed, that was changed since, or that is older than it may be.</summary>
public sealed class ModelTrustTests : IDisposable
{
    private readonly VersionedBundle _bundles = new();

    [Fact]
    public void Open_SignedByATrustedKey_IsTakenAndSaysWho()
    {
        using var trust = _bundles.Trust();

        Assert.Matches("^[0-9a-f]{16}$", ModelBundle.Open(_bundles.Make("1"), trust).SignedBy);
    }

    [Fact]
    public void Open_WithoutSignature_IsRefusedAndSaysHowToSign()
    {
        using var trust = _bundles.Trust();
        var folder = _bundles.Make("1", isSigned: false);

        var error = Assert.Throws<ModelBundleException>(() => ModelBundle.Open(folder, trust));

        Assert.Contains("models sign", Assert.Single(error.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SignedByAnotherKey_IsRefused()
    {
        using var trust = _bundles.Trust();
        var folder = _bundles.Make("1", key: _bundles.MakeKey("theirs").Private);

        Assert.Contains("trusted_keys", Assert.Throws<ModelBundleException>(() => ModelBundle.Open(folder, trust)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manifest.yaml")]
    [InlineData("labels.txt")]
    [InlineData("model.onnx")]
    public void Open_FileChangedWithItsDigest_IsRefused(string file)
    {
        using var trust = _bundles.Trust();
        var folder = _bundles.Make("1");
        File.AppendAllText(Path.Combine(folder, file), "\n");
        var signature = File.ReadAllBytes(Path.Combine(folder, "SIGNATURE"));
        File.Delete(Path.Combine(folder, "SIGNATURE"));
        BundleWriter.WriteDigests(folder);
        File.WriteAllBytes(Path.Combine(folder, "SIGNATURE"), signature);

        Assert.Contains("SIGNATURE", Assert.Throws<ModelBundleException>(() => ModelBundle.Open(folder, trust)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(5000)]
    public void Open_SignatureThatIsNone_IsRefused(int bytes)
    {
        using var trust = _bundles.Trust();
        var folder = _bundles.Make("1");
        File.WriteAllBytes(Path.Combine(folder, "SIGNATURE"), new byte[bytes]);

        Assert.Contains("SIGNATURE", Assert.Throws<ModelBundleException>(() => ModelBundle.Open(folder, trust)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_EveryBitOfTheSignatureTurned_IsRefused()
    {
        using var trust = _bundles.Trust();
        var folder = _bundles.Make("1");
        var file = Path.Combine(folder, "SIGNATURE");
        var good = File.ReadAllBytes(file);
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(file, bad);

            Assert.Throws<ModelBundleException>(() => ModelBundle.Open(folder, trust));
        }
    }

    [Fact]
    public void Sign_IsWhatOpensslVerifies()
    {
        if (!File.Exists("/usr/bin/openssl"))
            Assert.Skip("openssl is not installed.");
        var folder = _bundles.Make("1");

        using var openssl = Process.Start(new ProcessStartInfo("/usr/bin/openssl", ["dgst", "-sha256", "-verify", _bundles.PublicKeyFile, "-signature", Path.Combine(folder, "SIGNATURE"), Path.Combine(folder, "SHA256SUMS")]) { RedirectStandardOutput = true })!;
        openssl.WaitForExit();

        Assert.Equal((0, "Verified OK\n"), (openssl.ExitCode, openssl.StandardOutput.ReadToEnd()));
    }

    [Fact]
    public void Sign_PublicKey_SaysThatItIsThePublicHalf() =>
        Assert.Contains("no private key", Assert.Throws<ModelBundleException>(() => ModelTrust.Sign(_bundles.Make("1", isSigned: false), _bundles.PublicKeyFile)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1.0.0-rc1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("99999999999")]
    public void Sign_VersionWithoutOrder_IsRefused(string version) =>
        Assert.Contains("no order", Assert.Throws<ModelBundleException>(() => ModelTrust.Sign(_bundles.Make(version, isSigned: false), _bundles.KeyFile)).Message, StringComparison.Ordinal);

    [Fact]
    public void Trust_KeyOfAnotherCurve_IsRefused()
    {
        var (_, key) = _bundles.MakeKey("large", ECCurve.NamedCurves.nistP384);

        Assert.Contains("P-256", Assert.Throws<ModelBundleException>(() => _bundles.Trust(key)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    public void Trust_FileThatIsNoKey_IsRefusedByName(string text)
    {
        File.WriteAllText(_bundles["bad.pub"], text);

        Assert.StartsWith(_bundles["bad.pub"], Assert.Throws<ModelBundleException>(() => _bundles.Trust(_bundles["bad.pub"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trust_KeyThatIsMissing_TrustsNobody() =>
        Assert.Throws<ModelBundleException>(() => _bundles.Trust(_bundles["missing.pub"]));

    [Theory]
    [InlineData("1.9")]
    [InlineData("2.0")]
    [InlineData("2.0.0.0")]
    public void Install_VersionThatIsNotNewer_IsRefused(string version)
    {
        using var trust = _bundles.Trust();
        _bundles.Store.Install(_bundles.Make("2"), trust, _ => { });

        var error = Assert.Throws<ModelBundleException>(() => _bundles.Store.Install(_bundles.Make(version), trust, _ => { }));

        Assert.Contains("not newer than 2", error.Message, StringComparison.Ordinal);
        Assert.Equal("v2", _bundles.InUse());
    }

    [Fact]
    public void Install_VersionThatWasHereLongAgo_IsRefusedThoughItIsGone()
    {
        using var trust = _bundles.Trust();
        _bundles.Store.Install(_bundles.Make("1"), trust, _ => { });
        for (var bad = 2; bad <= 8; bad++)
        {
            _bundles.Store.Install(_bundles.Make($"{bad}"), trust, _ => { });
            _bundles.Versions.Use(_bundles.Versions.All().Last().Number);
        }

        Assert.Throws<ModelBundleException>(() => _bundles.Store.Install(_bundles.Make("3"), trust, _ => { }));
        Assert.Throws<ModelBundleException>(() => _bundles.Store.Install(_bundles.Make("8.0"), trust, _ => { }));
        _bundles.Store.Install(_bundles.Make("9"), trust, _ => { });
    }

    [Fact]
    public void Install_EndedBeforeTheSwitch_CanBeDoneAgain()
    {
        using var trust = _bundles.Trust();
        _bundles.Store.Install(_bundles.Make("1"), trust, _ => { });
        var source = _bundles.Make("2");
        Assert.Throws<IOException>(() => new BundleStore(_bundles.Models) { Step = step => _ = step == "switch" ? throw new IOException("ended") : step }.Install(source, trust, _ => { }));
        Assert.Equal("v1", _bundles.InUse());

        _bundles.Store.Install(source, trust, _ => { });

        Assert.Equal("v2", _bundles.InUse());
        Assert.Equal(2, _bundles.Versions.All().Length);
    }

    [Fact]
    public void Install_TheSameOverADamagedOne_RepairsIt()
    {
        using var trust = _bundles.Trust();
        _bundles.Store.Install(_bundles.Make("1"), trust, _ => { });
        var source = _bundles.Make("2");
        _bundles.Store.Install(source, trust, _ => { });
        File.AppendAllText(_bundles["models", "colours", "labels.txt"], "x");

        _bundles.Store.Install(source, trust, _ => { });

        Assert.Equal("v2", _bundles.InUse());
    }

    [Fact]
    public void RequireAllowed_OlderThanAllThatAreKept_IsRefused()
    {
        using var trust = _bundles.Trust();
        for (var version = 1; version <= 6; version++)
            _bundles.Store.Install(_bundles.Make($"{version}"), trust, _ => { });

        Assert.Contains("older than 3", Assert.Throws<ModelBundleException>(() => _bundles.Versions.RequireAllowed(ModelBundle.Open(_bundles.Make("2"), trust))).Message, StringComparison.Ordinal);
        _bundles.Versions.RequireAllowed(ModelBundle.Open(_bundles.Versions.Usable().Last().Folder, trust));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7\n")]
    [InlineData("a b\n")]
    public void RequireAllowed_LimitsThatAreDamaged_RefuseEverything(string text)
    {
        using var trust = _bundles.Trust();
        _bundles.Store.Install(_bundles.Make("1"), trust, _ => { });
        _bundles.Store.Install(_bundles.Make("2"), trust, _ => { });
        File.WriteAllText(_bundles["models", "colours.versions", "limits.txt"], text);

        Assert.Contains("limits.txt", Assert.Throws<ModelBundleException>(() => _bundles.Versions.RequireAllowed(ModelBundle.Open(_bundles.Store.PathOf("colours"), trust))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RequireAllowed_SignedForAnotherName_IsRefused()
    {
        using var trust = _bundles.Trust();

        Assert.Contains("'colours'", Assert.Throws<ModelBundleException>(() => new ModelVersions(_bundles.Models, "people").RequireAllowed(ModelBundle.Open(_bundles.Make("1"), trust))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _bundles.Dispose();
}
