using EdgeDaemon.Configuration;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// One attempt of <see cref="MqttNetTransport"/>: a client of MQTTnet and what is in flight on it. A client for each attempt means
/// that nothing of an earlier session is left: the journal is the only outbox.
/// </summary>
/// <remarks>
/// MQTTnet calls from threads of its own. What it says goes through a mailbox to the connection's thread, which runs
/// <see cref="Connect"/> and <see cref="Drive"/> and is the only one that calls the observer. An answer to a publish, of which there are
/// many, is given on the thread that it comes on: each thread more between broker and journal costs two switches a message.
/// </remarks>
internal sealed partial class MqttNetSession : IDisposable
{
    // What follows a loss is told by an event; now and then it does not come (dotnet/MQTTnet#2244).
    private static readonly TimeSpan EventPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(1);
    private const int MostAtOnce = 256;
    private readonly Lock _lock = new();
    private readonly Mailbox _mailbox = new();
    private readonly LinkedList<Unanswered> _inFlight = [];
    private readonly MqttTransportOptions _options;
    private readonly MqttProtocol _version;
    private readonly IMqttObserver _observer;
    private readonly Action<string> _warn;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _limit;
    private readonly BrokerConnector _connector;
    private readonly MqttClientOptions _clientOptions;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private LifeWatch? _watch;
    private bool _open;
    private int _window;
    private long _longestPacket = uint.MaxValue;
    private bool _mayRetain = true;
    private bool _mayUseWildcards = true;
    private string? _ended;
    private string? _trouble;
    private long? _goneSince;

    /// <exception cref="MqttException">A setting, file or credential cannot be used. Nothing was sent.</exception>
    public MqttNetSession(
        MqttTransportOptions options, MqttProtocol version, MqttMessage? will, IMqttObserver observer, Action<string> warn, TimeProvider time)
    {
        (_options, _version, _observer, _warn, _time) = (options, version, observer, warn, time);
        _connector = new BrokerConnector(
            options.Mqtt, MqttNetMapping.LongestPacket, () => _limit!.CancelAfter(options.AnswerTimeout), KeepAliveIsOurs, OnFirstAnswer);
        try
        {
            _clientOptions = MqttNetMapping.Options(options.Mqtt, version, will, _connector, warn);
        }
        catch
        {
            _connector.Dispose();
            throw;
        }

        _limit = new CancellationTokenSource(options.ReachTimeout, time);
        _client.ApplicationMessageReceivedAsync += OnReceived;
        _client.DisconnectedAsync += OnDisconnected;
    }

    /// <summary>What kind of end it had.</summary>
    public MqttEnd End { get; private set; }

    private string Broker => $"{_options.Mqtt.Host}:{_options.Mqtt.Port}";

    /// <summary>Connects and waits for the broker's answer. Null: a session began.</summary>
    /// <param name="stop">Gives up.</param>
    public ConnectFailure? Connect(CancellationToken stop)
    {
        using var stopping = stop.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), _limit);
        try
        {
            return Judge(_client.ConnectAsync(_clientOptions, _limit.Token).GetAwaiter().GetResult());
        }
#pragma warning disable CA1031 // Whatever a broker sends, and whatever MQTTnet makes of it, ends this attempt and nothing else.
        catch (Exception e)
        {
            return Explain(e);
        }
