using System.Text;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.Publisher.Watching;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.Watching;

public sealed class LinePrinterTests
{
    [Theory]
    [InlineData("p/d/porch/label/person", "2", "porch/label/person                2")]
    [InlineData("p/d/gap", """{"boot":1,"seq":9,"lost":4,"first":3,"last":6}""", "4 records lost (3 to 6)")]
    [InlineData("p/d/porch/state", """{"camera":"porch","state":"live","health":"ok","labels":{"cat":2},"time":"","clock_synced":true}""", "live, ok: 2 cat")]
    [InlineData("p/d/porch/state", """{"camera":"porch","state":"live","health":"dark","labels":null,"time":"","clock_synced":true}""", "live, dark: labels unknown")]
    [InlineData("p/d/porch/events", """{"id":"1-2","boot":1,"seq":9,"type":"update","camera":"porch","label":"cat","sub_label":"tabby","score":0.5,"top_score":0.75,"zones":[],"started_at":"","time":"","clock_synced":true}""", "update cat (tabby) 0.50 (top 0.75), event 1-2")]
    [InlineData("p/d/porch/events", "not json", "not json")]
    [InlineData("p/d/x", "\u001b]0;owned\u0007\u202e", "?]0;owned??")]
    public void Print_Message_IsOneReadableLine(string topic, string payload, string expected)
    {
        var output = new StringWriter();
        var printer = new LinePrinter(output, TextWriter.Null, new TopicNames("p", "d"), LabelTitles.None, new ManualTimeProvider());

        printer.Print(new MqttReceived(topic, Encoding.UTF8.GetBytes(payload), Retained: false));

        var line = Assert.Single(output.ToString().TrimEnd('\n').Split('\n'));
        Assert.EndsWith(expected, line, StringComparison.Ordinal);
    }
}
