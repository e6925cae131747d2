using System.Globalization;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Scenes;
using EdgeDaemon.TestKit.Mqtt;
using EdgeDaemon.Tests.Pipeline;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>Labels are never lost: real processes, a real broker, kill -9.</summary>
public sealed class DurabilityTests(ITestOutputHelper output)
{
    private const string Events = "edgedaemon/unit/porch/events";

    // tests/torture/run.sh sets it.
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("EDGEDAEMON_TORTURE_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 20;

    private static readonly int EventsPerKill = Math.Max(100, 10_000 / Kills);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public void PublisherKilledAndBrokerRestartedTwentyTimes_SubscriberMissesNone()
    {
        var total = Kills * EventsPerKill;
        using var broker = MosquittoBroker.Run(new MosquittoBrokerOptions { Persistence = true });
        using var device = new Installation(broker.Port, """
            model: person-vehicle-animal
            source: {type: scene}
            """);
        using var subscriber = new MqttSubscriber(broker.Port, Events, sessionId: "counter");
        using var writer = JournalWriter.Open(
            device.Journal, new JournalFileSystem(), TimeProvider.System, NameTableBuilder.Build(device.Config).Hash);
        var publisher = DaemonProcess.Publisher("--config", device.ConfigPath);
        try
        {
            var written = new HashSet<RecordId>();
            for (var round = 0; round < Kills; round++)
            {
                Append(writer, EventsPerKill, written);
                // Some of this round has arrived, some is on its way: that is when everything breaks.
                var arrived = (round * EventsPerKill) + 50;
                Assert.True(subscriber.WaitFor(all => all.Count >= arrived, Patience), $"round {round}: {publisher.Errors}");
                publisher.Kill();
                publisher.Dispose();
                broker.Stop();
                publisher = DaemonProcess.Publisher("--config", device.ConfigPath);
                broker.Start();
            }

            Assert.True(
                subscriber.WaitFor(all => new EventLog(all).Records.Count >= total, Patience),
                $"{new EventLog(subscriber.Messages).Records.Count} of {total}: {publisher.Errors}");
            var log = new EventLog(subscriber.Messages);
            output.WriteLine($"torture: {Kills} kills of the publisher, the broker stopped beside it: {written.Count} events, {log.Records.Count} arrived, {log.Repeats} repeats, {log.RepeatsUnderAnotherId.Count} under another id");
            Assert.Equal(total, written.Count);
            Assert.Empty(written.Except(log.Records));
            Assert.Empty(log.RepeatsUnderAnotherId);
        }
        finally
        {
            publisher.Dispose();
        }
    }

    [Fact]
    public void VisionKilledTwentyTimes_EverythingInTheJournalArrives()
    {
        using var broker = MosquittoBroker.Run();
        using var device = new Installation(broker.Port, "source: {type: scene}\nmodel: camera-health");
        // Every second picture is dark, and nothing is debounced: each frame ends one label and starts another.
        var pictures = device.DrawPictures(SceneCondition.Ok, SceneCondition.Dark);
        device.Configure(broker.Port, $"""
            source: {"{"}type: replay, path: "{pictures}"{"}"}
            model: camera-health
            visible_frames: 1
            hidden_frames: 1
            """);
        using var subscriber = new MqttSubscriber(broker.Port, Events);
        using var publisher = DaemonProcess.Publisher("--config", device.ConfigPath);
        var vision = StartVision(device);
        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                var arrived = subscriber.Messages.Count + 100;
                Assert.True(subscriber.WaitFor(all => all.Count >= arrived, Patience), $"kill {kill}: {vision.Errors} {publisher.Errors}");
                vision.Kill();
                vision.Dispose();
                vision = StartVision(device);
            }

            Assert.Equal(0, vision.Terminate());
        }
        finally
        {
            vision.Dispose();
        }

        var kept = EventsIn(device.Journal);
        Assert.True(
            subscriber.WaitFor(all => new EventLog(all).Records.Count >= kept.Count, Patience),
            $"{new EventLog(subscriber.Messages).Records.Count} of {kept.Count}: {publisher.Errors}");
        var log = new EventLog(subscriber.Messages);
        var audit = JournalAudit.Run(device.Journal, new JournalFileSystem(), onRecord: null);
        output.WriteLine(
            $"torture: {Kills} kills of the vision process: {kept.Count} events in the journal, {log.Records.Count} arrived, {log.Repeats} repeats; {audit.Epochs} epochs, damaged {audit.Damaged}, chain breaks {audit.ChainBreaks}");
        Assert.Empty(kept.Except(log.Records));
        Assert.Empty(log.RepeatsUnderAnotherId);
        Assert.Equal(Kills + 1, audit.Epochs);
        Assert.True(audit.IsIntact);
    }

    /// <summary>Starts it and waits until its camera is open: it has an epoch of its own then, and hears signals.</summary>
    private static DaemonProcess StartVision(Installation device)
    {
        var vision = DaemonProcess.Vision("vision", "--config", device.ConfigPath);
        Assert.True(SpinWait.SpinUntil(() => vision.Errors.Contains("open: replay", StringComparison.Ordinal), Patience), vision.Errors);
        return vision;
    }

    private static void Append(JournalWriter writer, int count, HashSet<RecordId> written)
    {
        for (var i = 0; i < count; i++)
        {
            var record = LabelRecord.Of(i % 2 == 0 ? LabelRecordKind.EventStart : LabelRecordKind.EventEnd, camera: 0);
            record.Label = 0;
            record.TrackId = (uint)(written.Count / 2) + 1;
            record.Score = record.TopScore = 200;
            written.Add(writer.Append(record));
        }
    }

    private static HashSet<RecordId> EventsIn(JournalOptions journal) =>
    [
        .. JournalRecords.Of(journal)
            .Where(record => record.Kind is LabelRecordKind.EventStart or LabelRecordKind.EventUpdate or LabelRecordKind.EventEnd)
            .Select(record => record.Id),
    ];
}
