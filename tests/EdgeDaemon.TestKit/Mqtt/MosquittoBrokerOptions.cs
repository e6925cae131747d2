namespace EdgeDaemon.TestKit.Mqtt;

/// <summary>How a <see cref="MosquittoBroker"/> behaves.</summary>
public sealed record MosquittoBrokerOptions
{
    /// <summary>Does it keep sessions and retained messages over a <see cref="MosquittoBroker.Stop"/>?</summary>
    public bool Persistence { get; init; }

    /// <summary>Users and passwords; when there are any, nobody else gets in.</summary>
    public IReadOnlyDictionary<string, string> Passwords { get; init; } = new Dictionary<string, string>();

    /// <summary>Text of the access-control file, or null.</summary>
    public string? Acl { get; init; }

    /// <summary>Certificates; its listener then speaks TLS only.</summary>
    public TestAuthority? Tls { get; init; }

    /// <summary>Does it ask clients for a certificate?</summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>More lines for mosquitto.conf.</summary>
    public IReadOnlyList<string> ExtraLines { get; init; } = [];
}
