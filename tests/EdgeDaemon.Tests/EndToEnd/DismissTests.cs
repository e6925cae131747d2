using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeDaemon.Capture.Png;
using EdgeDaemon.TestKit.Mqtt;
using EdgeDaemon.Tests.Pipeline;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>
/// "That was nothing", said over MQTT, with Home Assistant's button and on the device, through both processes and a real broker; taken
/// back in both ways; over a restart. A model that makes feature vectors looks at each object.
/// </summary>
public sealed class DismissTests : IDisposable
{
    private const string Root = "edgedaemon/unit";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly BoundingBox Left = new(0.05f, 0.25f, 0.3f, 0.75f);
    private static readonly BoundingBox Right = new(0.7f, 0.25f, 0.95f, 0.75f);
    private readonly MosquittoBroker _broker = MosquittoBroker.Run();
    private readonly TestModels _models = new();
    private readonly Installation _device;
    private readonly MqttSubscriber _subscriber;

    public DismissTests()
    {
        _models.WriteDetector("detector", new(Left, 0, 0.9f), new(Right, 1, 0.8f));
        _models.WriteEmbedding("vectors");
        _device = new Installation(_broker.Port, """
            model: detector
            labels: [car, person]
            fps: 10
            visible_frames: 2
            hidden_frames: 2
            source: {type: replay, path: pictures, fps: 10}
            then: [{model: vectors, budget: 60s}]
            """, _models.Directory);
        File.AppendAllText(_device.ConfigPath, "commands: {allow: [dismiss, undismiss, list], socket: command.sock, per_minute: 600}\n");
        File.WriteAllText(_device.ConfigPath, File.ReadAllText(_device.ConfigPath).Replace(
            $"port: {_broker.Port}", $"port: {_broker.Port}, home_assistant: {"{}"}", StringComparison.Ordinal));
        Directory.CreateDirectory(_device["pictures"]);
        using var picture = PaintedFrame.Of((Left, (255, 0, 0)), (Right, (0, 0, 255)));
        File.WriteAllBytes(_device["pictures", "0.png"], PngWriter.Encode(picture));
        _subscriber = new MqttSubscriber(_broker.Port, "#", null, "-V", "5");
    }

    [Fact]
    public void Dismiss_InEveryWay_SilencesUntilItIsTakenBack()
    {
        using var publisher = DaemonProcess.Publisher("--config", _device.ConfigPath);
        string car, person;
        using (var vision = DaemonProcess.Vision("vision", "--config", _device.ConfigPath))
        {
            (car, person) = (AwaitStart("car", after: 0, vision), AwaitStart("person", after: 0, vision));
            Assert.Equal("unknown_event", Outcome("dismiss", """{"event":"1-999"}"""));
            Assert.Equal("done", Outcome("dismiss", $$"""{"event":"{{car}}"}"""));
            AwaitGone("car", car);

            // What Home Assistant's button sends, word for word: the newest event of the camera, which is the person's.
            var button = AwaitButton();
            Assert.Equal("done", Ask((string)button["command_topic"]!, (string)button["payload_press"]!)["outcome"]!.ToString());
            AwaitGone("person", person);

            var listed = Ask($"{Root}/cmd/list", "{}");
            Assert.Equal((2, "car", "person"), ((int)listed["total"]!, (string)listed["items"]![0]!["label"]!, (string)listed["items"]![1]!["label"]!));
            Assert.Equal(0, vision.Terminate());
        }

        // Vectors are kept, pictures are not: three numbers in base64 behind each place.
        Assert.All(File.ReadAllLines(Path.Combine(_device.Config.Journal.Directory, "dismissed.txt")), line => Assert.Equal(12, Convert.FromBase64String(line.Split(' ')[9]).Length));

        using var again = DaemonProcess.Vision("vision", "--config", _device.ConfigPath);
        AwaitBothSuppressed();
        var starts = Starts().Count;
        Assert.Equal((0, "done"), Command("undo", "1"));
        var second = AwaitStart("car", starts, again);
        Assert.Equal("done", Outcome("undismiss", """{"item":2}"""));
        AwaitStart("person", starts, again);
        Assert.Equal((1, "unknown_item"), Command("undismiss", "2"));
        Assert.Equal((0, "done: dismissal 3"), Command("dismiss", second));
        AwaitGone("car", second);
        Assert.Single(Command("list").Output.Split('\n'));
    }

    public void Dispose()
    {
        _subscriber.Dispose();
        _device.Dispose();
        _models.Dispose();
        _broker.Dispose();
    }

    private List<JsonNode> Starts() =>
        [.. _subscriber.Messages.Where(m => m.Topic == $"{Root}/porch/events").Select(m => JsonNode.Parse(m.Payload)!).Where(e => (string)e["type"]! == "start")];

    private string AwaitStart(string label, int after, DaemonProcess vision)
    {
        JsonNode? Found() => Starts().Skip(after).FirstOrDefault(e => (string)e["label"]! == label);
        Assert.True(_subscriber.WaitFor(_ => Found() is not null, Patience), vision.Errors);
        return (string)Found()!["id"]!;
    }

    private void AwaitGone(string label, string id) => Assert.True(
        _subscriber.WaitFor(
            all => all.Any(m => m.Topic == $"{Root}/porch/events" && m.Payload.Contains($"\"{id}\"", StringComparison.Ordinal) && m.Payload.Contains("\"end\"", StringComparison.Ordinal))
                && all.Last(m => m.Topic == $"{Root}/porch/label/{label}").Payload == "0",
            Patience),
        $"{label} {id} is not gone.");

    private void AwaitBothSuppressed()
    {
        var clock = Stopwatch.StartNew();
        while (Command("list").Output.Split("suppressed 1").Length != 3)
            Assert.True(clock.Elapsed < Patience, Command("list").Output);
    }

    private JsonNode AwaitButton()
    {
        JsonNode? Found() => _subscriber.Messages.LastOrDefault(m => m.Topic == "homeassistant/device/edgedaemon_unit/porch/config") is { } config
            ? JsonNode.Parse(config.Payload)!["components"]!["porch_CAMERA_dismiss"] : null;
        Assert.True(_subscriber.WaitFor(_ => Found() is not null, Patience));
        return Found()!;
    }

    private string Outcome(string command, string body) => (string)Ask($"{Root}/cmd/{command}", body)["outcome"]!;

    private JsonNode Ask(string topic, string body)
    {
        var reply = $"{Root}/reply/{Guid.NewGuid():N}";
        using var program = Process.Start(
            "mosquitto_pub",
            ["-h", "127.0.0.1", "-p", _broker.Port.ToString(CultureInfo.InvariantCulture), "-q", "1", "-V", "5", "-t", topic, "-m", body, "-D", "publish", "response-topic", reply]);
        program.WaitForExit();
        Assert.True(_subscriber.WaitFor(all => all.Any(m => m.Topic == reply), Patience), $"'{topic}' was never answered.");
        return JsonNode.Parse(_subscriber.Messages.First(m => m.Topic == reply).Payload)!;
    }

    private (int Code, string Output) Command(params string[] arguments)
    {
        var (code, output, errors) = DaemonProcess.Run(["command", .. arguments, "--config", _device.ConfigPath]);
        return (code, (output + errors).Trim());
    }
}
