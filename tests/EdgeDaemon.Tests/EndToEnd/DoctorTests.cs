using System.Text.Json.Nodes;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>The doctor on a device that is well, and on one that is not.</summary>
public sealed class DoctorTests
{
    private const int NobodyListens = 1;

    private const string Camera = """
        model: person-vehicle-animal
        source: {type: scene, width: 160, height: 120, fps: 10}
        """;

    [Fact]
    public void Doctor_DeviceIsWell_PassesCameraModelBrokerAndExitsZero()
    {
        using var broker = MosquittoBroker.Run();
        using var device = new Installation(broker.Port, Camera);

        var (code, text, errors) = DaemonProcess.Run("doctor", "--json", "--config", device.ConfigPath);

        Assert.Equal(0, code);
        var levels = Levels(text);
        Assert.True(levels["camera porch"] is "pass" or "warn", text + errors);
        Assert.Equal("pass", levels["model person-vehicle-animal"]);
        Assert.All((string[])["dns", "tcp", "auth", "publish", "receive"], stage => Assert.Equal("pass", levels[$"broker {stage}"]));
        Assert.Equal("warn", levels["broker tls"]);
    }

    [Fact]
    public void Doctor_BrokerAbsent_FailsAtThatStageWithARemedyAndExitsOne()
    {
        using var device = new Installation(NobodyListens, Camera);

        var (code, text, _) = DaemonProcess.Run("doctor", "--config", device.ConfigPath);

        Assert.Equal(1, code);
        Assert.Matches("(?m)^pass  broker dns", text);
        Assert.Matches("(?m)^fail  broker tcp .*port 1 ", text);
        Assert.Contains("→ Is the broker running", text, StringComparison.Ordinal);
        Assert.DoesNotContain("broker publish", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_CameraAndModelWrong_NamesBoth()
    {
        using var broker = MosquittoBroker.Run();
        using var device = new Installation(broker.Port, """
            model: no-such-model
            source: {type: replay, path: not-there, fps: 1}
            """);

        var (code, text, _) = DaemonProcess.Run("doctor", "--json", "--config", device.ConfigPath);

        Assert.Equal(1, code);
        var levels = Levels(text);
        Assert.Equal("fail", levels["camera porch"]);
        Assert.Equal("fail", levels["model no-such-model"]);
        Assert.Equal("pass", levels["broker receive"]);
    }

    [Fact]
    public void Doctor_ConfigurationWrong_SaysWhereAndLooksNoFurther()
    {
        using var device = new Installation(NobodyListens, "source: {type: scene, fps: many}");

        var (code, text, _) = DaemonProcess.Run("doctor", "--config", device.ConfigPath);

        Assert.Equal(1, code);
        Assert.Matches("fail  configuration .*edgedaemon.yaml:[0-9]+", text);
        Assert.DoesNotContain("broker", text, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Levels(string jsonLines) =>
        jsonLines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
            .GroupBy(finding => (string)finding["area"]!).ToDictionary(area => area.Key, area => (string)area.Last()["level"]!);
}
