using EdgeDaemon.Linux;
using EdgeDaemon.Journal;
using EdgeDaemon.Publisher.Commands;
using EdgeDaemon.Publisher.Frigate;
using EdgeDaemon.Publisher.HomeAssistant;
using EdgeDaemon.Publisher.Status;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>
/// Carries labels from the journal to the broker: in order, within the window, at least once under the same id. The cursor moves
/// only over records whose every message the broker took; nothing else marks a record as done.
/// </summary>
/// <remarks>
/// One thread of its own reads, maps and sends; answers come on any thread. What they touch (the queue, the cursor)
/// is guarded by one lock. Disposing also disposes the transport; reader and cursor belong to the caller.
/// </remarks>
public sealed partial class LabelPublisher : IMqttObserver, IPublisherFacts, IDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly SendQueue _queue = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly ManualResetEventSlim _drained = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LabelPublisherOptions _options;
    private readonly JournalCursor _cursor;
    private readonly IMqttTransport _transport;
    private readonly IPublisherLog _log;
    private readonly TimeProvider _time;
    private readonly DeviceAvailability _availability;
    private readonly RecordFeed _feed;
    private readonly RefusalPause _refusal;
    private readonly RateLimit _cursorTrouble;
    private readonly RateLimit _optionalTrouble;
    private readonly RetainedLedger _ledger;
    private readonly List<ICompanion> _companions = [];
    private CommandService? _commands;
    private readonly Thread _thread;
    private CancellationTokenSource _interrupt = new();
    private MqttSession? _session;
    private bool _isNewSession;
    private volatile bool _stopping;
    private volatile bool _draining;
    private PublisherState _state = PublisherState.Rebuilding;
    private long _published;
    private long _parkedMessages;
    private TimeSpan _collectAgain = Idle;

    /// <summary>Puts it together; nothing runs before <see cref="Start"/>.</summary>
    /// <param name="options">How to publish.</param>
    /// <param name="reader">The journal.</param>
    /// <param name="cursor">Up to where the broker has it.</param>
    /// <param name="tables">The names.</param>
    /// <param name="transport">The way to the broker, not started yet; its will must be <paramref name="availability"/>'s.</param>
    /// <param name="availability">Birth, farewell and will.</param>
    /// <param name="log">Hears what matters.</param>
    /// <param name="time">Clock of pauses and rate limits.</param>
    public LabelPublisher(
        LabelPublisherOptions options, JournalReader reader, JournalCursor cursor, NameTableStore tables, IMqttTransport transport,
        DeviceAvailability availability, IPublisherLog log, TimeProvider time)
    {
        (_options, _cursor, _transport, _availability, _log, _time) = (options, cursor, transport, availability, log, time);
        var messages = new LabelMessages(options.Topics, time);
        var view = new DeviceView(messages, options.Labels);
        _feed = new RecordFeed(reader, tables, view, messages, availability, _companions, log, options, time);
        AddCompanions(view, tables);
        _refusal = new RefusalPause(options, time);
        _cursorTrouble = new RateLimit(TimeSpan.FromMinutes(1), time);
        _optionalTrouble = new RateLimit(TimeSpan.FromMinutes(1), time);
        _ledger = new RetainedLedger(options.LedgerPath, log.Trouble);
        _thread = new Thread(Run) { Name = "publisher", IsBackground = true };
    }

    private void AddCompanions(DeviceView view, NameTableStore tables)
    {
        var status = new StatusReporter(_options.Topics, view, this, new DeviceSensors(), new SystemClock(_time), _time);
        if (_options.Commands is { } commands)
            _companions.Add(_commands = new CommandService(commands, _options.Topics, tables, status, Interrupt, _log, _time));
        if (_options.HomeAssistant is { } hub)
        {
            var entities = new HubEntities(_options.Topics, _options.Labels, _options.Commands?.Allow ?? []);
            _companions.Add(new HubDiscovery(hub, _options.Topics, entities, new KnownEntities(_options.EntitiesPath, _log.Trouble), view, () => _feed.Snapshot(), _time));
        }

        if (_options.Frigate is { } frigate)
            _companions.Add(new FrigateMirror(frigate, view, _options.Labels, _time));
        _companions.Add(status);
    }

    /// <summary>Ends when the publisher was stopped; fails when it cannot go on (a journal that cannot be read).</summary>
    public Task Completion => _completion.Task;

    /// <summary>Where it stands. Thread-safe.</summary>
    public PublisherStatus Status
    {
        get
        {
            lock (_lock)
            {
                return new PublisherStatus(
                    _state, _cursor.Acknowledged, _published, _queue.Superseded, _refusal.Count, _parkedMessages + _feed.Parked);
            }
        }
    }

    bool IPublisherFacts.IsHeld => _feed.IsHeld;

    uint IPublisherFacts.BootEpoch => _availability.BootEpoch;

    ulong IPublisherFacts.Backlog => _feed.Backlog(Status.Acknowledged);

    ulong IPublisherFacts.Lost => _feed.Lost;

    /// <summary>Starts, and starts the transport. Once only.</summary>
    public void Start() => _thread.Start();

    /// <summary>Waits until the broker has everything that is in the journal now. A broker that is away, or a held record, uses up the time.</summary>
    /// <returns>Whether it has.</returns>
    public bool Drain(TimeSpan timeout)
    {
        _draining = true;
        Interrupt();
        return _drained.Wait(timeout);
    }

    /// <summary>
    /// Stops: nothing more is sent, answers are waited for as long as half the time allows, <c>offline</c> is published, the
    /// connection ends cleanly and the cursor is made durable.
    /// </summary>
    public void Stop(TimeSpan timeout)
    {
        var until = _time.GetTimestamp() + (long)(timeout.TotalSeconds * _time.TimestampFrequency);
        _stopping = true;
        Interrupt();
        if (_thread.IsAlive)
            _thread.Join(timeout / 4);
        AwaitAnswers(timeout / 4);
        SayFarewell(timeout / 4);
        var left = _time.GetElapsedTime(_time.GetTimestamp(), until);
        _transport.Stop(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        FlushCursor();
        lock (_lock)
            _state = PublisherState.Stopped;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        Interrupt();
        if (_thread.IsAlive)
            _thread.Join();
        _transport.Dispose();
        _commands?.Dispose();
        _interrupt.Dispose();
        _wake.Dispose();
        _drained.Dispose();
    }

    private void Run()
    {
        try
        {
            _feed.Rebuild(_cursor.Acknowledged);
            _transport.Start(this);
            while (!_stopping)
            {
                RenewInterrupt();
                _options.WentRound?.Invoke();
                if (Step())
                    continue;
                if (_draining && HasNothingLeft())
                    _drained.Set();
                Wait();
            }

            _completion.TrySetResult();
        }
#pragma warning disable CA1031 // Whatever ends this thread must reach the caller, who ends the process with it.
        catch (Exception e)
        {
            _completion.TrySetException(e);
        }
#pragma warning restore CA1031
    }

    /// <summary>Reads ahead and sends what may be sent. False: nothing could be sent.</summary>
    private bool Step()
    {
        lock (_lock)
        {
            if (_session is null)
            {
                _state = PublisherState.Connecting;
                return false;
            }

            if (_isNewSession)
                BeginSession();
        }

        ReadAhead();
        Collect();
        lock (_lock)
        {
            _state = _refusal.IsProbing ? PublisherState.Refused : _feed.IsHeld ? PublisherState.Held : PublisherState.Publishing;
            AdvanceCursor();
            var sent = false;
            while (TrySendNext())
                sent = true;
            return sent;
        }
    }

    private void BeginSession()
    {
        _isNewSession = false;
        var snapshot = _feed.Snapshot();
        snapshot.AddRange(_ledger.Stale(snapshot).Select(LabelMessages.Clear).ToArray());
        _ledger.Sending(snapshot);
        _queue.Restart(snapshot);
        foreach (var filter in _companions.SelectMany(c => c.Filters))
            _transport.TrySubscribe(filter, onlyNew: true);
    }

    /// <summary>Asks the companions for what is due.</summary>
    private void Collect()
    {
        var messages = new List<MqttMessage>();
        _collectAgain = Idle;
        foreach (var companion in _companions)
        {
            var again = companion.Collect(messages);
            _collectAgain = again < _collectAgain ? again : _collectAgain;
        }

        if (messages.Count == 0)
            return;
        lock (_lock)
        {
            _ledger.Sending(messages);
            _queue.Add(default, messages);
        }
    }

    /// <summary>Called after a step that read all there was and sent nothing.</summary>
    private bool HasNothingLeft()
    {
        lock (_lock)
            return _session is not null && !_isNewSession && !_feed.IsHeld && _queue.RecordCount == 0;
    }

    private bool IsReadAheadFull => _queue.RecordCount >= Math.Max(_options.ReadAhead, 2 * (_session?.Window ?? 0));

    private void ReadAhead()
    {
        while (!_stopping)
        {
            lock (_lock)
            {
                if (IsReadAheadFull)
                    return;
            }

            if (!_feed.TryNext(out var id, out var owed))
                return;
            lock (_lock)
            {
                _ledger.Sending(owed);
                _queue.Add(id, owed);
            }
        }
    }

    private bool TrySendNext()
    {
        if (_session is not { } session || _isNewSession || _stopping || _refusal.Remaining > TimeSpan.Zero)
            return false;
        if (_queue.InFlightCount >= (_refusal.IsProbing ? 1 : session.Window) || !_queue.TryTake(out var token, out var message))
            return false;
        Task<MqttReason> sending;
        try
        {
            sending = _transport.PublishAsync(message);
        }
        catch (ArgumentException)
        {
            Park(token, message, MqttReason.TopicNameInvalid);
            AdvanceCursor();
            return true;
        }

        if (sending.IsCanceled)
        {
            _queue.PutBack(token);
            return false;
        }

        _ = AwaitAnswer(token, sending);
        return true;
    }

    private void Wait()
    {
        TimeSpan? timeout;
        lock (_lock)
        {
            timeout = _session is null || _isNewSession ? Idle
                : IsReadAheadFull ? Idle
                : _queue.WaitingCount > 0 ? _refusal.Remaining is { Ticks: > 0 } pause ? pause : Idle
                : _feed.IsHeld ? _options.HeldRecheck
                : null;
        }

        if (timeout is { } limit)
            _wake.WaitOne(limit < _collectAgain ? limit : _collectAgain);
        else
            _feed.WaitForMore(_collectAgain, _interrupt.Token);
    }

    private void AdvanceCursor()
    {
        if (_queue.TakeDone() is not { } done)
            return;
        try
        {
            _cursor.Advance(done);
        }
        catch (JournalException e)
        {
            if (_cursorTrouble.Allows())
                _log.CursorNotSaved(e.Message);
        }
    }

    private void FlushCursor()
    {
        lock (_lock)
        {
            try
            {
                _cursor.Flush();
            }
            catch (JournalException e)
            {
                _log.CursorNotSaved(e.Message);
            }
        }
    }

    private void AwaitAnswers(TimeSpan timeout)
    {
        var startedAt = _time.GetTimestamp();
        while (IsAwaitingAnswers() && timeout - _time.GetElapsedTime(startedAt) is { Ticks: > 0 } left)
            _wake.WaitOne(left);
    }

    private bool IsAwaitingAnswers()
    {
        lock (_lock)
            return _session is not null && _queue.InFlightCount > 0;
    }

    private void SayFarewell(TimeSpan timeout)
    {
        foreach (var message in _companions.SelectMany(c => c.Farewell()))
            _ = _transport.PublishAsync(message);
        Task.WhenAny(_transport.PublishAsync(_availability.Offline())).Wait(timeout);
    }

    /// <summary>Wakes the publisher's thread wherever it waits.</summary>
    private void Interrupt()
    {
        lock (_lock)
            _interrupt.Cancel();
        _wake.Set();
    }

    private void RenewInterrupt()
    {
        lock (_lock)
        {
            if (!_interrupt.IsCancellationRequested)
                return;
            _interrupt.Dispose();
            _interrupt = new CancellationTokenSource();
        }
    }
}
