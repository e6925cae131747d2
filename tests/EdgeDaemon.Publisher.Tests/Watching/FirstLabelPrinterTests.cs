using System.Text;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.Publisher.Watching;

namespace EdgeDaemon.Publisher.Tests.Watching;

/// <summary>The first label is one of this run, and where none comes, the reason is the one that is next on its way.</summary>
public sealed class FirstLabelPrinterTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly StringWriter _output = new();
    private readonly TopicNames _topics = new("edgedaemon", "unit");

    [Theory]
    [InlineData("live", "{}", "2026-01-02T12:00:01.000Z", true)]
    [InlineData("live", """{"person":1}""", "2026-01-02T12:00:00.000Z", true)]
    [InlineData("live", "{}", "2026-01-02T11:59:59.999Z", false)]
    [InlineData("live", "null", "2026-01-02T12:00:01.000Z", false)]
    [InlineData("starting", "{}", "2026-01-02T12:00:01.000Z", false)]
    [InlineData("live", "{}", "yesterday", false)]
    public void Print_State_CountsWhenItIsOfThisRunAndSaysWhatIsThere(string state, string labels, string time, bool counts)
    {
        var printer = Make(Start);
        printer.Print(State(state, labels, time));

        Assert.Equal(counts, printer.IsFound);
        Assert.Equal(counts, _output.ToString().Contains("porch/state", StringComparison.Ordinal));
    }

    [Fact]
    public void Print_TimesAreRoundedDown_StillCounts()
    {
        var printer = Make(Start.AddMinutes(30), TimeSpan.FromHours(1));
        printer.Print(State("live", "{}", "2026-01-02T12:00:00.000Z"));
        Assert.True(printer.IsFound);
    }

    [Fact]
    public void Reason_IsWhatIsNextOnTheWay()
    {
        var printer = Make(Start);
        Assert.Contains("The publisher does not come to the broker as 'unit'", printer.Reason, StringComparison.Ordinal);
        printer.Tell("Connection refused.");
        Assert.Equal("Connection refused.", printer.Reason);
        printer.Print(new MqttReceived("edgedaemon/unit/availability", "online"u8.ToArray(), Retained: true));
        Assert.Contains("Camera 'porch' has said nothing yet", printer.Reason, StringComparison.Ordinal);
        printer.Print(State("offline", "null", "2026-01-02T12:00:01.000Z"));
        Assert.Contains("Camera 'porch' is offline, its health ok", printer.Reason, StringComparison.Ordinal);
        printer.Print(new MqttReceived("edgedaemon/unit/porch/state", "no json"u8.ToArray(), Retained: true));
        Assert.False(printer.IsFound);
    }

    public void Dispose() => _output.Dispose();

    private static MqttReceived State(string state, string labels, string time) => new("edgedaemon/unit/porch/state", Encoding.UTF8.GetBytes(
        $$"""{"camera":"porch","state":"{{state}}","health":"ok","labels":{{labels}},"time":"{{time}}","clock_synced":true}"""), Retained: true);

    private FirstLabelPrinter Make(DateTimeOffset since, TimeSpan rounding = default) => new(
        new LinePrinter(_output, TextWriter.Null, _topics, LabelTitles.None, TimeProvider.System), _topics,
        new DaemonConfig
        {
            DeviceId = "unit",
            Journal = new JournalConfig(),
            Mqtt = new MqttConfig { Host = "h", ClientId = "c" },
            Cameras = [new CameraConfig { Name = "porch", Source = new SceneSourceConfig(), Privacy = new PrivacyConfig { TimeRounding = rounding } }],
        },
        since);
}