#pragma warning restore CA1031
    }

    /// <summary>Handles what happens until the session is over; the reason, in words.</summary>
    /// <param name="turned">Called each time round, at least once a second.</param>
    /// <param name="stop">Ends it.</param>
    public string Drive(Action turned, CancellationToken stop)
    {
        Tell(() => _observer.OnConnected(new MqttSession(_version, _window)));
        while (!stop.IsCancellationRequested)
        {
            turned();
            var next = _mailbox.Take(_watch!.Pace);
            for (var done = 0; next is not null; done++)
            {
                next();
                next = done < MostAtOnce ? _mailbox.Take(TimeSpan.Zero) : null;
            }

            if ((_ended ?? Gone()) is { } reason)
                return reason;
            if (_watch.Verdict(OldestSentAt()) is { } silence)
            {
                End = MqttEnd.Silent;
                return silence;
            }

            if (_watch.PingIsDue)
                _ = PingAsync();
        }

        return "stopped";
    }

    /// <summary>Wakes <see cref="Drive"/>. Thread-safe.</summary>
    public void Wake() => _mailbox.Post(static () => { });

    /// <summary>As <see cref="IMqttTransport.PublishAsync"/>.</summary>
    public Task<MqttReason> PublishAsync(MqttMessage message)
    {
        var bytes = PublishRules.Check(message, _version);
        lock (_lock)
        {
            if (!_open)
                return MqttNetTransport.NoSession;
            if (bytes > _longestPacket)
                return Task.FromResult(MqttReason.PacketTooLarge);
            if (_inFlight.Count >= _window)
                return Task.FromResult(MqttReason.ReceiveMaximumExceeded);
            _options.Sent?.Invoke(message.Topic, bytes);
            var node = _inFlight.AddLast(new Unanswered(_time.GetTimestamp()));
            node.Value.Sending = SendAsync(node, MqttNetMapping.ToMqttNet(message, _version, message.Retain && _mayRetain));
            return node.Value.Answer.Task;
        }
    }

    /// <summary>As <see cref="IMqttTransport.TrySubscribe"/>.</summary>
    public bool TrySubscribe(string filter, bool onlyNew)
    {
        lock (_lock)
        {
            if (!_open)
                return false;
        }

        if (!_mayUseWildcards && filter.AsSpan().ContainsAny('+', '#'))
            Post(() => _observer.OnSubscriptionRefused(filter, MqttReason.WildcardsNotSupported));
        else
            _ = SubscribeAsync(filter, onlyNew);
        return true;
    }

    /// <summary>Lets nothing more in, says farewell if it is wanted, and closes the connection.</summary>
    public void Close(bool farewell)
    {
        lock (_lock)
            _open = false;
        if (farewell)
            SayFarewell();
        _client.Dispose();
        _connector.Dispose();
        TakeLastAnswers();
    }

    /// <summary>Cancels what got no answer. Once, after <see cref="Close"/>.</summary>
    public void Abandon()
    {
        Unanswered[] left;
        lock (_lock)
        {
            left = [.. _inFlight];
            _inFlight.Clear();
        }

        foreach (var unanswered in left)
            unanswered.Answer.TrySetCanceled();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close(farewell: false);
        _limit.Dispose();
    }

    /// <summary>
    /// What the broker answered before it closed counts, though the library may not have told it yet: Debian 12's mosquitto closes the
    /// connection right after it has refused a message, so that the reason would be lost each time.
    /// </summary>
    private void TakeLastAnswers()
    {
        Task[] sending;
        lock (_lock)
            sending = [.. _inFlight.Select(unanswered => unanswered.Sending)];
        Task.WaitAll(sending, LastAnswers);
        while (_mailbox.Take(TimeSpan.Zero) is { } action)
            action();
    }

    /// <summary>The client is not connected any more, or a publish failed on it, and the event that would say why has not come.</summary>
    private string? Gone()
    {
        if (_client.IsConnected && _trouble is null)
            return null;
        _goneSince ??= _time.GetTimestamp();
        return _time.GetElapsedTime(_goneSince.Value) > EventPatience ? _trouble ?? "closed" : null;
    }

    private long? OldestSentAt()
    {
        lock (_lock)
            return _inFlight.First?.Value.SentAt;
    }

    private async Task SendAsync(LinkedListNode<Unanswered> node, MqttApplicationMessage message)
    {
        try
        {
            var result = await _client.PublishAsync(message).ConfigureAwait(false);
            OnAnswered(node, new MqttReason((byte)result.ReasonCode));
        }
#pragma warning disable CA1031 // Discarded task: the failure ends the session, which answers for everything in flight.
        catch (Exception e)
        {
            Post(() => _trouble ??= $"sending failed ({TlsFailure.Root(e)})");
        }
#pragma warning restore CA1031
    }

    private void OnAnswered(LinkedListNode<Unanswered> node, MqttReason reason)
    {
        lock (_lock)
        {
            if (node.List is null)
                return; // given up meanwhile
            _inFlight.Remove(node);
        }

        _watch!.Answered();
        node.Value.Answer.TrySetResult(reason);
    }

    private async Task PingAsync()
    {
        _watch!.Pinged();
        try
        {
            await _client.PingAsync(CancellationToken.None).ConfigureAwait(false);
            Post(_watch.Ponged);
        }
#pragma warning disable CA1031 // Discarded task: a ping without an answer is the watch's business.
        catch (Exception)
        {
            // The watch ends the session when it has not ended anyway.
        }
#pragma warning restore CA1031
    }

    private async Task SubscribeAsync(string filter, bool onlyNew)
    {
        var options = new MqttClientSubscribeOptions
        {
            TopicFilters =
            [
                new MqttTopicFilter
                {
                    Topic = filter,
                    QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                    RetainAsPublished = onlyNew && _version == MqttProtocol.V5,
                    RetainHandling = onlyNew && _version == MqttProtocol.V5 ? MqttRetainHandling.DoNotSendOnSubscribe : MqttRetainHandling.SendAtSubscribe,
                },
            ],
        };
        try
        {
            var result = await _client.SubscribeAsync(options).ConfigureAwait(false);
            var reason = new MqttReason((byte)result.Items.First().ResultCode);
            if (!reason.IsSuccess)
                Post(() => _observer.OnSubscriptionRefused(filter, reason));
        }
#pragma warning disable CA1031 // Discarded task: what ends the session ends the subscription; what does not is told.
        catch (Exception e)
        {
            Post(() =>
            {
                if (_client.IsConnected)
                    _warn($"The subscription to '{filter}' failed: {TlsFailure.Root(e)}.");
            });
        }
#pragma warning restore CA1031
    }

    private Task OnReceived(MqttApplicationMessageReceivedEventArgs arrived)
    {
        var message = MqttNetMapping.ToOurs(arrived.ApplicationMessage);
        Post(() =>
        {
            _connector.Stream!.Handled();
            _observer.OnReceived(message);
        });
        return Task.CompletedTask;
    }

    private Task OnDisconnected(MqttClientDisconnectedEventArgs end)
    {
        Post(() => _ended ??= EndReason(end));
        return Task.CompletedTask;
    }

    private void SayFarewell()
    {
        try
        {
            using var limit = new CancellationTokenSource(FarewellTimeout);
            _client.DisconnectAsync(new MqttClientDisconnectOptions(), limit.Token).Wait(FarewellTimeout * 2);
        }
#pragma warning disable CA1031 // A farewell that cannot be said is none; the connection is closed next.
        catch (Exception)
        {
            // Closed next.
        }
#pragma warning restore CA1031
    }

    /// <summary>
    /// Pings are sent by <see cref="Drive"/>. MQTTnet's own loop looks four times a second whether one is due; once CONNECT has told the
    /// broker the keep-alive, it finds none to see to and does not begin.
    /// </summary>
    private void KeepAliveIsOurs() => _clientOptions.KeepAlivePeriod = TimeSpan.Zero;

    /// <summary>
    /// Where the broker prescribes a keep-alive, MQTTnet's loop begins all the same, and with none would ping with a patience of zero: it
    /// gets the period back when the answer may hold that property, that is, when its byte is in it or the answer is not whole.
    /// </summary>
    private void OnFirstAnswer(ReadOnlySpan<byte> bytes)
    {
        const byte ServerKeepAlive = 0x13;
        if (bytes.Length < 2 || bytes.Length < 2 + bytes[1] || bytes[1] > 0x7F || bytes.Contains(ServerKeepAlive))
            _clientOptions.KeepAlivePeriod = _options.Mqtt.KeepAlive;
    }

    private void Post(Action action) => _mailbox.Post(() => Tell(action));

    /// <summary>Nothing that an observer throws ends the connection.</summary>
    private void Tell(Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // It would end the process over one message.
        catch (Exception e)
        {
            _warn($"What came from {Broker} could not be handled: {e.Message}");
        }
#pragma warning restore CA1031
    }

    private sealed record Unanswered(long SentAt)
    {
        /// <summary>Ends, never with an exception, when the answer was given or will not come.</summary>
        public Task Sending { get; set; } = Task.CompletedTask;

        /// <summary>Whoever waits for it goes on where it is given, under no lock, and must not block.</summary>
        public TaskCompletionSource<MqttReason> Answer { get; } = new();
    }
}
