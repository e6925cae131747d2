using System.Collections.Concurrent;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Journal;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Feed;
using EdgeDaemon.Publisher.Frigate;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.Status;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>
/// Obeys commands that the configuration allows. What concerns the cameras is handed to the vision process, which journals it;
/// what only reads (replay, status) is done here.
/// </summary>
internal sealed class CommandService : ICompanion, IDisposable
{
    private const int MostWaiting = 16;
    private readonly ConcurrentQueue<AdmittedCommand> _waiting = new();
    private readonly ConcurrentQueue<MqttMessage> _answers = new();
    private readonly CommandOptions _options;
    private readonly CommandFilter _filter;
    private readonly Func<JournalReader> _openJournal;
    private readonly NameTableStore _tables;
    private readonly DeviceView _view;
    private readonly StatusReporter _status;
    private readonly IPublisherLog _log;
    private readonly FrigateSwitch? _switch;
    private readonly CommandTranslator? _translator;
    private readonly VisionWorker? _worker;
    private readonly Dictionary<string, RateLimit> _troubles = [];
    private readonly TimeProvider _time;
    private Replay? _replay;

    /// <param name="options">What is obeyed.</param>
    /// <param name="topics">The device's topics.</param>
    /// <param name="openJournal">Opens the journal for a replay.</param>
    /// <param name="tables">Names of replayed records.</param>
    /// <param name="view">Knows a camera's newest event.</param>
    /// <param name="status">Tells how the device does.</param>
    /// <param name="wake">Called when an answer waits to be collected.</param>
    /// <param name="log">Hears what was commanded.</param>
    /// <param name="time">Clock of the rate limit.</param>
    public CommandService(
        CommandOptions options, TopicNames topics, Func<JournalReader> openJournal, NameTableStore tables, DeviceView view, StatusReporter status,
        Action wake, IPublisherLog log, TimeProvider time)
    {
        (_options, _openJournal, _tables, _view, _status, _log, _time) = (options, openJournal, tables, view, status, log, time);
        _filter = new CommandFilter(topics, options.PerMinute, time);
        var canSwitch = options.Allow.Contains(CommandCode.Pause) && options.Allow.Contains(CommandCode.Resume);
        _switch = canSwitch && options.FrigatePrefix is { } prefix ? new FrigateSwitch(prefix, topics) : null;
        Filters = options.Allow.IsEmpty ? [] : _switch is null ? [topics.Commands] : [topics.Commands, _switch.Filter];
        if (options.Names is not { } names)
            return;
        _translator = new CommandTranslator(names);
        if (options.Vision is { } vision)
        {
            _worker = new VisionWorker(vision, _translator, (payload, answer) =>
            {
                Answer(payload, answer);
                wake();
            });
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Filters { get; }

    /// <inheritdoc/>
    public bool OnReceived(MqttReceived message)
    {
        message = _switch?.AsCommand(message) ?? message;
        if (!_filter.Concerns(message))
            return false;
        if (_options.Allow.IsEmpty)
            return false;
        var command = _filter.Admit(message, out var objection);
        if (objection is not null)
            Trouble(objection, $"Ignored a message on a command topic: {objection} ({_filter.Ignored} ignored so far).");
        if (command is null)
            return false;
        if (objection is not null)
        {
            // Not in the log, one by one: that would be the flood over again.
            foreach (var answer in command.Reply.Message(Reply(command, CommandOutcome.TooFrequent)))
                _answers.Enqueue(answer);
            return true;
        }

        if (_waiting.Count < MostWaiting)
        {
            _waiting.Enqueue(command);
            return true;
        }

        Trouble("busy", $"A command was not taken because {MostWaiting} others wait to be looked at; who gave it is told that the device is busy.");
        Answer(command, CommandOutcome.Busy);
        return true;
    }

    /// <inheritdoc/>
    public TimeSpan Collect(List<MqttMessage> output, ref bool sendAllAgain)
    {
        while (_waiting.TryDequeue(out var command))
            Execute(command);
        if (_replay is not null && !_replay.Step(output))
        {
            _replay.Dispose();
            _replay = null;
        }

        while (_answers.TryDequeue(out var answer))
            output.Add(answer);
        return _replay is null ? TimeSpan.MaxValue : TimeSpan.Zero;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _worker?.Dispose();
        _replay?.Dispose();
    }

    private void Execute(AdmittedCommand admitted)
    {
        if (TryExecute(admitted) is { } outcome)
            Answer(admitted, outcome);
    }

    /// <summary>What became of it; null when that is not known yet, or is said otherwise.</summary>
    private CommandOutcome? TryExecute(AdmittedCommand admitted)
    {
        if (!_options.Allow.Contains(admitted.Code))
            return CommandOutcome.NotAllowed;
        if (CommandParser.Parse(admitted.Code, admitted.Payload) is not { } command)
            return CommandOutcome.Malformed;
        if (!_options.Allow.Contains(command.Code))
            return CommandOutcome.NotAllowed;
        switch (command.Code)
        {
            case CommandCode.Status:
                _status.Ask();
                return CommandOutcome.Done;
            case CommandCode.Replay:
                return BeginReplay(command, admitted.Reply);
            default:
                return Forward(command, admitted.Reply);
        }
    }

    private CommandOutcome? BeginReplay(ParsedCommand command, ReplyAddress reply)
    {
        if (reply.Topic is null)
            return CommandOutcome.Malformed;
        if (_replay is not null)
            return CommandOutcome.Busy;
        _replay = new Replay(_openJournal(), _tables, command, reply);
        _log.Commanded(CommandNames.Of(command.Code), "begun");
        return null;
    }

    private CommandOutcome? Forward(ParsedCommand command, ReplyAddress reply)
    {
        if (_translator is null || _worker is null)
            return CommandOutcome.NotAvailable;
        if (command is { Code: CommandCode.Dismiss, Event: null })
        {
            if (_view.Cameras.GetValueOrDefault(command.Camera!)?.NewestEvent(command.Label) is not { } newest)
                return CommandOutcome.UnknownEvent;
            command = command with { Event = (newest.BootEpoch, newest.Track) };
        }

        if (_translator.Translate(command) is not { } request)
            return CommandOutcome.UnknownName;
        return _worker.TryAsk(request, reply) ? null : CommandOutcome.Busy;
    }

    private void Answer(AdmittedCommand admitted, CommandOutcome outcome)
    {
        var payload = Reply(admitted, outcome);
        Answer(payload, admitted.Reply.Message(payload));
    }

    private static CommandReplyPayload Reply(AdmittedCommand admitted, CommandOutcome outcome) =>
        new() { Command = CommandNames.Of(admitted.Code), Outcome = CommandNames.Of(outcome) };

    /// <summary>One line a minute for each cause, so that a frequent one does not hide the others.</summary>
    private void Trouble(string cause, string line)
    {
        if (!_troubles.TryGetValue(cause, out var limit))
            _troubles[cause] = limit = new RateLimit(TimeSpan.FromMinutes(1), _time);
        if (limit.Allows())
            _log.Trouble(line);
    }

    private void Answer(CommandReplyPayload payload, IEnumerable<MqttMessage> messages)
    {
        _log.Commanded(payload.Command, payload.Outcome);
        foreach (var message in messages)
            _answers.Enqueue(message);
    }
}
