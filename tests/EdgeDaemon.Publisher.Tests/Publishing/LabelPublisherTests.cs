using System.Text.Json;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Publisher.Tests.Publishing;

/// <summary>Journal to broker, with a real one of each.</summary>
public sealed class LabelPublisherTests
{
    private const string Root = "edgedaemon/unit";

    [Fact]
    public void Run_LabelsAppended_ArriveOnTheirTopics()
    {
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, $"{Root}/#");
        using var rig = new PublisherRig();
        rig.StartPublisher(broker.Port);

        rig.Live();
        rig.Append(LabelRecordKind.EventStart, label: 0, track: 1);
        var last = rig.Append(LabelRecordKind.Count, value: 2, label: 0);
        rig.AwaitAcknowledged(last);

        Assert.True(subscriber.WaitFor($"{Root}/availability", "online"));
        Assert.True(subscriber.WaitFor($"{Root}/porch/label/person", "2"));
        Assert.True(subscriber.WaitFor($"{Root}/porch/label/person/occupied", "ON"));
        Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic == $"{Root}/porch/events")));
        using var json = JsonDocument.Parse(subscriber.Messages.First(m => m.Topic == $"{Root}/porch/events").Payload);
        var e = json.RootElement;
        Assert.Equal("start", e.GetProperty("type").GetString());
        Assert.Equal("person", e.GetProperty("label").GetString());
        Assert.Equal(0.8, e.GetProperty("score").GetDouble());
        Assert.Equal(1, e.GetProperty("top_score").GetDouble());
        Assert.Equal($"{last.BootEpoch}-1", e.GetProperty("id").GetString());
        Assert.Equal(last.Sequence - 1, e.GetProperty("seq").GetUInt64());
        Assert.Equal("detector", e.GetProperty("model").GetString());
        Assert.False(e.TryGetProperty("box", out _));
    }

    [Fact]
    public void Run_CameraGoesBlindAndRecovers_OccupancyIsUnknownMeanwhile()
    {
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, $"{Root}/#");
        using var rig = new PublisherRig();
        rig.StartPublisher(broker.Port);
        rig.Live();
        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.Count, value: 1, label: 1));

        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.Health, (uint)CameraHealth.Covered));
        Assert.True(subscriber.WaitFor($"{Root}/porch/label/cat", "unknown"));
        Assert.True(subscriber.WaitFor($"{Root}/porch/label/cat/occupied", "unknown"));
        Assert.True(subscriber.WaitFor($"{Root}/porch/health", "covered"));
        Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic == $"{Root}/porch/state" && m.Payload.Contains("\"labels\":null", StringComparison.Ordinal))));

        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.Health, (uint)CameraHealth.Ok));
        Assert.True(subscriber.WaitFor(all => all.Last(m => m.Topic == $"{Root}/porch/label/cat").Payload == "1"));
    }

    [Fact]
    public void Stop_Publishing_SaysOfflineAndKeepsTheCursor()
    {
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, $"{Root}/#");
        using var rig = new PublisherRig();
        rig.StartPublisher(broker.Port);
        var first = rig.Append(LabelRecordKind.EventStart, label: 0, track: 1);
        rig.AwaitAcknowledged(first);

        rig.StopPublisher();
        Assert.True(subscriber.WaitFor($"{Root}/availability", "offline"));

        rig.StartPublisher(broker.Port);
        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.EventEnd, value: 1000, label: 0, track: 1));
        Assert.True(subscriber.WaitFor(all => all.Count(m => m.Topic == $"{Root}/porch/events") == 2));
    }

    [Fact]
    public void Start_AfterAllWasAcknowledged_RebuildsAndPublishesTheState()
    {
        using var rig = new PublisherRig();
        using (var broker = MosquittoBroker.Run())
        {
            rig.StartPublisher(broker.Port);
            rig.Live();
            rig.AwaitAcknowledged(rig.Append(LabelRecordKind.Count, value: 3, label: 2));
            rig.StopPublisher();
        }

        using var fresh = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(fresh.Port, $"{Root}/#");
        rig.StartPublisher(fresh.Port);

        Assert.True(subscriber.WaitFor($"{Root}/porch/label/dog", "3"));
        Assert.True(subscriber.WaitFor($"{Root}/porch/label/person", "0"));
        Assert.DoesNotContain(subscriber.Messages, m => m.Topic == $"{Root}/porch/events");
    }

    [Fact]
    public void Run_Connected_TellsHowTheDeviceDoes()
    {
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, $"{Root}/status");
        using var rig = new PublisherRig();
        rig.StartPublisher(broker.Port);
        rig.Live();
        rig.Writer.Append(new CameraMetrics(10, 1, 9, 0, 2.5, null, null).ToRecord(camera: 0));

        Assert.True(subscriber.WaitFor(all => all.Any(m => m.Payload.Contains("\"fps\":2.5", StringComparison.Ordinal))));
        var status = JsonDocument.Parse(subscriber.Messages[^1].Payload).RootElement;
        Assert.Equal("unit", status.GetProperty("device").GetString());
        Assert.Equal("live", status.GetProperty("cameras").GetProperty("porch").GetProperty("state").GetString());
        Assert.Equal(rig.Writer.BootEpoch, status.GetProperty("boot").GetUInt32());
    }

    [Fact]
    public void Start_LabelNoLongerReported_ItsRetainedTopicsAreGone()
    {
        using var broker = MosquittoBroker.Run();
        using var rig = new PublisherRig();
        rig.StartPublisher(broker.Port);
        rig.Live();
        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.Count, value: 1, label: 1));
        rig.StopPublisher();

        rig.StartPublisher(broker.Port, o => o with { Labels = o.Labels with { ListIsComplete = new HashSet<string> { "porch" } } });
        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.Count, value: 1, label: 0));

        using var subscriber = new MqttSubscriber(broker.Port, $"{Root}/#");
        Assert.True(subscriber.WaitFor($"{Root}/porch/label/person", "1"));
        Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic == $"{Root}/status")));
        Assert.DoesNotContain(subscriber.Messages, m => m.Topic.Contains("/cat", StringComparison.Ordinal));
        rig.StopPublisher();
        Assert.DoesNotContain("cat", File.ReadAllText(Path.Combine(rig.Journal.CursorDirectory, "retained-topics.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Backlog_SendsEveryEventButOnlyTheLastOfEachState()
    {
        const int Records = 400;
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, $"{Root}/#");
        using var rig = new PublisherRig();
        rig.Live();
        RecordId last = default;
        for (uint i = 1; i <= Records / 2; i++)
        {
            rig.Append(LabelRecordKind.EventStart, label: 0, track: i);
            last = rig.Append(LabelRecordKind.Count, value: i, label: 0);
        }

        rig.StartPublisher(broker.Port);
        rig.AwaitAcknowledged(last);

        Assert.True(subscriber.WaitFor(all => all.Count(m => m.Topic == $"{Root}/porch/events") == Records / 2));
        Assert.True(subscriber.WaitFor($"{Root}/porch/label/person", $"{Records / 2}"));
        Assert.InRange(subscriber.Messages.Count(m => m.Topic == $"{Root}/porch/label/person"), 1, 20);
        Assert.True(rig.Publisher!.Status.Superseded > Records);
    }

    [Fact]
    public void Run_TableUnknown_HoldsInOrderUntilItIsThere()
    {
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, $"{Root}/#");
        using var rig = new PublisherRig();
        rig.StartPublisher(broker.Port);
        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.EventStart, label: 0, track: 1));

        var table = PublisherRig.Names("porch", "fox", "owl");
        rig.Writer.TableHash = table.Hash;
        rig.Append(LabelRecordKind.ConfigChange);
        var last = rig.Append(LabelRecordKind.EventStart, label: 0, track: 2);
        rig.AwaitLog("held");
        Assert.Contains(rig.Log.Lines, l => l.Contains($"{table.Hash:x8}.txt", StringComparison.Ordinal));
        Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic == $"{Root}/porch/events")));
        Assert.Single(subscriber.Messages, m => m.Topic == $"{Root}/porch/events");

        // As an operator would: the file is put where the log says.
        File.WriteAllText(rig.Tables.PathOf(table.Hash), table.ToText());
        rig.AwaitAcknowledged(last);

        Assert.True(subscriber.WaitFor(all => all.Count(m => m.Topic == $"{Root}/porch/events") == 2));
        Assert.Contains("\"label\":\"fox\"", subscriber.Messages.Last(m => m.Topic == $"{Root}/porch/events").Payload, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AclDenies_AcknowledgesNothingUntilAllowed()
    {
        using var broker = MosquittoBroker.Run(new MosquittoBrokerOptions { Acl = $"topic readwrite {Root}/availability\n" });
        using var rig = new PublisherRig();
        var last = rig.Append(LabelRecordKind.EventStart, label: 0, track: 1);

        rig.StartPublisher(broker.Port);
        rig.AwaitLog("refused");
        Assert.Contains(rig.Log.Lines, l => l.EndsWith("not authorized (0x87)", StringComparison.Ordinal));
        Assert.True(rig.Acknowledged < last);

        broker.Reload($"topic readwrite {Root}/#\n");
        rig.AwaitAcknowledged(last);
        Assert.Single(rig.Log.Lines, l => l.StartsWith("refused", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_RecordOutsideItsTable_IsParkedAndTheRestGoesOn()
    {
        using var broker = MosquittoBroker.Run();
        using var rig = new PublisherRig();
        rig.StartPublisher(broker.Port);

        rig.Append(LabelRecordKind.EventStart, label: 99, track: 1);
        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.EventStart, label: 0, track: 2));

        Assert.Contains(rig.Log.Lines, l => l.Contains("has label 99", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_BrokerStoppedAndStarted_SubscriberMissesNone()
    {
        const int Events = 5000;
        const int Restarts = 6;
        using var broker = MosquittoBroker.Run(new MosquittoBrokerOptions { Persistence = true });
        using var subscriber = new MqttSubscriber(broker.Port, $"{Root}/+/events", sessionId: "counter");
        using var rig = new PublisherRig();
        rig.StartPublisher(broker.Port);

        RecordId last = default;
        for (var part = 0; part < Restarts; part++)
        {
            for (uint i = 0; i < Events / Restarts; i++)
                last = rig.Append(LabelRecordKind.EventStart, label: (ushort)(i % 3), track: i);
            if (part % 2 == 0)
                Thread.Yield();
            else
                rig.AwaitAcknowledged(new RecordId(last.BootEpoch, last.Sequence - (Events / Restarts / 2)));
            broker.Stop();
            broker.Start();
        }

        rig.AwaitAcknowledged(last);
        Assert.InRange(rig.Log.Lines.Count(l => l.StartsWith("connected", StringComparison.Ordinal)), 2, int.MaxValue);
        var expected = Restarts * (Events / Restarts);
        Assert.True(subscriber.WaitFor(all => Sequences(all).Count == expected, PublisherRig.Limit), $"{Sequences(subscriber.Messages).Count} of {expected}");
    }

    [Fact]
    public void Run_BrokerKilledWithoutPersistence_StateIsBackAndNothingIsSkipped()
    {
        using var broker = MosquittoBroker.Run();
        using var rig = new PublisherRig();
        rig.StartPublisher(broker.Port);
        rig.Live();
        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.Count, value: 2, label: 0));

        broker.Kill();
        rig.AwaitLog("disconnected");
        var whileAway = rig.Append(LabelRecordKind.EventStart, label: 0, track: 9);
        broker.Start();
        using var subscriber = new MqttSubscriber(broker.Port, $"{Root}/#");
        rig.AwaitAcknowledged(whileAway);

        Assert.True(subscriber.WaitFor($"{Root}/porch/label/person", "2"));
    }

    [Fact]
    public void Run_JournalWentRound_GapCountsOnlyWhatTheBrokerNeverHad()
    {
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, $"{Root}/#");
        using var rig = new PublisherRig(sizeMiB: 2);
        rig.StartPublisher(broker.Port);
        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.EventStart, label: 0, track: 1));
        rig.StopPublisher();

        RecordId last = default;
        for (uint track = 2; track < 50_000; track++)
            last = rig.Append(LabelRecordKind.EventUpdate, label: 0, track: track);
        rig.StartPublisher(broker.Port, window: 200);
        rig.AwaitAcknowledged(last);

        Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic == $"{Root}/gap"), PublisherRig.Limit), string.Join(" | ", rig.Log.Lines));
        Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic == $"{Root}/porch/events" && m.Payload.Contains($"\"seq\":{last.Sequence},", StringComparison.Ordinal)), PublisherRig.Limit));
        var lost = 0UL;
        foreach (var gap in subscriber.Messages.Where(m => m.Topic == $"{Root}/gap"))
        {
            using var json = JsonDocument.Parse(gap.Payload);
            lost += json.RootElement.GetProperty("lost").GetUInt64();
        }

        var arrived = Sequences([.. subscriber.Messages.Where(m => m.Topic == $"{Root}/porch/events")]).Count;
        Assert.Equal(49_999, arrived + (int)lost);
    }

    private static HashSet<(uint Boot, ulong Seq)> Sequences(IReadOnlyList<SubscribedMessage> messages)
    {
        var seen = new HashSet<(uint, ulong)>();
        foreach (var message in messages)
        {
            using var json = JsonDocument.Parse(message.Payload);
            seen.Add((json.RootElement.GetProperty("boot").GetUInt32(), json.RootElement.GetProperty("seq").GetUInt64()));
        }

        return seen;
    }
}
