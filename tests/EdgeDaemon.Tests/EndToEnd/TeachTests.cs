using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeDaemon.Capture.Png;
using EdgeDaemon.TestKit.Mqtt;
using EdgeDaemon.Tests.Pipeline;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>"This is the van", said on the device and over MQTT, through both processes and a real broker; over a restart, and forgotten again.</summary>
public sealed class TeachTests : IDisposable
{
    private const string Root = "edgedaemon/unit";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly BoundingBox Left = new(0.05f, 0.25f, 0.3f, 0.75f);
    private static readonly BoundingBox Right = new(0.7f, 0.25f, 0.95f, 0.75f);
    private readonly MosquittoBroker _broker = MosquittoBroker.Run();
    private readonly TestModels _models = new();
    private readonly Installation _device;
    private readonly MqttSubscriber _subscriber;

    public TeachTests()
    {
        _models.WriteDetector("detector", new(Left, 0, 0.9f), new(Right, 1, 0.8f));
        _models.WriteEmbedding("vectors");
        _device = new Installation(_broker.Port, """
            model: detector
            fps: 10
            visible_frames: 2
            hidden_frames: 2
            motion: {enabled: false}
            source: {type: replay, path: pictures, fps: 10}
            then: [{model: vectors, budget: 60s, teach: [van, cat]}]
            """, _models.Directory);
        File.AppendAllText(_device.ConfigPath, "privacy: {look_alikes: 24h}\n");
        File.AppendAllText(_device.ConfigPath, "commands: {allow: [teach, forget], socket: command.sock, per_minute: 600}\n");
        Directory.CreateDirectory(_device["pictures"]);
        using var picture = PaintedFrame.Of((Left, (255, 0, 0)), (Right, (0, 0, 255)));
        File.WriteAllBytes(_device["pictures", "0.png"], PngWriter.Encode(picture));
        _subscriber = new MqttSubscriber(_broker.Port, "#", null, "-V", "5");
    }

    [Fact]
    public void Teach_OnTheDeviceAndOverMqtt_BecomesSubLabelUntilForgotten()
    {
        using var publisher = DaemonProcess.Publisher("--config", _device.ConfigPath);
        using (var vision = DaemonProcess.Vision("vision", "--config", _device.ConfigPath))
        {
            var (car, person) = (Await("start", "car", null, vision), Await("start", "person", null, vision));
            Assert.StartsWith("ambiguous", Teach(1, "porch", "van"), StringComparison.Ordinal);
            Assert.Equal("unknown_event", Teach(1, "porch", "van", "--event", "1-999"));
            Assert.Contains("has no label 'vann'. Did you mean 'van'?", Teach(64, "porch", "vann"), StringComparison.Ordinal);
            Assert.Equal("done", Teach(0, "porch", "van", "--event", car));
            Assert.Equal(car, Await("update", "car", "van", vision));

            Assert.Equal("unknown_name", Outcome("teach", """{"camera":"porch","label":"dog"}"""));
            Assert.Equal("done", Outcome("teach", $$"""{"camera":"porch","label":"cat","event":"{{person}}"}"""));
            Assert.Equal(person, Await("update", "person", "cat", vision));
            Assert.Equal("not_stricter", Outcome("forget", """{"camera":"porch","label":"van"}"""));
            Assert.Equal("porch  van  1 examples\nporch  cat  1 examples", Teach(0, "list"));
            Assert.Contains("command teach", DaemonProcess.Run("audit", "--config", _device.ConfigPath).Output, StringComparison.Ordinal);
            Assert.Equal(0, vision.Terminate());
            Assert.Matches($@"^0\.\d{{3}}  {person}  \S+  porch  person \(cat\)$", Similar(car));
        }

        // A picture of the thing finds it, nearest first.
        using (var red = PaintedFrame.Of((new BoundingBox(0, 0, 1, 1), (255, 0, 0))))
            File.WriteAllBytes(_device["red.png"], PngWriter.Encode(red));
        Assert.Matches(@"^0\.9\d\d  \S+  \S+  porch  car \(van\)\n0\.\d{3}  \S+  \S+  porch  person \(cat\)$", Similar(_device["red.png"]));
        File.WriteAllText(_device.ConfigPath, File.ReadAllText(_device.ConfigPath).Replace("privacy: {look_alikes: 24h}", "", StringComparison.Ordinal));

        using var again = DaemonProcess.Vision("vision", "--config", _device.ConfigPath);
        Await("start", "car", "van", again);
        Assert.Empty(Directory.EnumerateFiles(_device.Config.Journal.Directory, "seen*"));
        Assert.Equal("done", Teach(0, "forget", "porch", "van"));
        Assert.StartsWith("porch cat ", Assert.Single(Teach(0, "export").Split('\n')), StringComparison.Ordinal);
        Assert.Equal("unknown_item", Teach(1, "forget", "porch", "van"));
    }

    public void Dispose()
    {
        _subscriber.Dispose();
        _device.Dispose();
        _models.Dispose();
        _broker.Dispose();
    }

    /// <summary>The id of the first event of that kind.</summary>
    private string Await(string type, string label, string? subLabel, DaemonProcess vision)
    {
        JsonNode? Found() => _subscriber.Messages.Where(m => m.Topic == $"{Root}/porch/events").Select(m => JsonNode.Parse(m.Payload)!)
            .FirstOrDefault(e => (string)e["type"]! == type && (string)e["label"]! == label && (string?)e["sub_label"] == subLabel);
        Assert.True(_subscriber.WaitFor(_ => Found() is not null, Patience), vision.Errors);
        return (string)Found()!["id"]!;
    }

    private string Outcome(string command, string body)
    {
        var reply = $"{Root}/reply/{Guid.NewGuid():N}";
        using var program = Process.Start(
            "mosquitto_pub",
            ["-h", "127.0.0.1", "-p", _broker.Port.ToString(CultureInfo.InvariantCulture), "-q", "1", "-V", "5", "-t", $"{Root}/cmd/{command}", "-m", body, "-D", "publish", "response-topic", reply]);
        program.WaitForExit();
        Assert.True(_subscriber.WaitFor(all => all.Any(m => m.Topic == reply), Patience), $"'{command}' was never answered.");
        return (string)JsonNode.Parse(_subscriber.Messages.First(m => m.Topic == reply).Payload)!["outcome"]!;
    }

    private string Similar(string what)
    {
        var (code, output, errors) = DaemonProcess.Run("similar", what, "--config", _device.ConfigPath);
        Assert.True(code == 0, errors);
        return output.Trim();
    }

    private string Teach(int code, params string[] arguments)
    {
        var (actual, output, errors) = DaemonProcess.Run(["teach", .. arguments, "--config", _device.ConfigPath]);
        Assert.True(actual == code, $"{actual}: {output}{errors}");
        return (output + errors).Trim();
    }
}
