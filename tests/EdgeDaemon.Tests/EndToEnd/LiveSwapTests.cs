using System.Text.Json.Nodes;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.TestKit.Mqtt;
using EdgeDaemon.Tests.Pipeline;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>A good version and a bad one are installed while a camera runs, through both processes and a real broker: nobody's event ends.</summary>
public sealed class LiveSwapTests : IDisposable
{
    private const string Root = "edgedaemon/unit";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly BoundingBox Left = new(0.05f, 0.25f, 0.3f, 0.75f);
    private readonly MosquittoBroker _broker = MosquittoBroker.Run();
    private readonly TestModels _models = new();
    private readonly Installation _device;
    private readonly MqttSubscriber _subscriber;

    public LiveSwapTests()
    {
        _models.WriteDetector("m", new Detection(Left, 0, 0.9f));
        _device = new Installation(_broker.Port, """
            model: m
            fps: 60
            motion: {enabled: false}
            source: {type: scene, fps: 60}
            """, _models.Directory);
        _subscriber = new MqttSubscriber(_broker.Port, "#", null, "-V", "5");
    }

    [Fact]
    public void Reload_GoodVersionThenOneThatFloodsLabels_EventsGoOnAndTheBrokerKnowsWhichRuns()
    {
        using var publisher = DaemonProcess.Publisher("--config", _device.ConfigPath);
        using var vision = DaemonProcess.Vision("vision", "--config", _device.ConfigPath);
        AwaitVersion(IdentityInUse(), returned: null, vision);
        Assert.True(_subscriber.WaitFor(messages => messages.Any(m => m.Topic == $"{Root}/porch/events" && m.Payload.Contains("\"start\"", StringComparison.Ordinal)), Patience), vision.Errors);

        Install(new Detection(Left, 0, 0.95f));
        vision.Signal("HUP");
        Assert.True(vision.WaitFor("has taken over"), vision.Errors);
        var good = IdentityInUse();
        AwaitVersion(good, returned: null, vision);

        Install([.. Enumerable.Range(0, 20).Select(i => new Detection(Left with { Top = 0.2f + (0.005f * i) }, 1, 0.9f))]);
        vision.Signal("HUP");
        Assert.True(vision.WaitFor("(disagrees)"), vision.Errors);
        AwaitVersion(good, "disagrees", vision);

        var events = _subscriber.Messages.Where(m => m.Topic == $"{Root}/porch/events").Select(m => (string?)JsonNode.Parse(m.Payload)!["type"]).ToList();
        Assert.Single(events, "start");
        Assert.DoesNotContain("end", events);
        Assert.Equal(0, vision.Terminate());

        // What was withdrawn is not taken at the next start either.
        using var next = DaemonProcess.Vision("vision", "--config", _device.ConfigPath);
        Assert.True(next.WaitFor("it was withdrawn (disagrees)"), next.Errors);
    }

    public void Dispose()
    {
        _subscriber.Dispose();
        _device.Dispose();
        _models.Dispose();
        _broker.Dispose();
    }

    private void Install(params Detection[] seen)
    {
        using var newer = new TestModels();
        newer.WriteDetector("m", seen);
        _models.Install(newer, "m");
    }

    private string IdentityInUse() => ModelBundle.IdentityOf(Path.Combine(_models.Directory, "m"))[..16];

    private void AwaitVersion(string version, string? returned, DaemonProcess vision) => Assert.True(
        _subscriber.WaitFor(
            messages => messages.LastOrDefault(m => m.Topic == $"{Root}/status") is { } status && JsonNode.Parse(status.Payload)!["cameras"]!["porch"] is { } camera
                && ((string?)camera["model_version"], (string?)camera["model_returned"]) == (version, returned),
            Patience),
        vision.Errors);
}
