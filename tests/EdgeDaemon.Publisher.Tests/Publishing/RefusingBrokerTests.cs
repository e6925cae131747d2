using System.Text.Json;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Publisher.Tests.Publishing;

/// <summary>What may pass holds the labels: whatever a broker does, none is lost, and none comes under two identities.</summary>
public sealed class RefusingBrokerTests : IDisposable
{
    private const int Events = 30;
    private const string EventTopic = "edgedaemon/unit/porch/events";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly PublisherRig _rig = new();
    private readonly ScriptedBroker _broker = new();
    private uint _track;

    [Theory]
    [InlineData(0x80)]
    [InlineData(0x81)]
    [InlineData(0x83)]
    [InlineData(0x87)]
    [InlineData(0x90)]
    [InlineData(0x97)]
    [InlineData(0x99)]
    [InlineData(0xFF)]
    public void Run_EventsRefused_AreHeldAndComeInOrder(byte code)
    {
        var allowed = false;
        _broker.PublishAnswer = p => ScriptedBroker.PubAck(p.Id, p.Topic != EventTopic || Volatile.Read(ref allowed) ? (byte)0 : code);
        var first = Append();
        _rig.StartPublisher(_broker.Port);

        _rig.AwaitLog($"refused {EventTopic}");
        Assert.True(_rig.Acknowledged < first);
        Volatile.Write(ref allowed, true);

        _rig.AwaitAcknowledged(Append());
        Assert.Equal(0, _rig.Publisher!.Status.Parked);
        Assert.False(File.Exists(SetAsidePath));
        Assert.Equal(Enumerable.Range(1, 2 * Events), Tracks().Distinct());
    }

    [Fact]
    public void Run_PacketsTooLargeForTheBroker_AreHeldUntilItTakesThem()
    {
        _broker.Properties = [0x27, 0, 0, 0, 30];
        var last = Append();
        _rig.StartPublisher(_broker.Port);

        _rig.AwaitLog("refused");
        Assert.Contains(_rig.Log.Lines, l => l.EndsWith("packet too large (0x95)", StringComparison.Ordinal));
        Assert.Equal(default, _rig.Acknowledged);
        _broker.Properties = [];
        _broker.Cut();

        _rig.AwaitAcknowledged(last);
        Assert.Equal(Enumerable.Range(1, Events), Tracks());
        Assert.All(_broker.Publishes, p => Assert.True(p.Connection > 1 || p.Bytes <= 30));
    }

    /// <summary>What can never pass is set aside, also while a broker refuses everything else; it stays known after a restart, and counts once.</summary>
    [Fact]
    public void Run_RecordThatCanNeverPassAmongRefusedOnes_AloneIsSetAside()
    {
        var allowed = false;
        _broker.PublishAnswer = p => ScriptedBroker.PubAck(p.Id, p.Topic != EventTopic || Volatile.Read(ref allowed) ? (byte)0 : (byte)0x97);
        Append();
        var wrong = _rig.Append(LabelRecordKind.EventStart, label: 99, track: 1000);
        var last = Append();
        _rig.StartPublisher(_broker.Port);

        _rig.AwaitLog($"parked {wrong} ");
        _rig.AwaitLog($"refused {EventTopic}");
        Assert.True(_rig.Acknowledged < wrong);
        _rig.EndPublisher();
        _rig.StartPublisher(_broker.Port);
        Volatile.Write(ref allowed, true);

        _rig.AwaitAcknowledged(last);
        AssertSetAside(wrong);
        Assert.Equal(Enumerable.Range(1, 2 * Events), Tracks().Distinct());
        _rig.StopPublisher();
        _rig.StartPublisher(_broker.Port);
        _rig.AwaitAcknowledged(Append());
        AssertSetAside(wrong);
        var status = _broker.Publishes.Last(p => p.Topic == "edgedaemon/unit/status");
        using var json = JsonDocument.Parse(status.Payload);
        Assert.Equal(1, json.RootElement.GetProperty("journal").GetProperty("set_aside").GetInt32());
    }

