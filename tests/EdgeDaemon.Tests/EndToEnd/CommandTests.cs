using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.TestKit.Mqtt;
using EdgeDaemon.TestKit.Schemas;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>Commands from the broker to the camera and back, through both processes; and the same from the device itself.</summary>
public sealed class CommandTests : IDisposable
{
    private const string Root = "edgedaemon/unit";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly MosquittoBroker _broker = MosquittoBroker.Run();
    private readonly Installation _device;

    public CommandTests()
    {
        _device = new Installation(_broker.Port, """
            model: person-vehicle-animal
            fps: 10
            source: {type: scene, seed: 3, fps: 10}
            """);
        File.AppendAllText(_device.ConfigPath, $"""
            commands: {"{"}allow: [pause, resume, threshold, privacy, dismiss, undismiss, list, status], socket: command.sock, per_minute: 600{"}"}

            """);
        File.WriteAllText(_device.ConfigPath, File.ReadAllText(_device.ConfigPath).Replace(
            $"port: {_broker.Port}", $"port: {_broker.Port}, home_assistant: {{}}, frigate: {{}}", StringComparison.Ordinal));
    }

    [Fact]
    public void Commands_OverTheBrokerAndOnTheDevice_AreObeyedAndJournaled()
    {
        using var subscriber = new MqttSubscriber(_broker.Port, "#", null, "-V", "5");
        using var publisher = DaemonProcess.Publisher("--config", _device.ConfigPath);
        using var vision = DaemonProcess.Vision("vision", "--config", _device.ConfigPath);
        Assert.True(subscriber.WaitFor(all => IsState(all, "live"), Patience), vision.Errors);

        Assert.Equal("done", Request("pause", """{"camera":"porch"}""", subscriber));
        Assert.True(subscriber.WaitFor(all => IsState(all, "stopped") && Last(all, "porch/label/person/occupied") == "unknown", Patience));
        Assert.Single(subscriber.Messages, m => m.Topic == $"{Root}/porch/health" && m.Payload == "unknown");
        Assert.Equal("done", Request("pause", """{"camera":"porch","paused":false}""", subscriber));
        Assert.True(subscriber.WaitFor(all => IsState(all, "live"), Patience));

        Assert.Equal("done", Request("threshold", """{"camera":"porch","label":"person","score":0.99}""", subscriber));
        Assert.Equal("unknown_name", Request("threshold", """{"camera":"porch","label":"fox","score":0.99}""", subscriber));
        Assert.Equal("done", Request("list", "{}", subscriber));
        Assert.Equal("unknown_event", Request("dismiss", """{"event":"1-1"}""", subscriber));
        Assert.Equal("unknown_item", Request("undismiss", """{"item":1}""", subscriber));
        Assert.Equal("not_allowed", Request("replay", """{"from":0}""", subscriber));

        Assert.Equal("done", Request("privacy", """{"level":"count"}""", subscriber));
        Assert.Equal("not_stricter", Request("privacy", """{"level":"box"}""", subscriber));
        Assert.Equal((0, "done"), Command("privacy", "--level", "track"));
        Assert.Equal((1, "unknown_event"), Command("dismiss", "1-1"));
        Assert.Equal((0, "done"), Command("pause", "--camera", "porch", "--for", "1"));
        Assert.True(subscriber.WaitFor(all => IsState(all, "live"), Patience));

        Assert.Equal(0, vision.Terminate());
        Assert.Equal(0, publisher.Terminate());
        Assert.Equal(["Pause", "Resume", "Threshold", "Privacy", "Privacy", "Pause"], Journaled().Take(6));
        var check = new ContractCheck(Root);
        var own = subscriber.Messages.Where(m => !m.Topic.Contains("/cmd/", StringComparison.Ordinal));
        Assert.Empty(own.SelectMany(m => check.Faults(m.Topic, System.Text.Encoding.UTF8.GetBytes(m.Payload), retained: null)));
    }

    [Fact]
    public void Pause_ByTheOperator_OutlivesAKillAndTheNetworkDoesNotEndIt()
    {
        using var subscriber = new MqttSubscriber(_broker.Port, "#", null, "-V", "5");
        using var publisher = DaemonProcess.Publisher("--config", _device.ConfigPath);
        using (var first = DaemonProcess.Vision("vision", "--config", _device.ConfigPath))
        {
            Assert.True(subscriber.WaitFor(all => IsState(all, "live"), Patience), first.Errors);
            Assert.Equal((0, "done"), Command("pause"));
            Assert.Equal("not_stricter", Request("pause", """{"seconds":1}""", subscriber));
            Assert.Equal("not_stricter", Request("resume", "{}", subscriber));
            Assert.Equal("done", Request("privacy", """{"level":"count"}""", subscriber));
            Assert.True(subscriber.WaitFor(all => Field(all, "privacy_by") == "network", Patience));
            first.Kill();
        }

        using var vision = DaemonProcess.Vision("vision", "--config", _device.ConfigPath);
        Assert.Equal("not_stricter", RequestWhenThere("resume", "{}", subscriber));
        Assert.Equal(("stopped", "operator", "count"), (Field(subscriber.Messages, "state"), Field(subscriber.Messages, "paused_by"), Field(subscriber.Messages, "privacy")));
        Assert.Equal((0, "done"), Command("resume"));
        Assert.True(subscriber.WaitFor(all => IsState(all, "live") && Field(all, "paused_by") is null && Field(all, "privacy") == "count", Patience), vision.Errors);
    }

