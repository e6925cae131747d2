using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EdgeDaemon.Configuration;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>Tells the ways apart in which TLS fails, each with what to do about it.</summary>
internal static class TlsFailure
{
    /// <summary>What is wrong with the broker's certificate; null: nothing.</summary>
    public static string? OfBroker(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, MqttConfig config)
    {
        if (errors == SslPolicyErrors.None)
            return null;
        if (certificate is not X509Certificate2 broker)
            return "the broker shows no certificate";
        var faults = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            faults.Add($"the broker's certificate is for {Names(broker)} and not for '{config.Host}'; set mqtt.host to a name that it is for");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            faults.AddRange(OfChain(broker, chain, config));
        return string.Join("; ", faults);
    }

    /// <summary>What the broker has against this side, as far as its alert, or its silence, says; null: not known.</summary>
    public static string? OfClient(Exception? failure, bool certificateWanted, MqttConfig config)
    {
        var text = failure is null ? "" : Texts(failure);
        var file = config.Tls?.CertificateFile;
        bool Says(string alert) => text.Contains(alert, StringComparison.OrdinalIgnoreCase);
        if (file is null && (certificateWanted || Says("certificate required")))
            return "the broker wants a client certificate; set mqtt.tls.certificate_file and mqtt.tls.key_file";
        if (file is not null && Says("certificate expired"))
            return $"the broker says that the client certificate '{file}' has expired; renew it";
        if (file is not null && (Says("alert unknown ca") || Says("alert bad certificate") || Says("alert certificate unknown") || Says("alert decrypt error") || Says("certificate required")))
            return $"the broker does not accept the client certificate '{file}'; it must come from an authority that the broker trusts";
        return Says("alert protocol version") || Says("unsupported protocol") ? "the broker speaks no TLS 1.2 or newer; TLS 1.2 is the oldest that is used" : null;
    }

    /// <summary>The innermost message.</summary>
    public static string Root(Exception failure)
    {
        while (failure.InnerException is { } inner)
            failure = inner;
        return failure.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
    }

    private static IEnumerable<string> OfChain(X509Certificate2 broker, X509Chain? chain, MqttConfig config)
    {
        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.PartialChain;
        const X509ChainStatusFlags Unknown = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid;
        if ((status & Unknown) != 0)
        {
            var trusted = config.Tls?.CaFile is { } file ? $"none of the authorities in '{file}' (mqtt.tls.ca_file)" : "no authority that this machine trusts; name its CA file in mqtt.tls.ca_file";
            yield return $"the broker's certificate is signed by {trusted}";
        }

        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            var now = DateTime.Now;
            yield return now < broker.NotBefore
                ? $"the broker's certificate is valid from {Day(broker.NotBefore)} only, and here it is {Day(now)}; check this machine's clock"
                : now > broker.NotAfter
                    ? $"the broker's certificate expired on {Day(broker.NotAfter)}, and here it is {Day(now)}; renew it, or check this machine's clock"
                    : "a certificate above the broker's has expired; renew it at the broker and in mqtt.tls.ca_file";
        }

        var rest = status & ~Unknown & ~X509ChainStatusFlags.NotTimeValid;
        if (rest != 0)
            yield return $"the broker's certificate is not valid ({rest})";
    }

    private static string Names(X509Certificate2 broker)
    {
        var names = broker.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Select(n => n.ToString()).Concat(e.EnumerateIPAddresses().Select(a => a.ToString()))).Take(5).ToArray();
        var text = names.Length > 0 ? string.Join(", ", names) : broker.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return new string([.. text.Where(c => !char.IsControl(c)).Take(200)]);
    }

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Texts(Exception failure) =>
        failure.InnerException is { } inner ? failure.Message + " " + Texts(inner) : failure.Message;
}
