using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Mqtt.Interop;

namespace EdgeDaemon.Mqtt.Transport;

/// <content>
/// TLS. A refused mosquitto_tls_set leaves a client that connects in clear, so every failure here must end the attempt.
/// </content>
internal sealed unsafe partial class MosquittoClient
{
    // Debian's hashed directory of trusted authorities (package ca-certificates).
    private const string SystemAuthorities = "/etc/ssl/certs";

    private void SetTls(MqttTlsConfig configured)
    {
        var tls = new MqttTlsConfig
        {
            CaFile = FileOf(configured.CaFile),
            CertificateFile = FileOf(configured.CertificateFile),
            KeyFile = FileOf(configured.KeyFile),
        };
        RequireReadable("authorities", "ca_file", tls.CaFile);
        RequireReadable("client certificate", "certificate_file", tls.CertificateFile);
        RequireReadable("client key", "key_file", tls.KeyFile);
        if (tls.CertificateFile is null != tls.KeyFile is null)
            throw new MqttException("TLS needs the client's certificate and its key, or neither.");
        if (tls.CaFile is null && !Directory.Exists(SystemAuthorities))
            throw new MqttException($"TLS has no authorities to trust: '{SystemAuthorities}' is missing; install ca-certificates or name a CA file.");

        var authorities = tls.CaFile is null ? SystemAuthorities : null;
        MosquittoError.Check(
            Mosquitto.mosquitto_tls_set(_handle, tls.CaFile, authorities, tls.CertificateFile, tls.KeyFile, &OnKeyPassword),
            "The TLS files were refused");
        MosquittoError.Check(
            Mosquitto.mosquitto_tls_opts_set(_handle, Mosquitto.SSL_VERIFY_PEER, "tlsv1.2", ciphers: null), "TLS 1.2 was refused");
        MosquittoError.Check(Mosquitto.mosquitto_tls_insecure_set(_handle, false), "Checking the broker's name was refused");
    }

    private static string? FileOf(string? configured) => configured is null ? null : Credential.FileOf(configured);

    private static void RequireReadable(string what, string key, string? path)
    {
        if (path is null)
            return;
        try
        {
            using var file = File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MqttException($"Cannot read the TLS {what} '{path}' (mqtt.tls.{key}): {e.Message} No connection is made without it.", e);
        }
    }

    /// <summary>Refuses keys that need a password; without this OpenSSL would ask on the terminal.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnKeyPassword(byte* buffer, int size, int forWriting, nint userData) => 0;
}
