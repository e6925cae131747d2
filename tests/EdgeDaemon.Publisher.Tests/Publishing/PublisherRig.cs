using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Journal;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Feed;
using EdgeDaemon.Publisher.Messages;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.Publishing;

/// <summary>A real journal, its writer, and as many publishers one after another as a test wants.</summary>
internal sealed class PublisherRig : IDisposable
{
    private readonly TempDirectory _folder = new();
    private CheckingTransport? _transport;

    public PublisherRig(NameTable? table = null, int sizeMiB = 16, bool hotCursor = true)
    {
        Table = table ?? Names("porch", "person", "cat", "dog");
        Journal = new JournalOptions
        {
            Directory = _folder["journal"],
            HotDirectory = _folder["hot"],
            CursorDirectory = _folder["cursor"],
            CursorHotDirectory = hotCursor ? _folder["cursor-hot"] : null,
            SizeBytes = (long)sizeMiB << 20,
        };
        Writer = JournalWriter.Open(Journal, new JournalFileSystem(), TimeProvider.System, Table.Hash);
        Tables = new NameTableStore(Journal.CursorDirectory);
        Tables.Add(Table);
    }

    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);

    public JournalOptions Journal { get; }

    public NameTable Table { get; }

    public NameTableStore Tables { get; set; }

    public JournalWriter Writer { get; private set; }

    public int WriterRestarts { get; private set; }

    public TopicNames Topics { get; } = new("edgedaemon", "unit");

    public RecordingLog Log { get; } = new();

    public IJournalFileSystem Files { get; init; } = new JournalFileSystem();

    public LabelPublisher? Publisher { get; private set; }

    public RecordId Acknowledged => Publisher!.Status.Acknowledged;

    public static NameTable Names(string camera, params string[] labels) =>
        new([new CameraNames(camera, "detector", [.. labels], ["gate", "path"])]);

    public void StartPublisher(
        int port,
        Func<LabelPublisherOptions, LabelPublisherOptions>? change = null,
        int window = 20,
        MqttProtocol protocol = MqttProtocol.Auto,
        int keepAlive = 5,
        Func<MqttTransportOptions, MqttTransportOptions>? connect = null)
    {
        var options = new LabelPublisherOptions
        {
            Topics = Topics,
            Labels = new ShownLabels { ListedLabels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("porch", ["person"]) },
            StateDirectory = Journal.CursorDirectory,
            FirstRefusalPause = TimeSpan.FromMilliseconds(20),
            LongestRefusalPause = TimeSpan.FromMilliseconds(100),
            HeldRecheck = TimeSpan.FromMilliseconds(50),
        };
        var availability = new DeviceAvailability(Topics);
        var connection = new MqttTransportOptions
        {
            Mqtt = new MqttConfig
            {
                Host = "localhost",
                Port = port,
                ClientId = "publisher",
                Window = window,
                Protocol = protocol,
                KeepAlive = TimeSpan.FromSeconds(keepAlive),
            },
            Will = availability.Will,
            FirstRetry = TimeSpan.FromMilliseconds(50),
            LongestRetry = TimeSpan.FromMilliseconds(200),
        };
        var transport = new MqttNetTransport(connect?.Invoke(connection) ?? connection, TimeProvider.System);
        _transport = new CheckingTransport(transport, Topics.Root);
        Publisher = PublisherComposition.Compose(
            change?.Invoke(options) ?? options, Journal, Files, Tables, _transport, availability, Log, TimeProvider.System);
        Publisher.Start();
    }

    /// <summary>The vision process starts again: a new boot epoch.</summary>
    public void RestartWriter()
    {
        Writer.Dispose();
        Writer = JournalWriter.Open(Journal, new JournalFileSystem(), TimeProvider.System, Table.Hash);
        WriterRestarts++;
    }

    /// <summary>Ends the publisher in order.</summary>
    public void StopPublisher()
    {
        Publisher!.Stop(TimeSpan.FromSeconds(4));
        EndPublisher();
    }

    /// <summary>Ends it without a farewell and without a durable cursor beyond what was written.</summary>
    public void EndPublisher()
    {
        Publisher!.Dispose();
        Publisher = null;
        Assert.Empty(_transport!.Faults);
    }

    public RecordId Live() => Append(LabelRecordKind.State, (uint)CameraState.Live);

    /// <summary>An event step with zones.</summary>
    public RecordId AppendEvent(LabelRecordKind kind, uint track, ushort zones, ushort label = 0)
    {
        var record = LabelRecord.Of(kind, camera: 0);
        (record.TrackId, record.Zones, record.Label, record.Score, record.TopScore) = (track, zones, label, 204, 255);
        record.Flags = LabelRecordFlags.HasBox;
        record.Box = NormalizedBox.FromFractions(0.25f, 0.25f, 0.5f, 0.75f);
        return Writer.Append(record);
    }

    public RecordId Append(LabelRecordKind kind, uint value = 0, ushort label = LabelRecord.NoLabel, uint track = 0)
    {
        var record = LabelRecord.Of(kind, camera: 0);
        (record.Value, record.Label, record.TrackId, record.Score, record.TopScore) = (value, label, track, 204, 255);
        return Writer.Append(record);
    }

    public void AwaitAcknowledged(RecordId id)
    {
        var deadline = DateTime.UtcNow + Limit;
        while (Publisher!.Status.Acknowledged < id)
        {
            Assert.False(Publisher.Completion.IsFaulted, Publisher.Completion.Exception?.ToString());
            Assert.True(DateTime.UtcNow < deadline, $"{id} was never acknowledged: {Publisher.Status}; {string.Join(" | ", Log.Lines.TakeLast(8))}");
            Thread.Sleep(5);
        }
    }

    public void AwaitLog(string beginning)
    {
        var deadline = DateTime.UtcNow + Limit;
        while (!Log.Lines.Any(l => l.StartsWith(beginning, StringComparison.Ordinal)))
        {
            Assert.True(DateTime.UtcNow < deadline, $"'{beginning}' was never reported: {string.Join(" | ", Log.Lines)}");
            Thread.Sleep(5);
        }
    }

    public void Dispose()
    {
        if (Publisher is not null)
            EndPublisher();
        Writer.Dispose();
        _folder.Dispose();
    }
}
