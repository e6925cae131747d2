namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// Tells a broker that still answers from one that only seems to be there. A broker that is stopped, or behind a cable that was
/// pulled, closes nothing: what is sent to it is swallowed for many minutes. Here it is noticed within twice the keep-alive,
/// whether something is being published (the oldest publish stays unanswered) or not (a ping does). <see cref="Answered"/> is for any thread, the rest for one.
/// </summary>
/// <param name="keepAlive">The keep-alive that was agreed with the broker.</param>
/// <param name="time">Clock.</param>
internal sealed class LifeWatch(TimeSpan keepAlive, TimeProvider time)
{
    // A ping, or the answer to a publish, comes before the broker would miss us, and is missed when the broker would.
    private readonly TimeSpan _pingAfter = keepAlive * 0.75;
    private readonly TimeSpan _pingPatience = keepAlive * 0.75;
    private readonly TimeSpan _answerPatience = keepAlive * 1.5;

    // Answers come in order (MQTT-4.6.0-2), so one that others overtake for so long will not come.
    private readonly TimeSpan _overtakenPatience = keepAlive * 10;
    private long _lastHeard = time.GetTimestamp();
    private long _lastAnswer = time.GetTimestamp();
    private long? _pingedAt;

    /// <summary>How often to look at the least, so that twice the keep-alive is kept.</summary>
    public TimeSpan Pace { get; } = keepAlive / 8 < TimeSpan.FromSeconds(1) ? keepAlive / 8 : TimeSpan.FromSeconds(1);

    /// <summary>Is it time for a ping?</summary>
    public bool PingIsDue => _pingedAt is null && time.GetElapsedTime(_lastHeard) >= _pingAfter;

    /// <summary>A ping was sent.</summary>
    public void Pinged() => _pingedAt = time.GetTimestamp();

    /// <summary>The broker answered a ping.</summary>
    public void Ponged()
    {
        _pingedAt = null;
        _lastHeard = time.GetTimestamp();
    }

    /// <summary>The broker answered a publish.</summary>
    public void Answered()
    {
        Volatile.Write(ref _lastAnswer, time.GetTimestamp());
        Volatile.Write(ref _lastHeard, time.GetTimestamp());
    }

    /// <summary>Why the broker has to be given up; null while it need not.</summary>
    /// <param name="oldestSentAt">Timestamp of the oldest publish without an answer; null: all are answered.</param>
    public string? Verdict(long? oldestSentAt)
    {
        if (oldestSentAt is { } sentAt)
        {
            var waited = time.GetElapsedTime(sentAt);
            if (waited > _answerPatience && time.GetElapsedTime(_lastAnswer) > _answerPatience)
                return $"it acknowledged no message for {Seconds(_answerPatience)} s";
            if (waited > _overtakenPatience)
                return $"it did not acknowledge a message for {Seconds(_overtakenPatience)} s, only later ones";
        }

        return _pingedAt is { } pingedAt && time.GetElapsedTime(pingedAt) > _pingPatience
            ? $"it did not answer a ping within {Seconds(_pingPatience)} s"
            : null;
    }

    private static string Seconds(TimeSpan span) => FormattableString.Invariant($"{span.TotalSeconds:0.#}");
}
