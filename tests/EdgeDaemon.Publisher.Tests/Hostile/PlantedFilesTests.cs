using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Publisher.Tests.Verbs;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Publisher.Tests.Hostile;

/// <summary>Whatever lies in the vision process's folder, the publisher goes on, and ends when it is told to.</summary>
public sealed class PlantedFilesTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly MosquittoBroker _broker = MosquittoBroker.Run();
    private readonly MqttSubscriber _subscriber;
    private readonly string _config;
    private readonly JournalOptions _journal;
    private readonly JournalWriter _writer;

    public PlantedFilesTests()
    {
        _subscriber = new MqttSubscriber(_broker.Port, "edgedaemon/#");
        _config = PublisherProcess.WriteConfig(_folder, _broker.Port);
        var loaded = ConfigLoader.Load(_config).Config!;
        _journal = JournalOptions.From(loaded.Journal) with { HotDirectory = null, CursorHotDirectory = null };
        _writer = JournalWriter.Open(_journal, new JournalFileSystem(), TimeProvider.System, NameTableBuilder.Build(loaded).Hash);
    }

    public static TheoryData<string> Kinds => [.. SpecialFiles.Kinds, "3 GiB of nothing", "2 GiB by its header"];

    /// <summary>A pipe as a segment hung it, deaf to SIGTERM; it was read whenever the reader came to the end.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Run_SomethingElseWhereASegmentIsExpected_PublishesAndEnds(string kind)
    {
        var path = Path.Combine(_journal.Directory, "00000002.seg");
        if (kind == "3 GiB of nothing")
        {
            using var file = File.Create(path);
            file.SetLength(3L << 30);
        }
        else if (kind == "2 GiB by its header")
        {
            File.WriteAllBytes(path, HostileSegments.Header(2, int.MaxValue, first: 100, epoch: _writer.BootEpoch));
        }
        else
        {
            SpecialFiles.Make(kind, path);
        }

        PublishesAndEnds();
    }

    /// <summary>
    /// 100,000 empty segments were opened again at each look. A folder that no writer of ours makes is told and left alone until it has been put
    /// in order; then labels go on.
    /// </summary>
    [Fact]
    public void Run_FolderFullOfSegments_IsToldAndGoesOnOnceItIsPutInOrder()
    {
        for (var i = 0; i <= JournalFileSystem.MostEntries; i++)
            File.WriteAllText(Path.Combine(_journal.Directory, $"{10_000_000 + i}.seg"), "");
        using var publisher = new PublisherProcess("--config", _config);
        publisher.AwaitError($"more than {JournalFileSystem.MostEntries} entries");

        foreach (var file in Directory.EnumerateFiles(_journal.Directory, "1*.seg"))
            File.Delete(file);
        Append(7);

        Assert.True(_subscriber.WaitFor("edgedaemon/unit/porch/label/cat", "7"), publisher.Error);
        publisher.Signal("TERM");
        Assert.Equal(0, publisher.WaitForExit());
    }

    /// <summary>As many segments without a record as a folder may hold.</summary>
    [Fact]
    public void Run_ManyEmptySegments_PublishesAndEnds()
    {
        for (var i = 0; i < JournalFileSystem.MostEntries - 10; i++)
            File.WriteAllText(Path.Combine(_journal.Directory, $"{10_000_000 + i}.seg"), "");

        PublishesAndEnds();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _subscriber.Dispose();
        _broker.Dispose();
        _folder.Dispose();
    }

    private void PublishesAndEnds()
    {
        using var publisher = new PublisherProcess("--config", _config);
        for (var i = 1u; i <= 3; i++)
        {
            Append(i);
            Assert.True(_subscriber.WaitFor("edgedaemon/unit/porch/label/cat", $"{i}"), publisher.Error);
        }

        publisher.Signal("TERM");
        Assert.Equal(0, publisher.WaitForExit());
        Assert.True(_subscriber.WaitFor("edgedaemon/unit/availability", "offline"));
    }

    private void Append(uint count)
    {
        var record = LabelRecord.Of(LabelRecordKind.Count, camera: 0);
        (record.Label, record.Value) = (1, count);
        _writer.Append(record);
    }
}
