using System.Text;
using System.Text.Json.Nodes;
using EdgeDaemon.Cli.Privacy;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Mqtt;
using EdgeDaemon.Tests.EndToEnd;

namespace EdgeDaemon.Tests.Privacy;

/// <summary>The report says what is so: field by field, byte by byte, and no claim without its test.</summary>
public sealed class PrivacyReportTests
{
    [Fact]
    public void Claims_EachTest_IsThere()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Assets.RepositoryRoot, "tests"), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".sh").Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet();

        Assert.All(PrivacyClaim.All, claim => Assert.NotEmpty(claim.Tests));
        Assert.Subset(tests, PrivacyClaim.All.SelectMany(claim => claim.Tests).ToHashSet());
    }

    [Fact]
    public void Fields_OfWhatEventsAndStatesSay_AreBounded()
    {
        var topics = TopicContract.All.Concat(TopicContract.Frigate).Where(topic => topic.Payload is not null).ToList();

        Assert.NotEmpty(topics);
        Assert.All(topics, topic => Assert.NotEmpty(OutgoingField.Of(topic.Payload!)));
        // The event's number, lists of zones, and two that are always null: what its schema has, of which no text can be made.
        Assert.Equal(
            ["current_attributes", "current_zones", "entered_zones", "id", "snapshot", "thumbnail"],
            Texts("frigate-event").Select(name => name.Split('.')[^1]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            ["audio", "id", "objects", "sub_labels", "zones"], Texts("frigate-review").Concat(Texts("frigate-object-update")).Select(name => name.Split('.')[^1]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["service.version"], Texts("frigate-stats"));
        Assert.Equal(["cameras.*.model_version", "throttling", "version"], Texts("status").Order(StringComparer.Ordinal));
        Assert.Empty(Texts("state").Concat(Texts("event")).Concat(Texts("gap")).Concat(Texts("command-reply")));
    }

    [Fact]
    public void Report_AfterARun_CountsEveryMessageThatASubscriberGot()
    {
        using var broker = MosquittoBroker.Run();
        using var device = new Installation(broker.Port, """
            model: person-vehicle-animal
            source: {type: scene, seed: 3, fps: 10}
            """);
        using var subscriber = new MqttSubscriber(broker.Port, "edgedaemon/unit/#");
        using (var publisher = DaemonProcess.Publisher("--config", device.ConfigPath))
        using (var vision = DaemonProcess.Vision("vision", "--config", device.ConfigPath))
        {
            Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic.EndsWith("/porch/events", StringComparison.Ordinal))), vision.Errors);
            Assert.Equal(0, vision.Terminate());
            Assert.Equal(0, publisher.Terminate());
        }

        Assert.True(subscriber.WaitFor(all => all.Any(m => m is { Topic: "edgedaemon/unit/availability", Payload: "offline" })));
        var (code, text, errors) = DaemonProcess.Run("privacy-report", "--json", "--config", device.ConfigPath);

        Assert.True(code is 0 or 1, errors); // 1 where systemd has services of ours that do not run
        var report = JsonNode.Parse(text)!;
        var sent = report["sent"]!["topics"]!.AsArray().ToDictionary(topic => topic!["topic"]!.GetValue<string>(), topic => topic!);
        var got = subscriber.Messages.GroupBy(m => m.Topic).ToList();
        Assert.Equal(got.Select(topic => topic.Key).Order(StringComparer.Ordinal), sent.Keys.Order(StringComparer.Ordinal));
        foreach (var topic in got)
        {
            Assert.Equal(topic.Count(), sent[topic.Key]["messages"]!.GetValue<long>());
            var least = topic.Sum(m => Encoding.UTF8.GetByteCount(m.Topic) + Encoding.UTF8.GetByteCount(m.Payload));
            Assert.InRange(sent[topic.Key]["bytes"]!.GetValue<long>(), least, least + (topic.Count() * 200L));
        }

        Assert.Contains("edgedaemon/unit/{camera}/events", report["topics"]!.AsArray().Select(topic => topic!["topic"]!.GetValue<string>()));
        Assert.Equal("pass", report["in_force"]!.AsArray().First(f => f!["area"]!.GetValue<string>() == "privacy")!["level"]!.GetValue<string>());
    }

    private static List<string> Texts(string payload) => [.. OutgoingField.Of(payload).Where(field => field.Bits is null).Select(field => field.Name)];
}
