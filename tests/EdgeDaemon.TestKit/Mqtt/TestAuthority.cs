using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeDaemon.TestKit.Mqtt;

/// <summary>A certificate authority made for one test, with a certificate for <c>localhost</c> and one for a client, as PEM files.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly TempDirectory _folder = new();

    /// <summary>Makes keys and certificates, valid for a day around now.</summary>
    /// <param name="serverName">Whom the broker's certificate is for, beside 127.0.0.1.</param>
    /// <param name="serverExpired">Did the broker's certificate expire half a day ago?</param>
    /// <param name="clientExpired">Did the client's?</param>
    public TestAuthority(string serverName = "localhost", bool serverExpired = false, bool clientExpired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=EdgeDaemon test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        var now = DateTimeOffset.UtcNow;
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(CaFile, authority.ExportCertificatePem());
        Issue(authority, serverName, serverExpired, ServerCertificateFile, ServerKeyFile);
        Issue(authority, "edgedaemon-test-client", clientExpired, ClientCertificateFile, ClientKeyFile);
    }

    /// <summary>The authority's own certificate.</summary>
    public string CaFile => _folder["ca.pem"];

    /// <summary>Certificate for the server's name and 127.0.0.1.</summary>
    public string ServerCertificateFile => _folder["server.pem"];

    /// <summary>Its key.</summary>
    public string ServerKeyFile => _folder["server.key"];

    /// <summary>Certificate for a client.</summary>
    public string ClientCertificateFile => _folder["client.pem"];

    /// <summary>Its key.</summary>
    public string ClientKeyFile => _folder["client.key"];

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static void Issue(X509Certificate2 authority, string name, bool expired, string certificateFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        var until = expired ? authority.NotBefore.AddHours(12) : authority.NotAfter;
        using var certificate = request.Create(authority, authority.NotBefore, until, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }
}
