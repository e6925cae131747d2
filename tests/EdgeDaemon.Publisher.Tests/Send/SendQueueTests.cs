using System.Text;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Send;

namespace EdgeDaemon.Publisher.Tests.Send;

public sealed class SendQueueTests
{
    private readonly SendQueue _queue = new();

    [Fact]
    public void TakeDone_AnswersOutOfOrder_StopsBeforeTheFirstThatIsOwed()
    {
        _queue.Add(Id(1), [Event("a")]);
        _queue.Add(Id(2), [Event("b")]);
        _queue.Add(Id(3), []);
        var (first, second) = (Take(), Take());

        _queue.Finish(second.Token);
        Assert.Null(_queue.TakeDone());
        _queue.Finish(first.Token);
        Assert.Equal(Id(3), _queue.TakeDone());
        Assert.Equal(0, _queue.RecordCount);
    }

    [Fact]
    public void Add_NewerRetainedValue_DropsTheWaitingOne()
    {
        _queue.Add(Id(1), [State("t", "1")]);
        _queue.Add(Id(2), [Event("e")]);
        _queue.Add(Id(3), [State("t", "2")]);

        Assert.Equal(Id(1), _queue.TakeDone());
        Assert.Equal(["e", "2"], [Take().Payload, Take().Payload]);
        Assert.Equal(1, _queue.Superseded);
    }

    [Fact]
    public void Add_SameTopicNotRetained_SendsBoth()
    {
        _queue.Add(Id(1), [Event("1")]);
        _queue.Add(Id(2), [Event("2")]);

        Assert.Equal(["1", "2"], [Take().Payload, Take().Payload]);
    }

    [Fact]
    public void PutBack_Event_IsNextAgain()
    {
        _queue.Add(Id(1), [Event("1")]);
        _queue.Add(Id(2), [Event("2")]);

        _queue.PutBack(Take().Token);

        Assert.Equal(["1", "2"], [Take().Payload, Take().Payload]);
    }

    [Fact]
    public void PutBack_RetainedWithANewerInFlight_IsNotSentAgain()
    {
        _queue.Add(Id(1), [State("t", "1")]);
        var old = Take();
        _queue.Add(Id(2), [State("t", "2")]);
        var newer = Take();

        _queue.PutBack(old.Token);

        Assert.Equal(0, _queue.WaitingCount);
        _queue.Finish(newer.Token);
        Assert.Equal(Id(2), _queue.TakeDone());
    }

    [Fact]
    public void Restart_InFlight_WaitsAgainInOrderBehindTheSnapshot()
    {
        _queue.Add(Id(1), [Event("1"), State("t", "old")]);
        _queue.Add(Id(2), [Event("2")]);
        _queue.Add(Id(3), [Event("3")]);
        Take();
        Take();
        Take();

        _queue.Restart([State("up", "online"), State("t", "new")]);

        Assert.Equal(["online", "new", "1", "2", "3"], Enumerable.Range(0, 5).Select(_ => Take().Payload));
        Assert.Equal(0, _queue.WaitingCount);
    }

    [Fact]
    public void Restart_SnapshotNotAnswered_NothingBehindItIsDone()
    {
        _queue.Add(Id(1), [Event("1")]);
        _queue.Restart([State("up", "online")]);
        var (birth, one) = (Take(), Take());

        _queue.Finish(one.Token);
        Assert.Null(_queue.TakeDone());
        _queue.Finish(birth.Token);
        Assert.Equal(Id(1), _queue.TakeDone());
    }

    [Fact]
    public void Restart_AgainAndAgain_KeepsEverythingOnce()
    {
        _queue.Add(Id(1), [Event("1")]);
        for (var i = 0; i < 10; i++)
        {
            _queue.Restart([State("up", "online")]);
            Take();
            Take();
        }

        _queue.Restart([State("up", "online")]);
        Assert.Equal(["online", "1"], [Take().Payload, Take().Payload]);
        Assert.Equal(0, _queue.WaitingCount);
    }

    private static RecordId Id(ulong sequence) => new(1, sequence);

    private static MqttMessage Event(string payload) => new("events", Encoding.UTF8.GetBytes(payload), Retain: false);

    private static MqttMessage State(string topic, string payload) => new(topic, Encoding.UTF8.GetBytes(payload), Retain: true);

    private (long Token, string Payload) Take()
    {
        Assert.True(_queue.TryTake(out var token, out var message));
        return (token, Encoding.UTF8.GetString(message.Payload.Span));
    }
}
