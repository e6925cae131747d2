using System.Security.Cryptography;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.Models.Versions;

/// <summary>Bundles of one model in several versions, keys, and the configuration that trusts them.</summary>
internal sealed class VersionedBundle : IDisposable
{
    private readonly TempDirectory _folder = new();

    public VersionedBundle()
    {
        Models = _folder["models"];
        (KeyFile, PublicKeyFile) = MakeKey("ours");
    }

    public string Models { get; }

    public string KeyFile { get; }

    public string PublicKeyFile { get; }

    public BundleStore Store => new(Models);

    public ModelVersions Versions => Store.Versions("colours");

    public string this[params string[] path] => _folder[path];

    /// <summary>Trusts our key, and nobody else.</summary>
    public ModelTrust Trust(string? publicKey = null) => ModelTrust.Of(new DaemonConfig
    {
        DeviceId = "unit",
        Journal = new(),
        Mqtt = new() { Host = "", ClientId = "" },
        Cameras = [],
        TrustedKeys = [publicKey ?? PublicKeyFile],
        RequireSignature = true,
    });

    /// <summary>A folder with a version of the model; its first label is the version.</summary>
    public string Make(string version, bool isSigned = true, string? key = null)
    {
        var folder = _folder[$"made-{Guid.NewGuid():n}"];
        BundleWriter.Write(folder, TestBundle.Model, TestBundle.Manifest.Replace("1.0.0", $"\"{version}\"", StringComparison.Ordinal), $"v{version}", "green", "blue");
        if (isSigned)
            ModelTrust.Sign(folder, key ?? KeyFile);
        return folder;
    }

    public void Install(string source) => Store.Install(source, ModelTrust.Anybody, _ => { });

    /// <summary>The first label of what the model's name stands for.</summary>
    public string InUse() => ModelBundle.Open(Store.PathOf("colours")).Labels.Names[0];

    public (string Private, string Public) MakeKey(string name, ECCurve? curve = null)
    {
        using var key = ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_folder[$"{name}.pem"], key.ExportECPrivateKeyPem());
        File.WriteAllText(_folder[$"{name}.pub"], key.ExportSubjectPublicKeyInfoPem());
        return (_folder[$"{name}.pem"], _folder[$"{name}.pub"]);
    }

    public void Dispose() => _folder.Dispose();
}
