using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Journal;
using EdgeDaemon.Linux;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Commands;
using EdgeDaemon.Publisher.Drift;
using EdgeDaemon.Publisher.Feed;
using EdgeDaemon.Publisher.Frigate;
using EdgeDaemon.Publisher.HomeAssistant;
using EdgeDaemon.Publisher.Messages;
using EdgeDaemon.Publisher.Send;
using EdgeDaemon.Publisher.Status;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>Puts the publisher together: this is the place to see what it consists of.</summary>
internal static class PublisherComposition
{
    // A model with more labels shows each when it is first seen; a thousand zeros would drown a broker and its readers.
    private const int MostListedLabels = 100;

    /// <summary>The publisher that a configuration asks for.</summary>
    /// <exception cref="JournalException">The journal's folders cannot be used.</exception>
    public static LabelPublisher Compose(DaemonConfig config, PublisherLog log, ServiceManager service)
    {
        var time = TimeProvider.System;
        var journal = JournalOptions.From(config.Journal);
        var tables = new NameTableStore(journal.CursorDirectory)
        {
            Trouble = log.Trouble,
            Installed = () => CurrentNames(config, _ => { }) is { } now ? NameTableBuilder.BuildOthers(config).Prepend(now) : [],
        };
        var names = CurrentNames(config, log.NoCurrentTable);
        if (names is not null)
            tables.Add(names);
        var topics = new TopicNames(config.Mqtt.Prefix, config.DeviceId);
        var availability = new DeviceAvailability(topics);
        var egress = EgressLedger.Load(Path.Combine(journal.CursorDirectory, EgressLedger.FileName), time.GetUtcNow(), log.Trouble);
        var transport = new MqttNetTransport(
            new MqttTransportOptions { Mqtt = config.Mqtt, Will = availability.Will, Warn = log.Unwise, Sent = egress.Sent }, time);
        var options = new LabelPublisherOptions
        {
            Topics = topics,
            Labels = Labels(config, names),
            InstalledModels = () => NameTableBuilder.Identities(config),
            StateDirectory = journal.CursorDirectory,
            Egress = egress,
            Commands = Commands(config, names),
            HomeAssistant = config.Mqtt.HomeAssistant,
            Cameras = config.Cameras.ToDictionary(camera => camera.Name),
            Frigate = config.Mqtt.Frigate,
            Metrics = config.Metrics,
            WentRound = new PublisherProgress(service, () => transport.Turns).WentRound,
            HasRead = service.Alive,
        };
        return Compose(options, journal, new JournalFileSystem(), tables, transport, availability, log, time);
    }

