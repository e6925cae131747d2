using System.Text;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Commands;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.Commands;

public sealed class CommandFilterTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly CommandFilter _filter;

    public CommandFilterTests() => _filter = new CommandFilter(new TopicNames("p", "d"), perMinute: 30, _time);

    [Theory]
    [InlineData("p/d/reply/x", true)]
    [InlineData(null, true)]
    [InlineData("p/d/reply/", false)]
    [InlineData("p/d/reply", false)]
    [InlineData("p/d/reply/x/y", false)]
    [InlineData("p/d/reply/X", false)]
    [InlineData("p/d/reply/+", false)]
    [InlineData("p/d/reply/#", false)]
    [InlineData("p/d/reply/../x", false)]
    [InlineData("p/d/availability", false)]
    [InlineData("p/d/porch/state", false)]
    [InlineData("p/d2/reply/x", false)]
    [InlineData("p/other/reply/x", false)]
    [InlineData("homeassistant/status", false)]
    [InlineData("$SYS/x", false)]
    [InlineData("", false)]
    public void Admit_ResponseTopic_OnlyTheDevicesOwn(string? topic, bool isAdmitted) =>
        Assert.Equal(isAdmitted, Admit(Message("p/d/cmd/list") with { ResponseTopic = topic }) is not null);

    [Theory]
    [InlineData("p/d/cmd/list", true)]
    [InlineData("p/d/cmd/LIST", false)]
    [InlineData("p/d/cmd/none", false)]
    [InlineData("p/d/cmd/", false)]
    [InlineData("p/d/cmd/list/x", false)]
    [InlineData("p/d/cmd/shutdown", false)]
    public void Admit_Topic_OnlyKnownCommands(string topic, bool isAdmitted) => Assert.Equal(isAdmitted, Admit(Message(topic)) is not null);

    [Fact]
    public void Admit_Retained_IsIgnored() => Assert.Null(Admit(Message("p/d/cmd/list") with { Retained = true }));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void Admit_Size_IsBounded(int bytes, bool isAdmitted) =>
        Assert.Equal(isAdmitted, Admit(Message("p/d/cmd/list") with { Payload = new byte[bytes] }) is not null);

    [Fact]
    public void Admit_CorrelationTooLong_IsIgnored()
    {
        Assert.NotNull(Admit(Message("p/d/cmd/list") with { CorrelationData = new byte[128] }));
        Assert.Null(Admit(Message("p/d/cmd/list") with { CorrelationData = new byte[129] }));
    }

    [Fact]
    public void Admit_Flood_GoesThroughAtTheConfiguredRate()
    {
        var admitted = 0;
        for (var i = 0; i < 60_000; i++)
        {
            admitted += Admit(Message("p/d/cmd/list")) is null ? 0 : 1;
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        // Ten minutes, thirty each, and the third of a minute's that may come at once.
        Assert.InRange(admitted, 300, 310);
        Assert.Equal(60_000 - admitted, _filter.Ignored);
    }

    [Fact]
    public void Concerns_OtherTopics_Not() => Assert.False(_filter.Concerns(Message("p/d/status")));

    [Fact]
    public void Admit_MoreThanTheBurst_IsToBeAnsweredAsTooFrequent()
    {
        for (var i = 0; i < 10; i++)
            Assert.NotNull(Admit(Message("p/d/cmd/list")));

        Assert.NotNull(_filter.Admit(Message("p/d/cmd/list"), out var objection));
        Assert.Equal("more came than 'commands.per_minute' (30) lets through, 10 of them at once", objection);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(Admit(Message("p/d/cmd/list")));
    }

    [Fact]
    public void Admit_FloodAtOnce_AnswersAreBoundedToo()
    {
        var answered = Enumerable.Range(0, 10_000).Count(_ => _filter.Admit(Message("p/d/cmd/list"), out var objection) is not null && objection is not null);

        Assert.Equal(100, answered);
    }

    /// <summary>One line once named five causes at a time.</summary>
    [Fact]
    public void Admit_EachCause_HasWordsOfItsOwn()
    {
        MqttReceived[] wrong =
        [
            Message("p/d/cmd/shutdown"), Message("p/d/cmd/list") with { Retained = true }, Message("p/d/cmd/list") with { Payload = new byte[513] },
            Message("p/d/cmd/list") with { CorrelationData = new byte[129] }, Message("p/d/cmd/list") with { ResponseTopic = "p/other/reply/x" },
        ];
        var objections = wrong.Select(m => _filter.Admit(m, out var objection) is null ? objection : null).ToList();

        Assert.DoesNotContain(null, objections);
        Assert.Equal(wrong.Length, objections.Distinct().Count());
    }

    /// <summary>The command, where it is obeyed.</summary>
    private AdmittedCommand? Admit(MqttReceived message) => _filter.Admit(message, out var objection) is { } command && objection is null ? command : null;

    private static MqttReceived Message(string topic) => new(topic, Encoding.UTF8.GetBytes("{}"), Retained: false);
}
