using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeDaemon.Configuration;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>The authorities to trust and the client's own certificate, read anew for each attempt.</summary>
internal sealed class TlsFiles : IDisposable
{
    private readonly X509Certificate2Collection _authorities = [];
    private readonly X509Certificate2Collection _own = [];

    private TlsFiles()
    {
    }

    /// <summary>What this side shows when it is asked; null: nothing.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; private set; }

    /// <exception cref="MqttException">A file is missing or is not what it should be.</exception>
    public static TlsFiles Load(MqttTlsConfig config)
    {
        if (config.CertificateFile is null != config.KeyFile is null)
            throw new MqttException("TLS needs the client's certificate and its key, or neither.");
        var files = new TlsFiles();
        try
        {
            if (config.CaFile is { } authorities)
                files.LoadAuthorities(Credential.FileOf(authorities));
            if (config is { CertificateFile: { } certificate, KeyFile: { } key })
                files.LoadOwn(Credential.FileOf(certificate), Credential.FileOf(key));
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Trusts the named authorities and no other, or the system's when none are named.</summary>
    public X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (_authorities.Count > 0)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_authorities);
        }

        return policy;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var certificate in _authorities.Concat(_own))
            certificate.Dispose();
        ClientCertificate?.TargetCertificate.Dispose();
    }

    private void LoadAuthorities(string path)
    {
        Import(_authorities, "authorities", "ca_file", path);
        if (_authorities.Count == 0)
            throw Unusable("authorities", "ca_file", path, "there is no certificate (PEM) in it.");
    }

    private void LoadOwn(string certificatePath, string keyPath)
    {
        Import(_own, "client certificate", "certificate_file", certificatePath);
        var key = Read("client key", "key_file", keyPath);
        if (_own.Count == 0)
            throw Unusable("client certificate", "certificate_file", certificatePath, "there is no certificate (PEM) in it.");
        try
        {
            var own = X509Certificate2.CreateFromPem(_own[0].ExportCertificatePem(), key);
            ClientCertificate = SslStreamCertificateContext.Create(own, [.. _own.Skip(1)], offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Unusable("client key", "key_file", keyPath, $"it is no unencrypted key (PEM) of the certificate '{certificatePath}'.", e);
        }
    }

    private static void Import(X509Certificate2Collection into, string what, string key, string path)
    {
        var text = Read(what, key, path);
        try
        {
            into.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            throw Unusable(what, key, path, e.Message, e);
        }
    }

    private static string Read(string what, string key, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(what, key, path, e.Message, e);
        }
    }

    private static MqttException Unusable(string what, string key, string path, string why, Exception? inner = null) =>
        new($"Cannot read the TLS {what} '{path}' (mqtt.tls.{key}): {why} No connection is made without it.", inner!);
}
