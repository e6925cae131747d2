using EdgeDaemon.Configuration;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Mqtt.Tests.Transport;

/// <summary>The contract, and what is particular to version fallback, TLS and credentials.</summary>
public sealed class MqttNetTransportTests : MqttTransportContract
{
    protected override IMqttTransport Create(MqttTransportOptions options) => new MqttNetTransport(options, TimeProvider.System);

    public static TheoryData<string> BrokersWithout5 => ["Only311", "Refuses5ByName", "HangsUpOn5"];

    [Theory]
    [MemberData(nameof(BrokersWithout5))]
    public void Start_AutoAndBrokerWithout5_FallsBackTo311(string kind)
    {
        using var broker = new FakeBroker(kind switch
        {
            "Only311" => FakeBroker.Only311,
            "Refuses5ByName" => FakeBroker.Refuses5ByName,
            _ => FakeBroker.HangsUpOn5,
        });
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port));

        transport.Start(observer);

        observer.Await(o => o.Sessions.Count > 0, "a session");
        Assert.Equal(MqttProtocol.V311, observer.Sessions[0].Protocol);
        Assert.Equal<byte>([5, 4], broker.Versions.Take(2));
        Assert.Equal(TimeSpan.Zero, observer.Disconnects[0].RetryIn);
    }

    [Fact]
    public void Start_V5OnlyAndBrokerWithout5_NeverSpeaks311()
    {
        using var broker = new FakeBroker(FakeBroker.Only311);
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port, c => c with { Protocol = MqttProtocol.V5 }));

        transport.Start(observer);

        observer.Await(o => o.Disconnects.Count >= 3, "three attempts");
        Assert.All(broker.Versions, v => Assert.Equal(5, v));
        Assert.Contains("does not speak MQTT 5", observer.Disconnects[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311)]
    public void Start_WrongPassword_SaysWhyAndTriesAgain(MqttProtocol protocol)
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["password"], "wrong\n");
        using var broker = MosquittoBroker.Run(new MosquittoBrokerOptions { Passwords = new Dictionary<string, string> { ["cam"] = "right" } });
        var observer = new RecordingObserver();
        using var transport = Create(Options(
            broker.Port, c => c with { Protocol = protocol, Username = "cam", PasswordFile = folder["password"] }));

        transport.Start(observer);
        observer.Await(o => o.Disconnects.Count >= 2, "two refusals");
        Assert.Contains("refused the connection: not authorized (0x87)", observer.Disconnects[0].Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", observer.Disconnects[0].Reason, StringComparison.Ordinal);

        // The file is read again at each attempt.
        File.WriteAllText(folder["password"], "right\nsecond line is not read\n");
        observer.Await(o => o.Sessions.Count > 0, "a session");
    }

    [Fact]
    public void Start_PasswordFileThatAnyoneMayRead_WarnsOnce()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["password"], "secret");
        File.SetUnixFileMode(folder["password"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var warnings = new List<string>();
        var observer = new RecordingObserver();
        using (var transport = Create(Options(
            MosquittoBroker.FreePort(), c => c with { Username = "cam", PasswordFile = folder["password"] }) with
        { Warn = warnings.Add }))
        {
            transport.Start(observer);
            observer.Await(o => o.Disconnects.Count >= 2, "two attempts");
        }

        Assert.Contains(folder["password"], Assert.Single(warnings), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Start_PasswordFileMissing_NamesItAndSendsNothing()
    {
        using var broker = new FakeBroker(FakeBroker.Only311);
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port, c => c with { Username = "cam", PasswordFile = "/nowhere/password" }));

        transport.Start(observer);

        observer.Await(o => o.Disconnects.Count >= 2, "two attempts");
        Assert.Contains("/nowhere/password", observer.Disconnects[0].Reason, StringComparison.Ordinal);
        Assert.Empty(broker.Bytes);
    }

    [Fact]
    public async Task Start_TlsWithClientCertificate_Connects()
    {
        using var authority = new TestAuthority();
        using var broker = MosquittoBroker.Run(new MosquittoBrokerOptions { Tls = authority, RequireClientCertificate = true });
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port, c => c with
        {
            Tls = new MqttTlsConfig
            {
                CaFile = authority.CaFile,
                CertificateFile = authority.ClientCertificateFile,
                KeyFile = authority.ClientKeyFile,
            },
        }));

        transport.Start(observer);
        observer.Await(o => o.Sessions.Count > 0, "a session");

        Assert.True((await Answer(transport.PublishAsync(Message("t", "x")))).IsSuccess);
    }

    [Fact]
    public void Start_TlsWithAnotherAuthority_NamesTheFile()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();

        var reason = FirstFailure(new MosquittoBrokerOptions { Tls = authority }, new MqttTlsConfig { CaFile = other.CaFile });

        Assert.Contains($"signed by none of the authorities in '{other.CaFile}'", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_TlsAndAuthorityUnknownToTheSystem_SaysHowToNameIt()
    {
        using var authority = new TestAuthority();

        var reason = FirstFailure(new MosquittoBrokerOptions { Tls = authority }, new MqttTlsConfig());

        Assert.Contains("name its CA file in mqtt.tls.ca_file", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_TlsAndCertificateForAnotherHost_SaysForWhom()
    {
        using var authority = new TestAuthority(serverName: "broker.example");

        var reason = FirstFailure(new MosquittoBrokerOptions { Tls = authority }, new MqttTlsConfig { CaFile = authority.CaFile });

        Assert.Contains("certificate is for broker.example, 127.0.0.1 and not for 'localhost'", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_TlsAndBrokersCertificateExpired_SaysSince()
    {
        using var authority = new TestAuthority(serverExpired: true);

        var reason = FirstFailure(new MosquittoBrokerOptions { Tls = authority }, new MqttTlsConfig { CaFile = authority.CaFile });

        Assert.Contains("the broker's certificate expired on ", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("signed by", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tlsv1.2")]
    [InlineData("tlsv1.3")]
    public void Start_TlsAndNoClientCertificate_SaysThatOneIsWanted(string version)
    {
        using var authority = new TestAuthority();

        var reason = FirstFailure(
            new MosquittoBrokerOptions { Tls = authority, RequireClientCertificate = true, ExtraLines = [$"tls_version {version}"] },
            new MqttTlsConfig { CaFile = authority.CaFile });

        Assert.Contains("the broker wants a client certificate; set mqtt.tls.certificate_file", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_TlsAndPlainBroker_AsksWhetherItSpeaksTls()
    {
        using var authority = new TestAuthority();

        var reason = FirstFailure(new MosquittoBrokerOptions(), new MqttTlsConfig { CaFile = authority.CaFile });

        Assert.Contains("does it speak TLS there?", reason, StringComparison.Ordinal);
    }

    private string FirstFailure(MosquittoBrokerOptions brokerOptions, MqttTlsConfig tls)
    {
        using var broker = MosquittoBroker.Run(brokerOptions);
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port, c => c with { Tls = tls }) with { AnswerTimeout = TimeSpan.FromSeconds(5), ReachTimeout = TimeSpan.FromSeconds(5) });

        transport.Start(observer);

        observer.Await(o => o.Disconnects.Count >= 2, "two attempts");
        Assert.Empty(observer.Sessions);
        Assert.StartsWith($"TLS with localhost:{broker.Port} failed: ", observer.Disconnects[0].Reason, StringComparison.Ordinal);
        return observer.Disconnects[0].Reason;
    }

    public static TheoryData<string, string> MissingFiles => new()
    {
        { "ca", "authorities" },
        { "certificate", "client certificate" },
        { "key", "client key" },
    };

    [Theory]
    [MemberData(nameof(MissingFiles))]
    public void Start_TlsFileMissing_NeverSendsAByte(string missing, string named)
    {
        using var authority = new TestAuthority();
        using var broker = new FakeBroker(FakeBroker.Only311);
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port, c => c with
        {
            Tls = new MqttTlsConfig
            {
                CaFile = missing == "ca" ? "/nowhere/ca.pem" : authority.CaFile,
                CertificateFile = missing == "certificate" ? "/nowhere/cert.pem" : authority.ClientCertificateFile,
                KeyFile = missing == "key" ? "/nowhere/key.pem" : authority.ClientKeyFile,
            },
        }));

        transport.Start(observer);

        observer.Await(o => o.Disconnects.Count >= 3, "three attempts");
        Assert.Contains(named, observer.Disconnects[0].Reason, StringComparison.Ordinal);
        Assert.Contains("/nowhere/", observer.Disconnects[0].Reason, StringComparison.Ordinal);
        Assert.Empty(broker.Bytes);
        Assert.Empty(observer.Sessions);
    }

    [Fact]
    public void Start_TlsFileThatIsNoCertificate_NeverSpeaksInClear()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["ca.pem"], "not a certificate");
        using var broker = new FakeBroker(FakeBroker.Only311);
        var observer = new RecordingObserver();
        using var transport = Create(Options(broker.Port, c => c with { Tls = new MqttTlsConfig { CaFile = folder["ca.pem"] } }));

        transport.Start(observer);

        observer.Await(o => o.Disconnects.Count >= 3, "three attempts");
        Assert.DoesNotContain(broker.Bytes, bytes => bytes.AsSpan().IndexOf("MQTT"u8) >= 0);
        Assert.Empty(observer.Sessions);
    }
}
