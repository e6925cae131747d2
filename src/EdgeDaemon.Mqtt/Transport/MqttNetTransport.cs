using EdgeDaemon.Configuration;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// <see cref="IMqttTransport"/> over MQTTnet, which neither reconnects nor resends: attempts, pauses, the window, the broker's
/// limits and the watch over a silent broker are kept here, on a thread of its own.
/// </summary>
/// <param name="options">How to connect.</param>
/// <param name="time">Measures keep-alive and time-outs.</param>
public sealed class MqttNetTransport(MqttTransportOptions options, TimeProvider time) : IMqttTransport
{
    // A session that ends sooner counts as one more failed attempt, so that a broker that throws us out is not hammered.
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CutTimeout = TimeSpan.FromSeconds(1);
    private const int MostWarnings = 100;
    private readonly ProtocolChoice _choice = new(options.Mqtt.Protocol);
    private readonly RetryDelay _retry = new(options.FirstRetry, options.LongestRetry);
    private readonly HashSet<string> _warnings = [];
    private readonly CancellationTokenSource _stop = new();
    private volatile MqttNetSession? _session;
    private volatile bool _saysFarewell;
    private bool _willMayBeKept = true;
    private IMqttObserver? _observer;
    private Thread? _thread;
    private long _turns;

    /// <summary>
    /// How often the connection's thread has got on: attempts begun, and turns of the loop while connected, about one a second.
    /// It stands still for as long as an attempt or a pause lasts, two minutes at the most. Thread-safe.
    /// </summary>
    public long Turns => Interlocked.Read(ref _turns);

    /// <summary>What <see cref="PublishAsync"/> gives without a session.</summary>
    internal static Task<MqttReason> NoSession { get; } = Task.FromCanceled<MqttReason>(new CancellationToken(canceled: true));

    private string Broker => $"{options.Mqtt.Host}:{options.Mqtt.Port}";

    /// <inheritdoc/>
    public void Start(IMqttObserver observer)
    {
        if (_thread is not null)
            throw new InvalidOperationException("This MQTT transport was started before.");
        _observer = observer;
        _thread = new Thread(Run) { Name = "mqtt", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public Task<MqttReason> PublishAsync(MqttMessage message) => _session?.PublishAsync(message) ?? NoSession;

    /// <inheritdoc/>
    public bool TrySubscribe(string filter, bool onlyNew = false) => _session?.TrySubscribe(filter, onlyNew) ?? false;

    /// <inheritdoc/>
    public void Stop(TimeSpan timeout)
    {
        _saysFarewell = true;
        End(timeout);
    }

    /// <inheritdoc/>
    public void Dispose() => End(CutTimeout);

    private void End(TimeSpan timeout)
    {
        _stop.Cancel();
        _session?.Wake();

        // A thread that hangs in the system is left behind; it is a background thread and sends nothing.
        if (_thread is not null && _thread != Thread.CurrentThread)
            _thread.Join(timeout);
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            Interlocked.Increment(ref _turns);
            MqttNetSession? session = null;
            AttemptEnd end;
            try
            {
                session = new MqttNetSession(options, _choice.Next, Will(), _observer!, Warn, time);
                end = Attempt(session);
                session.Close(_saysFarewell && end.WasConnected);
            }
            catch (MqttException e)
            {
                end = new AttemptEnd(e.Message);
            }

            var pause = Tell(end);
            session?.Abandon();
            session?.Dispose();
            if (pause is { } wait)
                _stop.Token.WaitHandle.WaitOne(wait);
        }
    }

    private AttemptEnd Attempt(MqttNetSession session)
    {
        if (session.Connect(_stop.Token) is { } failure)
            return Explain(failure);
        _choice.OnSessionBegan();
        var startedAt = time.GetTimestamp();
        _session = session;
        var reason = session.Drive(() => Interlocked.Increment(ref _turns), _stop.Token);
        _session = null;
        _choice.OnSessionEnded();
        if (session.End == MqttEnd.Other && time.GetElapsedTime(startedAt) >= StableAfter)
            _retry.Reset();
        return new AttemptEnd($"The connection to {Broker} ended: {reason}.", WasConnected: true, End: session.End);
    }

    private AttemptEnd Explain(ConnectFailure failure)
    {
        if (failure.Refusal == MqttReason.UnsupportedProtocolVersion)
        {
            var version = _choice.Next == MqttProtocol.V5 ? "5" : "3.1.1";
            var fallsBack = _choice.OnVersionRefused();
            return new AttemptEnd($"{Broker} does not speak MQTT {version}; {(fallsBack ? "trying 3.1.1" : "set mqtt.protocol")}.", RetryAtOnce: fallsBack);
        }

        if (failure.Refusal == MqttReason.RetainNotSupported && _willMayBeKept)
        {
            _willMayBeKept = false;
            return new AttemptEnd(failure.Reason, RetryAtOnce: true);
        }

        return new AttemptEnd(failure.Reason, RetryAtOnce: failure.HungUp && _choice.OnHungUp());
    }

    private MqttMessage? Will() =>
        options.Will?.Invoke() is { } will ? will with { Retain = will.Retain && _willMayBeKept } : null;

    /// <summary>Tells the observer; the pause before the next attempt.</summary>
    private TimeSpan? Tell(AttemptEnd end)
    {
        TimeSpan? pause = _stop.IsCancellationRequested ? null : end.RetryAtOnce ? TimeSpan.Zero : _retry.Next();
        try
        {
            _observer!.OnDisconnected(new MqttDisconnect(end.WasConnected, pause is null ? "stopped" : end.Reason, pause, end.End));
        }
#pragma warning disable CA1031 // Nothing that an observer throws ends the connection's thread.
        catch (Exception e)
        {
            Warn($"The end of a connection could not be handled: {e.Message}");
        }
#pragma warning restore CA1031

        return pause;
    }

    private void Warn(string text)
    {
        if (_warnings.Count < MostWarnings && _warnings.Add(text))
            options.Warn?.Invoke(text);
    }

    private readonly record struct AttemptEnd(string Reason, bool WasConnected = false, bool RetryAtOnce = false, MqttEnd End = MqttEnd.Other);
}
