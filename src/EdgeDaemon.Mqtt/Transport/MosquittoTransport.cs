using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Mqtt.Interop;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// <see cref="IMqttTransport"/> over libmosquitto. It runs the library's loop on a thread of its own: the library's own threads
/// never connect when the broker is down at the start, and stay quiet about it.
/// </summary>
/// <param name="options">How to connect.</param>
/// <param name="time">Measures the wait for the broker's answer.</param>
public sealed class MosquittoTransport(MqttTransportOptions options, TimeProvider time) : IMqttTransport
{
    // Bounds how long a cut (Dispose) or a packet left in the TLS layer waits; the library wakes by itself for publishes.
    private static readonly TimeSpan LoopSlice = TimeSpan.FromMilliseconds(250);

    // A session that ends sooner counts as one more failed attempt, so that a broker that throws us out is not hammered.
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(5);
    private readonly ProtocolChoice _choice = new(options.Mqtt.Protocol);
    private readonly RetryDelay _retry = new(options.FirstRetry, options.LongestRetry);
    private readonly HashSet<string> _warnings = [];
    private readonly ManualResetEventSlim _stop = new();
    private volatile MosquittoSession? _session;
    private IMqttObserver? _observer;
    private Thread? _thread;
    private long _turns;

    /// <summary>
    /// How often the connection's thread has got on: attempts begun, and turns of the loop while connected. It stands still for as
    /// long as the system takes to look up a name and to reach nobody, about two minutes. Thread-safe.
    /// </summary>
    public long Turns => Interlocked.Read(ref _turns);

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
    public PublishStart TryPublish(MqttMessage message, long token) => _session?.TryPublish(message, token) ?? PublishStart.NotConnected;

    /// <inheritdoc/>
    public bool TrySubscribe(string filter, bool onlyNew = false) => _session?.TrySubscribe(filter, onlyNew) ?? false;

    /// <inheritdoc/>
    public void Stop(TimeSpan timeout)
    {
        _session?.TryDisconnect();
        End(timeout);
    }

    /// <inheritdoc/>
    public void Dispose() => End(LoopSlice * 4);

    private void End(TimeSpan timeout)
    {
        _stop.Set();

        // A thread that hangs in the system's connect or name lookup is left behind; it is a background thread and sends nothing.
        if (_thread is not null && _thread != Thread.CurrentThread)
            _thread.Join(timeout);
    }

    private void Run()
    {
        while (!_stop.IsSet)
        {
            var startedAt = time.GetTimestamp();
            Interlocked.Increment(ref _turns);
            var end = Attempt();
            if (end.WasConnected)
                _choice.OnSessionEnded();
            if (end.WasConnected && time.GetElapsedTime(startedAt) >= StableAfter)
                _retry.Reset();
            TimeSpan? pause = _stop.IsSet ? null : end.RetryAtOnce ? TimeSpan.Zero : _retry.Next();
            _observer!.OnDisconnected(new MqttDisconnect(end.WasConnected, end.Reason, pause));
            if (pause is { } wait)
                _stop.Wait(wait);
        }
    }

    private AttemptEnd Attempt()
    {
        try
        {
            using var session = new MosquittoSession(options.Mqtt, _choice.Next, options.Will?.Invoke(), _observer!, Warn);
            _session = session;
            try
            {
                return Explain(session, Drive(session));
            }
            finally
            {
                _session = null;
            }
        }
        catch (MqttException e)
        {
            return new AttemptEnd(WasConnected: false, e.Message);
        }
    }

    /// <summary>Connects and loops until the session is over. The libmosquitto code; 0: stopped or no answer.</summary>
    private int Drive(MosquittoSession session)
    {
        var rc = session.Connect();
        var startedAt = time.GetTimestamp();
        TimeSpan? stoppingSince = null;
        while (rc == Mosquitto.MOSQ_ERR_SUCCESS && session.EndCode is null)
        {
            var elapsed = time.GetElapsedTime(startedAt);
            if (session.Answer is null && elapsed > options.AnswerTimeout)
                return 0;
            if (_stop.IsSet)
            {
                // After a farewell the library ends the session itself, within one slice unless the network is stuck.
                stoppingSince ??= elapsed;
                if (!session.SaidFarewell || elapsed - stoppingSince > LoopSlice * 2)
                    return 0;
            }

            rc = session.Loop(LoopSlice);
            Interlocked.Increment(ref _turns);
        }

        return rc;
    }

    private AttemptEnd Explain(MosquittoSession session, int rc)
    {
        session.Close();
        if (_stop.IsSet)
            return new AttemptEnd(session.Answer is { IsSuccess: true }, "stopped");
        if (session.Answer is { IsSuccess: true })
            return new AttemptEnd(WasConnected: true, $"The connection to {Broker} ended: {EndReason(session, rc)}.");
        if (session.Answer is { } refusal)
            return ExplainRefusal(refusal);
        var protocol = options.Mqtt.Tls is null ? "plain MQTT" : "MQTT over TLS";
        if (rc == Mosquitto.MOSQ_ERR_TLS)
        {
            var why = session.LastErrorLine ?? "no reason given";
            return new AttemptEnd(false, $"TLS with {Broker} failed: {why}. Check mqtt.tls and the broker's certificate.");
        }

        if (rc is Mosquitto.MOSQ_ERR_ERRNO or Mosquitto.MOSQ_ERR_EAI && session.EndCode is null)
            return new AttemptEnd(false, $"{Broker} cannot be reached: {MosquittoError.Describe(rc)}.");
        return rc == 0 && session.EndCode is null
            ? new AttemptEnd(false, $"{Broker} did not answer within {options.AnswerTimeout.TotalSeconds:0.#} s; does it speak {protocol} there?")
            : new AttemptEnd(false, $"{Broker} hung up before it answered; does it speak {protocol} there?", _choice.OnHungUp());
    }

    private AttemptEnd ExplainRefusal(MqttReason refusal)
    {
        if (refusal == MqttReason.UnsupportedProtocolVersion)
        {
            var version = _choice.Next == MqttProtocol.V5 ? "5" : "3.1.1";
            var fallsBack = _choice.OnVersionRefused();
            var next = fallsBack ? "trying 3.1.1" : "set mqtt.protocol";
            return new AttemptEnd(false, $"{Broker} does not speak MQTT {version}; {next}.", fallsBack);
        }

        var remedy = refusal.Code is 0x86 or 0x87 ? " Check mqtt.username and mqtt.password_file." : "";
        return new AttemptEnd(false, $"{Broker} refused the connection: {refusal}.{remedy}");
    }

    private static string EndReason(MosquittoSession session, int rc) => session.EndCode switch
    {
        >= 0x80 and var code => new MqttReason((byte)code).ToString(),
        null or 0 when rc == 0 => "closed",
        null or 0 => MosquittoError.Describe(rc),
        var code => MosquittoError.Describe(code.Value),
    };

    private void Warn(string text)
    {
        if (_warnings.Add(text))
            options.Warn?.Invoke(text);
    }

    private readonly record struct AttemptEnd(bool WasConnected, string Reason, bool RetryAtOnce = false);
}