    /// <summary>The publisher of some options. It owns, from here on, all that it is made of.</summary>
    /// <param name="options">How to publish.</param>
    /// <param name="journal">Where the journal lies.</param>
    /// <param name="files">Where the journal is read and the cursor kept.</param>
    /// <param name="tables">The names.</param>
    /// <param name="transport">The way to the broker, not started yet; its will must be <paramref name="availability"/>'s.</param>
    /// <param name="availability">Birth, farewell and will.</param>
    /// <param name="log">Hears what matters.</param>
    /// <param name="time">Clock of pauses and rate limits.</param>
    /// <exception cref="JournalException">The journal's folders cannot be used.</exception>
    public static LabelPublisher Compose(
        LabelPublisherOptions options, JournalOptions journal, IJournalFileSystem files, NameTableStore tables, IMqttTransport transport,
        DeviceAvailability availability, IPublisherLog log, TimeProvider time)
    {
        var cursor = JournalCursor.Open(journal, files, time);
        var doorbell = new JournalDoorbell(journal with { Report = log.Trouble });

        // The chain: what the journal says, what that means, what is told of it, and how it goes out.
        var feed = new JournalFeed(JournalReader.Open(journal, files), tables, availability, options.HeldRecheck, log, time);
        var view = new DeviceView(options.Labels);
        var messages = new LabelMessages(options.Topics, time);
        var sender = new Sender(transport, options, doorbell.Ring, log, time);

        // What outlives a restart.
        var ledger = new RetainedLedger(options.StatePath(RetainedLedger.FileName), log.Trouble);
        var snapshot = new ViewSnapshot(options.StatePath(ViewSnapshot.FileName), options.Labels, log.Trouble);
        var setAside = SetAsideList.Load(options.StatePath(SetAsideList.FileName), log.Trouble);
        var saveAgain = new List<Action> { tables.SaveAgain, ledger.SaveAgain, snapshot.SaveAgain };
        var state = new StateKeeper(cursor, setAside, snapshot, ledger, options.Egress, saveAgain, feed, view, sender, log, time);

        // Beside the chain: they read the view.
        var companions = new List<ICompanion>();
        var drift = new DriftWatch(options.StatePath(DriftWatch.FileName), view, log.Trouble, time);
        companions.Add(drift);
        var status = new StatusReporter(options.Topics, view, Facts, new DeviceSensors(), new SystemClock(time), time) { Installed = options.InstalledModels, Drift = drift.Of };
        if (options.Commands is { } commands)
            companions.Add(new CommandService(commands, options.Topics, () => JournalReader.Open(journal, files), tables, view, status, doorbell.Ring, log, time));
        if (options.HomeAssistant is { } hub)
        {
            var entities = new HubEntities(options.Topics, options.Labels, options.Commands?.Allow ?? []);
            var known = new KnownEntities(options.StatePath(KnownEntities.FileName), log.Trouble);
            saveAgain.Add(known.SaveAgain);
            companions.Add(new HubDiscovery(hub, options.Cameras, options.Topics, entities, known, view, time));
        }

        if (options.Frigate is { } frigate)
            companions.Add(new FrigateMirror(frigate, view, options.Labels, time));
        companions.Add(status);
        MetricsSocket? metrics = null;
        if (options.Metrics is { } page)
        {
            metrics = new MetricsSocket(page.Socket, () => MetricsPage.Of(status.Compose(), sender.IsConnected, page.Labels ? view.Cameras.Values : []), doorbell.Ring, log.Trouble);
            options = options with { WentRound = options.WentRound + metrics.Refresh };
        }

        return new LabelPublisher(options, metrics, doorbell, feed, view, messages, sender, ledger, state, companions, transport, availability, log, time);

        PublisherFacts Facts()
        {
            var stands = sender.Status;
            return new PublisherFacts(stands, feed.IsHeld, availability.BootEpoch, feed.Backlog(stands.Acknowledged, sender.IsConnected), feed.Lost, state.SetAside);
        }
    }

    /// <summary>
    /// The names that the vision process writes under now. Without them (a label file that is missing) what it writes is held;
    /// a backlog under older names still goes out.
    /// </summary>
    private static NameTable? CurrentNames(DaemonConfig config, Action<string> trouble)
    {
        try
        {
            return NameTableBuilder.Build(config);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            trouble(e.Message);
            return null;
        }
    }

    private static CommandOptions Commands(DaemonConfig config, NameTable? names) => new()
    {
        Allow = [.. config.Commands.Allow.Select(CommandNames.Parse)],
        PerMinute = config.Commands.PerMinute,
        FrigatePrefix = config.Mqtt.Frigate?.Prefix,
        Vision = config.Commands.Socket is { } socket ? new VisionSocket(socket) : null,
        Names = names,
    };

    private static ShownLabels Labels(DaemonConfig config, NameTable? names) => new()
    {
        ListedLabels = config.Cameras.ToImmutableDictionary(
            camera => camera.Name,
            camera => camera.Labels.IsEmpty
                ? names?.Cameras.FirstOrDefault(c => c.Camera == camera.Name)?.Labels is { Length: <= MostListedLabels } all ? all : []
                : camera.Labels),
        Titles = LabelTitles.Read(config),
        ListIsComplete = config.Cameras.Where(camera => !camera.Labels.IsEmpty).Select(camera => camera.Name).ToImmutableHashSet(),
    };
}
