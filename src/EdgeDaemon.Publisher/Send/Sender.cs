using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Publishing;

namespace EdgeDaemon.Publisher.Send;

/// <summary>
/// Hands messages to the broker: in order, within the window, each until the broker took it. A refusal that may pass holds what comes after it.
/// </summary>
/// <remarks>
/// Thread-safe: answers come on any thread. What they touch is in memory and guarded by one lock, under which nothing waits: whatever
/// takes a file (cursor, ledger, list of what was set aside) is picked up by the publisher's thread, with <see cref="TakeDone"/> and its like.
/// </remarks>
/// <param name="transport">The way to the broker.</param>
/// <param name="options">Read-ahead and pauses.</param>
/// <param name="ring">Called when an answer has changed what may be sent.</param>
/// <param name="log">Hears what the broker refuses.</param>
/// <param name="time">Clock of the pauses.</param>
internal sealed class Sender(IMqttTransport transport, LabelPublisherOptions options, Action ring, IPublisherLog log, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SendQueue _queue = new();
    private readonly RefusalPause _refusal = new(options, time);
    private readonly Dictionary<string, RateLimit> _optionalTrouble = [];
    private readonly RateLimit _setAsideTrouble = new(TimeSpan.FromMinutes(1), time);
    private List<string> _removed = [];
    private List<(RecordId Id, string Reason)> _setAside = [];
    private MqttSession? _session;
    private bool _isNewSession;
    private bool _isClosed;
    private Exception? _failure;
    private RecordId _acknowledged;
    private long _published;
    private long _parked;
    private long _silences;
    private long _takenOver;

    /// <summary>Where it stands.</summary>
    public PublisherStatus Status
    {
        get
        {
            lock (_lock)
                return new PublisherStatus(_acknowledged, _published, _queue.Superseded, _refusal.Count, _parked, _silences, _takenOver);
        }
    }

    /// <summary>The broker has everything up to here, and the cursor says so.</summary>
    public RecordId Acknowledged
    {
        set
        {
            lock (_lock)
                _acknowledged = value;
        }
    }

    /// <summary>Is there a session?</summary>
    public bool IsConnected
    {
        get
        {
            lock (_lock)
                return _session is not null;
        }
    }

    /// <summary>May another record be added?</summary>
    public bool HasRoom
    {
        get
        {
            lock (_lock)
                return _queue.RecordCount < Math.Max(options.ReadAhead, 2 * (_session?.Window ?? 0));
        }
    }

    /// <summary>Is the broker there, and has it everything that was added?</summary>
    public bool IsDrained
    {
        get
        {
            lock (_lock)
                return _session is not null && !_isNewSession && _queue.RecordCount == 0;
        }
    }

    /// <summary>Are answers awaited that may still come?</summary>
    public bool IsAwaitingAnswers
    {
        get
        {
            lock (_lock)
                return _session is not null && _queue.InFlightCount > 0;
        }
    }

    /// <summary>How long until what was refused is tried again; null: it waits for nothing but the broker.</summary>
    public TimeSpan? RetryIn
    {
        get
        {
            lock (_lock)
                return _queue.WaitingCount > 0 && _refusal.Remaining is { Ticks: > 0 } pause ? pause : null;
        }
    }

    /// <summary>A session began; nothing is sent on it before <see cref="Restart"/>.</summary>
    public void Begin(MqttSession session)
    {
        lock (_lock)
        {
            (_session, _isNewSession) = (session, true);
            _refusal.Clear();
        }
    }

    /// <summary>The session ended. What it had not answered is sent again on the next.</summary>
    public void End(MqttEnd end)
    {
        lock (_lock)
        {
            _session = null;
            _silences += end == MqttEnd.Silent ? 1 : 0;
            _takenOver += end == MqttEnd.TakenOver ? 1 : 0;
        }
    }

    /// <summary>Sends nothing more.</summary>
    public void Close()
    {
        lock (_lock)
            _isClosed = true;
    }

    /// <summary>Has a session begun since this was last asked?</summary>
    public bool TakeNewSession()
    {
        lock (_lock)
        {
            var isNew = _isNewSession;
            _isNewSession = false;
            return isNew;
        }
    }

    /// <summary>Sends everything that is retained, then whatever was unanswered, then the rest.</summary>
    public void Restart(IReadOnlyList<MqttMessage> retained)
    {
        lock (_lock)
            _queue.Restart(retained);
    }

    /// <summary>Adds what a record owes the broker; default: messages that no record is behind.</summary>
    public void Add(RecordId id, IReadOnlyList<MqttMessage> messages)
    {
        lock (_lock)
            _queue.Add(id, messages);
    }

    /// <summary>A record can never be published: it is left out, and told.</summary>
    public void SetAside(RecordId id, string reason)
    {
        lock (_lock)
        {
            _parked++;
            _setAside.Add((id, reason));
        }

        if (_setAsideTrouble.Allows())
            log.RecordParked(id, reason);
    }

    /// <summary>Sends what the window allows. False: that was nothing.</summary>
    public bool SendSome()
    {
        lock (_lock)
        {
            var hasSent = false;
            while (TrySendNext())
                hasSent = true;
            return hasSent;
        }
    }

    /// <summary>The last record that the broker has all of, with all before it; null: no other than before.</summary>
    /// <exception cref="InvalidOperationException">An answer could not be handled.</exception>
    public RecordId? TakeDone()
    {
        lock (_lock)
            return _failure is null ? _queue.TakeDone() : throw new InvalidOperationException($"An answer of the broker could not be handled: {_failure.Message}", _failure);
    }

    /// <summary>Retained topics whose removal the broker took since this was last asked.</summary>
    public IReadOnlyList<string> TakeRemoved()
    {
        lock (_lock)
        {
            var removed = _removed;
            if (removed.Count > 0)
                _removed = [];
            return removed;
        }
    }

    /// <summary>Records that were set aside since this was last asked; ask after <see cref="TakeDone"/>, whose records are then among them.</summary>
    public IReadOnlyList<(RecordId Id, string Reason)> TakeSetAside()
    {
        lock (_lock)
        {
            var setAside = _setAside;
            if (setAside.Count > 0)
                _setAside = [];
            return setAside;
        }
    }

    private bool TrySendNext()
    {
        if (_session is not { } session || _isNewSession || _isClosed || _refusal.Remaining > TimeSpan.Zero)
            return false;
        if (_queue.InFlightCount >= (_refusal.IsProbing ? 1 : session.Window) || !_queue.TryTake(out var token, out var message))
            return false;
        Task<MqttReason> sending;
        try
        {
            sending = transport.PublishAsync(message);
        }
        catch (ArgumentException)
        {
            Park(token, message, MqttReason.TopicNameInvalid);
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

    private async Task AwaitAnswer(long token, Task<MqttReason> sending)
    {
        try
        {
            // Cancelled: the session ended. What was in flight on it waits in the queue again when the next one begins.
            await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (sending.IsCompletedSuccessfully && !TakeAnswer(token, sending.Result))
                return;
        }
#pragma warning disable CA1031 // Whatever goes wrong here must reach the publisher's thread, which ends the process with it.
        catch (Exception e)
        {
            _failure = e;
        }
#pragma warning restore CA1031

        ring();
    }

    /// <summary>False: the publisher's thread has nothing to do before the answers that are still to come.</summary>
    private bool TakeAnswer(long token, MqttReason reason)
    {
        lock (_lock)
        {
            // What waits in the queue again since a new session began is answered there.
            if (_queue.MessageOf(token) is not { } message)
                return false;
            if (reason.IsSuccess)
                Take(token, message);
            else if (message.MayBeRefused)
                Park(token, message, reason);
            else
                Refuse(token, message.Topic, reason);
            return _queue.WaitingCount > 0 || _queue.InFlightCount == 0;
        }
    }

    private void Take(long token, MqttMessage message)
    {
        _queue.Finish(token);
        if (message is { Retain: true, Payload.IsEmpty: true })
            _removed.Add(message.Topic);
        _refusal.Clear();
        _published++;
    }

    private void Park(long token, MqttMessage message, MqttReason reason)
    {
        if (!message.MayBeRefused && _queue.RecordOf(token) is var id && id != default)
            _setAside.Add((id, $"A message to '{message.Topic}' cannot be sent: {reason}."));
        _queue.Finish(token);
        _parked++;
        if (!message.MayBeRefused || TroubleIn(message.Topic.Split('/')[0]).Allows())
            log.MessageParked(message.Topic, reason);
    }

    /// <summary>One line a minute for each program's tree, so that one which refuses much does not hide another.</summary>
    private RateLimit TroubleIn(string tree)
    {
        if (!_optionalTrouble.TryGetValue(tree, out var limit))
            _optionalTrouble[tree] = limit = new RateLimit(TimeSpan.FromMinutes(1), time);
        return limit;
    }

    private void Refuse(long token, string topic, MqttReason reason)
    {
        _queue.PutBack(token);
        if (_refusal.Begin())
            log.Refused(topic, reason, _refusal.Count);
    }
}
