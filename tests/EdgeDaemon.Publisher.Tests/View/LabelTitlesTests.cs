using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.HomeAssistant;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.Publisher.Watching;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.View;

/// <summary>Labels in their own letters for people, in slugs for topics.</summary>
public sealed class LabelTitlesTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly DaemonConfig _config;

    public LabelTitlesTests()
    {
        Directory.CreateDirectory(_folder["models", "m"]);
        File.WriteAllText(_folder["models", "m", "labels.txt"], "猫\nGrößerer Bus\ncat\n");
        File.WriteAllText(_folder["c.yaml"], "models: {directory: models}\nmqtt: {host: b}\ncameras:\n  - {name: porch, model: m, source: {type: scene}}\n  - {name: yard, model: none, source: {type: scene}}\n");
        _config = ConfigLoader.Load(_folder["c.yaml"]).Config!;
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("porch", "class_0", "猫")]
    [InlineData("porch", "groesserer_bus", "Größerer Bus")]
    [InlineData("porch", "cat", "cat")]
    [InlineData("porch", "of_an_older_model", "of_an_older_model")]
    [InlineData("yard", "class_0", "class_0")]
    public void Of_Label_IsAsItsFileWritesIt(string camera, string label, string title) =>
        Assert.Equal(title, LabelTitles.Read(_config).Of(camera, label));

    [Fact]
    public void HomeAssistant_ShowsTheTitleAndKeepsTheSlugInEveryId()
    {
        var labels = new ShownLabels
        {
            ListedLabels = new Dictionary<string, System.Collections.Immutable.ImmutableArray<string>> { ["porch"] = ["class_0", "groesserer_bus"] },
            Titles = LabelTitles.Read(_config),
        };

        var entities = new HubEntities(new TopicNames("p", "d"), labels, new HashSet<Contracts.Commands.CommandCode>()).Of(new CameraView("porch"));

        var bus = entities["porch_LABEL_groesserer_bus_occupied"];
        Assert.Equal(("Größerer Bus", "binary_sensor.d_porch_groesserer_bus"), (bus.Name, bus.DefaultEntityId));
        Assert.Equal("猫 count", entities["porch_LABEL_class_0_count"].Name);
        Assert.Equal("p/d/porch/label/class_0", entities["porch_LABEL_class_0_count"].StateTopic);
    }

    [Theory]
    [InlineData("state", """{"camera":"porch","state":"live","health":"ok","labels":{"class_0":2},"time":"","clock_synced":true}""", "2 猫")]
    [InlineData("events", """{"id":"1-2","boot":1,"seq":9,"type":"end","camera":"porch","label":"groesserer_bus","score":0.5,"top_score":0.75,"zones":[],"started_at":"","time":"","clock_synced":true}""", "end Größerer Bus 0.50")]
    public void Watch_ShowsTheTitle(string topic, string payload, string shown)
    {
        var output = new StringWriter();

        new LinePrinter(output, TextWriter.Null, new TopicNames("p", "d"), LabelTitles.Read(_config), new ManualTimeProvider())
            .Print(new MqttReceived($"p/d/porch/{topic}", System.Text.Encoding.UTF8.GetBytes(payload), Retained: false));

        Assert.Contains(shown, output.ToString(), StringComparison.Ordinal);
    }
}
