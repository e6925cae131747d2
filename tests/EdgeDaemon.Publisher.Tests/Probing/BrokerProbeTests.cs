using EdgeDaemon.Configuration;
using EdgeDaemon.Publisher.Probing;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Publisher.Tests.Probing;

/// <summary>Each stage fails as itself, against a real broker.</summary>
public sealed class BrokerProbeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Run_BrokerThatTakesEverything_PassesToTheEnd()
    {
        using var broker = MosquittoBroker.Run();

        var stages = Probe(new MqttConfig { Host = "127.0.0.1", Port = broker.Port, ClientId = "unit" });

        Assert.Equal(["dns", "tcp", "tls", "auth", "publish", "receive"], stages.Select(stage => stage.Name));
        Assert.Equal(["pass", "pass", "warn", "pass", "pass", "pass"], stages.Select(stage => stage.Level));
    }

    [Fact]
    public void Run_NameThatIsNone_EndsAtDns()
    {
        var stages = Probe(new MqttConfig { Host = "no-such-broker.invalid", ClientId = "unit" });

        Assert.Equal(("dns", "fail"), (Assert.Single(stages).Name, stages[0].Level));
    }

    [Fact]
    public void Run_NobodyListens_EndsAtTcp()
    {
        var stages = Probe(new MqttConfig { Host = "127.0.0.1", Port = MosquittoBroker.FreePort(), ClientId = "unit" });

        Assert.Equal(("tcp", "fail"), (stages[^1].Name, stages[^1].Level));
    }

    [Fact]
    public void Run_PlainBrokerWhereTlsIsExpected_EndsAtTlsOrSaysSo()
    {
        using var broker = MosquittoBroker.Run();

        var stages = Probe(new MqttConfig { Host = "127.0.0.1", Port = broker.Port, ClientId = "unit", Tls = new MqttTlsConfig() });

        Assert.Equal(("tls", "fail"), (stages[^1].Name, stages[^1].Level));
    }

    [Fact]
    public void Run_WrongPassword_EndsAtAuthAndNeverTellsIt()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["password"], "open-sesame\n");
        using var broker = MosquittoBroker.Run(new MosquittoBrokerOptions { Passwords = new Dictionary<string, string> { ["cam"] = "right" } });

        var stages = Probe(new MqttConfig
        {
            Host = "127.0.0.1",
            Port = broker.Port,
            ClientId = "unit",
            Username = "cam",
            PasswordFile = folder["password"],
        });

        Assert.Equal(("auth", "fail"), (stages[^1].Name, stages[^1].Level));
        Assert.All(stages, stage => Assert.DoesNotContain("open-sesame", stage.ToLine(), StringComparison.Ordinal));
    }

    /// <summary>Only its own tree was tried: discovery that the rules keep out passed as in order.</summary>
    [Fact]
    public void Run_OtherTreesForbidden_NamesTheLineForEach()
    {
        using var broker = MosquittoBroker.Run(new MosquittoBrokerOptions { Acl = "topic readwrite edgedaemon/unit/#\ntopic write frigate/#\n" });

        var stages = Probe(new MqttConfig
        {
            Host = "127.0.0.1",
            Port = broker.Port,
            ClientId = "unit",
            HomeAssistant = new HomeAssistantConfig(),
            Frigate = new FrigateConfig(),
        });

        Assert.Equal(["publish pass", "receive pass", "home_assistant fail", "frigate pass"], stages.Skip(4).Select(stage => $"{stage.Name} {stage.Level}"));
        Assert.Contains("'topic write homeassistant/device/edgedaemon_unit/#'", stages[6].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void ToLine_TextWithTabsAndBreaks_StaysFourFields() =>
        Assert.Equal(4, ProbeStage.Fail("tcp", "a\tb\nc", "d\te").ToLine().Split('\t').Length);

    private static List<ProbeStage> Probe(MqttConfig mqtt) => [.. new BrokerProbe(
        new DaemonConfig { DeviceId = "unit", Journal = new JournalConfig(), Mqtt = mqtt, Cameras = [] }, Patience).Run()];
}
