using EdgeDaemon.Configuration.Naming;
using System.Collections.Immutable;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Journal;
using EdgeDaemon.Publisher.Commands;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>Everything that publishing takes, put together from the configuration.</summary>
internal sealed class PublisherService : IDisposable
{
    // A model with more labels shows each when it is first seen; a thousand zeros would drown a broker and its readers.
    private const int MostListedLabels = 100;
    private readonly JournalReader _reader;
    private readonly JournalCursor _cursor;

    private PublisherService(JournalReader reader, JournalCursor cursor, LabelPublisher publisher) =>
        (_reader, _cursor, Publisher) = (reader, cursor, publisher);

    /// <summary>Not started yet.</summary>
    public LabelPublisher Publisher { get; }

    /// <exception cref="JournalException">The journal's folders cannot be used.</exception>
    /// <exception cref="IOException">The tables cannot be kept.</exception>
    public static PublisherService Create(DaemonConfig config, PublisherLog log, ServiceManager service)
    {
        var time = TimeProvider.System;
        var files = new JournalFileSystem();
        var journal = JournalOptions.From(config.Journal);
        var tables = new NameTableStore(journal.CursorDirectory, journal.Directory);
        var current = CurrentTable(config, log);
        if (current is not null)
            tables.Add(current);

        var topics = new TopicNames(config.Mqtt.Prefix, config.DeviceId);
        var availability = new DeviceAvailability(topics);
        var transport = new MqttNetTransport(
            new MqttTransportOptions { Mqtt = config.Mqtt, Will = availability.Will, Warn = log.Unwise }, time);
        var progress = new PublisherProgress(service, () => transport.Turns);
        var reader = JournalReader.Open(journal, files);
        try
        {
            var cursor = JournalCursor.Open(journal, files);
            var options = new LabelPublisherOptions
            {
                Topics = topics,
                Labels = new ShownLabels
                {
                    ListedLabels = ListedLabels(config, current),
                    ListIsComplete = config.Cameras.Where(camera => !camera.Labels.IsEmpty).Select(camera => camera.Name).ToImmutableHashSet(),
                },
                Commands = Commands(config, current, () => JournalReader.Open(journal, files)),
                HomeAssistant = config.Mqtt.HomeAssistant,
                EntitiesPath = Path.Combine(journal.CursorDirectory, "home-assistant-entities.txt"),
                Frigate = config.Mqtt.Frigate,
                LedgerPath = Path.Combine(journal.CursorDirectory, "retained-topics.txt"),
                WentRound = progress.WentRound,
            };
            return new PublisherService(
                reader, cursor, new LabelPublisher(options, reader, cursor, tables, transport, availability, log, time));
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Publisher.Dispose();
        _cursor.Dispose();
        _reader.Dispose();
    }

    /// <summary>
    /// The names that the vision process writes under now. Without them (a label file that is missing) what it writes is held;
    /// a backlog under older names still goes out.
    /// </summary>
    private static NameTable? CurrentTable(DaemonConfig config, PublisherLog log)
    {
        try
        {
            return NameTableBuilder.Build(config);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            log.NoCurrentTable(e.Message);
            return null;
        }
    }

    private static CommandOptions Commands(DaemonConfig config, NameTable? names, Func<JournalReader> openJournal) => new()
    {
        Allow = [.. config.Commands.Allow.Select(CommandNames.Parse)],
        PerMinute = config.Commands.PerMinute,
        Vision = config.Commands.Socket is { } socket ? new VisionSocket(socket) : null,
        Names = names,
        OpenJournal = openJournal,
    };

    private static ImmutableDictionary<string, ImmutableArray<string>> ListedLabels(DaemonConfig config, NameTable? table) =>
        config.Cameras.ToImmutableDictionary(
            camera => camera.Name,
            camera => camera.Labels.IsEmpty
                ? table?.Cameras.FirstOrDefault(c => c.Camera == camera.Name)?.Labels is { Length: <= MostListedLabels } all ? all : []
                : camera.Labels);
}
