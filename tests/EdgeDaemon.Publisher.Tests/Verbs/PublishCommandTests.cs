using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Publisher.Tests.Verbs;

public sealed class PublishCommandTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void Run_LabelsThenASignal_PublishesSaysOfflineAndExitsZero(string signal)
    {
        using var folder = new TempDirectory();
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, "edgedaemon/#");
        using var writer = OpenJournal(folder, broker.Port, out var config);
        Append(writer, LabelRecordKind.EventStart);
        using var publisher = new PublisherProcess("--config", config);
        Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic == "edgedaemon/unit/porch/events")), publisher.Error);
        Assert.True(subscriber.WaitFor("edgedaemon/unit/availability", "online"));

        publisher.Signal(signal);

        Assert.Equal(0, publisher.WaitForExit());
        Assert.True(subscriber.WaitFor("edgedaemon/unit/availability", "offline"));
        Assert.Contains("Stopped; the broker has everything", publisher.Error, StringComparison.Ordinal);
        Assert.Empty(publisher.Output);
    }

    [Fact]
    public void Run_KilledAgainAndAgain_SubscriberMissesNone()
    {
        const int Kills = 5;
        using var folder = new TempDirectory();
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, "edgedaemon/unit/porch/events");
        using var writer = OpenJournal(folder, broker.Port, out var config);
        RecordId last = default;
        for (var kill = 0; kill <= Kills; kill++)
        {
            var before = subscriber.Messages.Count;
            for (var i = 0; i < 200; i++)
                last = Append(writer, LabelRecordKind.EventStart);
            using var publisher = new PublisherProcess("--config", config);
            Assert.True(subscriber.WaitFor(all => all.Count > before + 20), publisher.Error);
            if (kill < Kills)
                publisher.Signal("KILL");
            else
                Assert.True(subscriber.WaitFor(all => all.Any(m => m.Payload.Contains($"\"seq\":{last.Sequence},", StringComparison.Ordinal))));
        }

        Assert.Equal((Kills + 1) * 200, subscriber.Messages.Select(m => m.Payload).Distinct().Count());
    }

    [Fact]
    public void Run_Killed_BrokerPublishesTheWill()
    {
        using var folder = new TempDirectory();
        using var broker = MosquittoBroker.Run();
        using var subscriber = new MqttSubscriber(broker.Port, "edgedaemon/unit/availability");
        using var publisher = new PublisherProcess("--config", PublisherProcess.WriteConfig(folder, broker.Port));
        Assert.True(subscriber.WaitFor("edgedaemon/unit/availability", "online"), publisher.Error);

        publisher.Signal("KILL");

        Assert.True(subscriber.WaitFor("edgedaemon/unit/availability", "offline"));
    }

    [Fact]
    public void Run_BrokerAbsent_StaysAndStillStopsCleanly()
    {
        using var folder = new TempDirectory();
        using var publisher = new PublisherProcess("--config", PublisherProcess.WriteConfig(folder, MosquittoBroker.FreePort()));
        publisher.AwaitError("cannot be reached: Connection refused");

        publisher.Signal("TERM");

        Assert.Equal(0, publisher.WaitForExit());
    }

    [Fact]
    public void Run_WrongConfig_NamesEveryErrorAndExits78()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["edgedaemon.yaml"], "mqtt:\n  hots: localhost\n  port: 99999999\n");
        using var publisher = new PublisherProcess("--config", folder["edgedaemon.yaml"]);

        Assert.Equal(78, publisher.WaitForExit());
        Assert.Contains("edgedaemon.yaml:2", publisher.Error, StringComparison.Ordinal);
        Assert.Contains("edgedaemon.yaml:3", publisher.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData]
    public void Run_WrongCommandLine_Exits64(params string[] arguments)
    {
        using var publisher = new PublisherProcess(arguments);

        Assert.Equal(64, publisher.WaitForExit());
        Assert.Contains("--help", publisher.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Help_ExitsZeroAndNamesTheCommands()
    {
        using var publisher = new PublisherProcess("--help");

        Assert.Equal(0, publisher.WaitForExit());
        Assert.Contains("watch", publisher.Output, StringComparison.Ordinal);
        Assert.Contains("--config", publisher.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "start person 0.80 (top 0.80), event ")]
    [InlineData(true, "{\"topic\":\"edgedaemon/unit/porch/events\",\"payload\":")]
    public void Watch_LabelsArrive_PrintsOneLineEach(bool json, string expected)
    {
        using var folder = new TempDirectory();
        using var broker = MosquittoBroker.Run();
        using var writer = OpenJournal(folder, broker.Port, out var config);
        string[] arguments = json ? ["watch", "--config", config, "--json"] : ["watch", "--config", config];
        using var watch = new PublisherProcess(arguments);
        broker.AwaitLog("SUBSCRIBE from edgedaemon-unit-watch");
        using var publisher = new PublisherProcess("--config", config);
        Append(writer, LabelRecordKind.EventStart);

        watch.AwaitOutput(expected);
        watch.Signal("INT");

        Assert.Equal(0, watch.WaitForExit());
    }

    private static JournalWriter OpenJournal(TempDirectory folder, int port, out string configPath)
    {
        configPath = PublisherProcess.WriteConfig(folder, port);
        var config = ConfigLoader.Load(configPath).Config!;
        var options = new JournalOptions { Directory = config.Journal.Directory, CursorDirectory = config.Journal.CursorDirectory };
        return JournalWriter.Open(options, new JournalFileSystem(), TimeProvider.System, NameTableBuilder.Build(config).Hash);
    }

    private static RecordId Append(JournalWriter writer, LabelRecordKind kind)
    {
        var record = LabelRecord.Of(kind, camera: 0);
        (record.Label, record.TrackId, record.Score, record.TopScore) = (0, 1, 204, 204);
        return writer.Append(record);
    }
}