    [Fact]
    public void Decisions_Damaged_EveryCameraIsPausedAtPresenceUntilTheOperatorSaysOtherwise()
    {
        Directory.CreateDirectory(_device["journal"]);
        File.WriteAllText(_device["journal", "privacy.txt"], "");
        using var subscriber = new MqttSubscriber(_broker.Port, "#", null, "-V", "5");
        using var publisher = DaemonProcess.Publisher("--config", _device.ConfigPath);
        using var vision = DaemonProcess.Vision("vision", "--config", _device.ConfigPath);

        Assert.True(subscriber.WaitFor(all => IsState(all, "stopped") && Field(all, "paused_by") == "safeguard" && Field(all, "privacy_by") == "safeguard", Patience), vision.Errors);
        Assert.Equal("presence", Field(subscriber.Messages, "privacy"));
        Assert.Contains("edgedaemon command resume", vision.Errors, StringComparison.Ordinal);
        Assert.Matches("(?m)^fail  privacy .*it is empty.*edgedaemon command resume", DaemonProcess.Run("doctor", "--config", _device.ConfigPath).Output);
        Assert.Equal("not_stricter", RequestWhenThere("resume", "{}", subscriber));
        Assert.Equal((0, "done"), Command("privacy", "--level", "zone"));
        Assert.Equal((0, "done"), Command("resume"));
        Assert.True(subscriber.WaitFor(all => IsState(all, "live") && Field(all, "privacy") == "zone" && Field(all, "privacy_by") == "operator", Patience));
        Assert.Matches("(?m)^pass  privacy +porch: level zone .operator.", DaemonProcess.Run("doctor", "--config", _device.ConfigPath).Output);
    }

    [Fact]
    public void Command_NobodyListens_SaysWhichSocket()
    {
        var (code, _, errors) = DaemonProcess.Run("command", "pause", "--config", _device.ConfigPath);

        Assert.Equal(69, code);
        Assert.Contains("command.sock", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no camera 'yard'", "pause", "--camera", "yard")]
    [InlineData("has no label 'fox'", "threshold", "--camera", "porch", "--label", "fox", "--score", "0.5")]
    [InlineData("from 0 to 1", "threshold", "--camera", "porch", "--score", "2")]
    [InlineData("not a privacy level", "privacy", "--level", "none")]
    [InlineData("not an event's id", "dismiss", "x")]
    public void Command_WrongArgument_SaysWhatIsWrong(string complaint, params string[] arguments)
    {
        var (code, _, errors) = DaemonProcess.Run(["command", .. arguments, "--config", _device.ConfigPath]);

        Assert.Equal(64, code);
        Assert.Contains(complaint, errors, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _device.Dispose();
        _broker.Dispose();
    }

    private static string? Last(IReadOnlyList<SubscribedMessage> all, string topic) =>
        all.LastOrDefault(m => m.Topic == $"{Root}/{topic}")?.Payload;

    private static bool IsState(IReadOnlyList<SubscribedMessage> all, string state) =>
        Last(all, "porch/state") is { } text && (string)JsonNode.Parse(text)!["state"]! == state;

    private static string? Field(IReadOnlyList<SubscribedMessage> all, string name) =>
        Last(all, "porch/state") is { } text ? (string?)JsonNode.Parse(text)![name] : null;

    /// <summary>The answer once the vision process gives one.</summary>
    private string RequestWhenThere(string command, string body, MqttSubscriber subscriber)
    {
        for (var tries = 0; ; tries++)
        {
            var outcome = Request(command, body, subscriber);
            if (outcome != "not_available" || tries == 60)
                return outcome;
            Thread.Sleep(500);
        }
    }

    private (int Code, string Output) Command(params string[] arguments)
    {
        var (code, output, _) = DaemonProcess.Run(["command", .. arguments, "--config", _device.ConfigPath]);
        return (code, output.Trim());
    }

    private string Request(string command, string body, MqttSubscriber subscriber)
    {
        var topic = $"{Root}/reply/{Guid.NewGuid():N}";
        using var program = Process.Start(
            "mosquitto_pub",
            ["-h", "127.0.0.1", "-p", _broker.Port.ToString(CultureInfo.InvariantCulture), "-q", "1", "-V", "5", "-t", $"{Root}/cmd/{command}", "-m", body, "-D", "publish", "response-topic", topic]);
        program.WaitForExit();
        Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic == topic), Patience), $"'{command}' was never answered.");
        return (string)JsonNode.Parse(subscriber.Messages.First(m => m.Topic == topic).Payload)!["outcome"]!;
    }

    private List<string> Journaled()
    {
        using var reader = JournalReader.Open(_device.Journal, new JournalFileSystem());
        var found = new List<string>();
        while (reader.TryRead(out var record))
        {
            if (record.Kind == LabelRecordKind.Command)
                found.Add(((Contracts.Commands.CommandCode)record.Value).ToString());
        }

        return found;
    }
}
