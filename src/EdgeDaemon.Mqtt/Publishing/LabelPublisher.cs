using EdgeDaemon.Journal;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Mqtt.Publishing;

/// <summary>
/// Carries labels from the journal to the broker: in order, within the window, at least once under the same id. The cursor moves
/// only over records whose every message the broker took; nothing else marks a record as done.
/// </summary>
/// <remarks>
/// One thread of its own reads, maps and sends; answers come on the transport's thread. What both touch (the queue, the cursor)
/// is guarded by one lock. Disposing also disposes the transport; reader and cursor belong to the caller.
/// </remarks>
public sealed class LabelPublisher : IMqttObserver, IDisposable
{
    private const long FarewellToken = -1;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly SendQueue _queue = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly ManualResetEventSlim _farewellTaken = new();
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
    private readonly Thread _thread;
    private CancellationTokenSource _interrupt = new();
    private MqttSession? _session;
    private bool _isNewSession;
    private volatile bool _stopping;
    private volatile bool _draining;
    private PublisherState _state = PublisherState.Rebuilding;
    private long _published;
    private long _parkedMessages;

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
        var messages = new LabelMessages(options.Topics);
        var view = new DeviceView(messages, options.ListedLabels);
        _feed = new RecordFeed(reader, tables, view, messages, availability, log, options, time);
        _refusal = new RefusalPause(options, time);
        _cursorTrouble = new RateLimit(TimeSpan.FromMinutes(1), time);
        _thread = new Thread(Run) { Name = "publisher", IsBackground = true };
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
        _interrupt.Dispose();
        _wake.Dispose();
        _farewellTaken.Dispose();
        _drained.Dispose();
    }

    void IMqttObserver.OnConnected(MqttSession session)
    {
        lock (_lock)
        {
            (_session, _isNewSession) = (session, true);
            _refusal.Clear();
        }

        _log.Connected(session);
        Interrupt();
    }

    void IMqttObserver.OnDisconnected(MqttDisconnect disconnect)
    {
        lock (_lock)
            _session = null;
        _log.Disconnected(disconnect);
        Interrupt();
    }

    void IMqttObserver.OnPublished(long token, MqttReason reason)
    {
        if (token == FarewellToken)
        {
            _farewellTaken.Set();
            return;
        }

        lock (_lock)
        {
            // Answers of a session that has ended meanwhile do not come; its messages wait in the queue again.
            if (_queue.TopicOf(token) is not { } topic)
                return;
            if (reason.IsSuccess)
                Taken(token);
            else if (reason.BlamesMessage)
                Park(token, topic, reason);
            else
                Refuse(token, topic, reason);
            AdvanceCursor();
        }

        _wake.Set();
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
            {
                _isNewSession = false;
                _queue.Restart(_feed.Snapshot());
            }
        }

        ReadAhead();
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
                _queue.Add(id, owed);
        }
    }

    private bool TrySendNext()
    {
        if (_session is not { } session || _isNewSession || _stopping || _refusal.Remaining > TimeSpan.Zero)
            return false;
        if (_queue.InFlightCount >= (_refusal.IsProbing ? 1 : session.Window) || !_queue.TryTake(out var token, out var message))
            return false;
        switch (_transport.TryPublish(message, token))
        {
            case PublishStart.InFlight:
                return true;
            case PublishStart.TooLarge:
                Park(token, message.Topic, MqttReason.PacketTooLarge);
                AdvanceCursor();
                return true;
            case PublishStart.Malformed:
                Park(token, message.Topic, MqttReason.TopicNameInvalid);
                AdvanceCursor();
                return true;
            default:
                _queue.PutBack(token);
                return false;
        }
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
            _wake.WaitOne(limit);
        else
            _feed.WaitForMore(Idle, _interrupt.Token);
    }

    private void Taken(long token)
    {
        _queue.Settle(token);
        _refusal.Clear();
        _published++;
    }

    private void Park(long token, string topic, MqttReason reason)
    {
        _queue.Settle(token);
        _parkedMessages++;
        _log.MessageParked(topic, reason);
    }

    private void Refuse(long token, string topic, MqttReason reason)
    {
        _queue.PutBack(token);
        if (_refusal.Begin())
            _log.Refused(topic, reason, _refusal.Count);
        Interrupt();
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
        if (_transport.TryPublish(_availability.Offline(), FarewellToken) == PublishStart.InFlight)
            _farewellTaken.Wait(timeout);
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
