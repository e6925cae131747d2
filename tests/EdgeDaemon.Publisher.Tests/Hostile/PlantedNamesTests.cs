using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Publisher.Tests.Verbs;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Publisher.Tests.Hostile;

/// <summary>A vision process in other hands writes what it likes into its own folders. No text of it may leave the device.</summary>
public sealed class PlantedNamesTests : IDisposable
{
    private const string Planted = "c2vjcmv0-pixels";
    private readonly TempDirectory _folder = new();
    private readonly MosquittoBroker _broker = MosquittoBroker.Run();

    /// <summary>1,536 bytes of a picture came out as the topics of labels.</summary>
    [Fact]
    public void Run_TablesInTheVisionProcessesFolders_AreNeverBelieved()
    {
        using var subscriber = new MqttSubscriber(_broker.Port, "#");
        var config = PublisherProcess.WriteConfig(_folder, _broker.Port);
        var loaded = ConfigLoader.Load(config).Config!;
        var journal = JournalOptions.From(loaded.Journal) with { HotDirectory = null, CursorHotDirectory = null };
        var honest = NameTableBuilder.Build(loaded);
        var planted = new NameTable([new CameraNames("porch", Planted, [.. Enumerable.Range(0, 40).Select(i => $"{Planted}{i}")], [Planted]) { SubLabels = [Planted] }]);
        using var writer = JournalWriter.Open(journal, new JournalFileSystem(), TimeProvider.System, honest.Hash);
        foreach (var folder in (string[])[journal.Directory, Path.Combine(journal.Directory, "tables"), _folder["tables"]])
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"{planted.Hash:x8}.txt"), planted.ToText());
        }

        Append(writer, LabelRecordKind.Count, label: 1);
        using (var publisher = new PublisherProcess("--config", config))
        {
            Assert.True(subscriber.WaitFor("edgedaemon/unit/porch/label/cat", "1"), publisher.Error);
            writer.TableHash = planted.Hash;
            for (ushort i = 0; i < 40; i++)
                Append(writer, i % 2 == 0 ? LabelRecordKind.Count : LabelRecordKind.EventStart, label: i);
            publisher.AwaitError("are held, not lost");
            Assert.True(subscriber.WaitFor(all => all.Any(m => m.Topic.EndsWith("/status", StringComparison.Ordinal) && m.Payload.Contains("\"held\":true", StringComparison.Ordinal))));
            publisher.Signal("TERM");

            Assert.Equal(0, publisher.WaitForExit());
            Assert.Equal(2, publisher.Error.Split("are held, not lost").Length);
        }

        Assert.True(subscriber.WaitFor("edgedaemon/unit/availability", "offline"));
        Assert.DoesNotContain(subscriber.Messages, m => $"{m.Topic} {m.Payload}".Contains(Planted, StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.EnumerateFiles(journal.CursorDirectory, "*", SearchOption.AllDirectories), f => File.ReadAllText(f).Contains(Planted, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    private static void Append(JournalWriter writer, LabelRecordKind kind, ushort label)
    {
        var record = LabelRecord.Of(kind, camera: 0);
        (record.Label, record.TrackId, record.Value, record.Zones) = (label, label, 1, 1);
        writer.Append(record);
    }
}