    [Fact]
    public void Run_OnlyQos0_IsHeldUntilThereIsMore()
    {
        _broker.Properties = [0x24, 0];
        var last = Append();
        _rig.StartPublisher(_broker.Port);

        _rig.AwaitLog("disconnected");
        Assert.Contains(_rig.Log.Lines, l => l.Contains("does QoS 0 only", StringComparison.Ordinal));
        Assert.Empty(_broker.Publishes);
        _broker.Properties = [0x24, 1];

        _rig.AwaitAcknowledged(last);
        Assert.Equal(Enumerable.Range(1, Events), Tracks());
    }

    [Fact]
    public void Run_OneAtATime_ComesInOrder()
    {
        _broker.Properties = [0x21, 0, 1];
        _rig.StartPublisher(_broker.Port);

        _rig.AwaitAcknowledged(Append());

        Assert.Equal(Enumerable.Range(1, Events), Tracks());
    }

    [Fact]
    public void Run_NeverAcknowledged_IsToldAndSentAgainUnderTheSameIdentity()
    {
        _broker.PublishAnswer = p => p.Connection == 1 ? [] : ScriptedBroker.PubAck(p.Id);
        var last = Append();
        _rig.StartPublisher(_broker.Port, keepAlive: 1);

        _rig.AwaitLog("disconnected");
        Assert.Contains(_rig.Log.Lines, l => l.Contains("acknowledged no message", StringComparison.Ordinal));

        _rig.AwaitAcknowledged(last);
        Assert.Equal(Enumerable.Range(1, Events), Tracks().Distinct().Order());
        OneIdentityEach();
    }

    [Fact]
    public void Run_BrokerFrozenWhilePublishing_NothingIsLostNorRenamed()
    {
        using var broker = MosquittoBroker.Run(new MosquittoBrokerOptions { Persistence = true });
        using var subscriber = new MqttSubscriber(broker.Port, EventTopic, sessionId: "counter");
        _rig.StartPublisher(broker.Port, keepAlive: 1);
        _rig.AwaitAcknowledged(Append());

        broker.Freeze();
        try
        {
            Append();
            _rig.AwaitLog("disconnected");
        }
        finally
        {
            broker.Thaw();
        }

        _rig.AwaitAcknowledged(Append());
        Assert.True(subscriber.WaitFor(all => all.Select(m => Track(m.Payload)).Distinct().Count() == 3 * Events, Patience));
        Assert.Equal(3 * Events, subscriber.Messages.Select(m => m.Payload).Distinct().Count());
    }

    public void Dispose()
    {
        _rig.Dispose();
        _broker.Dispose();
    }

    private string SetAsidePath => Path.Combine(_rig.Journal.CursorDirectory, SetAsideList.FileName);

    private void AssertSetAside(RecordId wrong)
    {
        var list = SetAsideList.Load(SetAsidePath, Assert.Fail);
        Assert.Equal(1, list.Count);
        Assert.StartsWith($"{wrong} Record {wrong} has label 99", Assert.Single(list.Newest), StringComparison.Ordinal);
    }

    private RecordId Append()
    {
        RecordId last = default;
        for (var i = 0; i < Events; i++)
            last = _rig.Append(LabelRecordKind.EventStart, label: 0, track: ++_track);
        return last;
    }

    private IEnumerable<int> Tracks() => _broker.Publishes.Where(p => p.Topic == EventTopic).Select(p => Track(p.Payload));

    private void OneIdentityEach() => Assert.All(
        _broker.Publishes.Where(p => p.Topic == EventTopic).GroupBy(p => Track(p.Payload)),
        same => Assert.Single(same.Select(p => p.Payload).Distinct()));

    private static int Track(string payload)
    {
        using var json = JsonDocument.Parse(payload);
        return int.Parse(json.RootElement.GetProperty("id").GetString()!.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
