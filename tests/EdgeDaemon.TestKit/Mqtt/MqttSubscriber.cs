using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace EdgeDaemon.TestKit.Mqtt;

/// <summary>
/// An independent subscriber: the mosquitto_sub program, one line per message. With a client identifier it asks for a session
/// that outlives its connection, so that it misses nothing while the broker restarts.
/// </summary>
public sealed class MqttSubscriber : IDisposable
{
    // Only what never comes waits this long; a busy machine must not look like it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentQueue<SubscribedMessage> _messages = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private int _subscriptions;

    /// <summary>Starts it and returns once the broker has granted the subscription.</summary>
    /// <param name="port">The broker's port on 127.0.0.1.</param>
    /// <param name="filter">Topic filter.</param>
    /// <param name="sessionId">Client identifier of a lasting session, or null.</param>
    /// <param name="more">More arguments for mosquitto_sub.</param>
    public MqttSubscriber(int port, string filter, string? sessionId = null, params string[] more)
    {
        string[] session = sessionId is null ? [] : ["-i", sessionId, "-c"];

        // stdbuf, because its debug lines would otherwise wait in a buffer; it replaces itself by the program.
        _process = Process.Start(new ProcessStartInfo(
            MosquittoBroker.Find("stdbuf"),
            ["-oL", MosquittoBroker.Find("mosquitto_sub"), "-h", "localhost", "-p", port.ToString(CultureInfo.InvariantCulture), "-q", "1", "-d", "-F", "msg %r %t %p", "-t", filter, .. session, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (_subscribed.Task.Wait(Patience))
            return;
        Dispose();
        throw new InvalidOperationException($"mosquitto_sub did not subscribe to '{filter}' on port {port} within {Patience.TotalSeconds} s.");
    }

    /// <summary>Everything so far, oldest first.</summary>
    public IReadOnlyList<SubscribedMessage> Messages => [.. _messages];

    /// <summary>How often a broker has granted the subscription: once, and again after each connection that was lost.</summary>
    public int Subscriptions => Volatile.Read(ref _subscriptions);

    /// <summary>Waits until the messages so far satisfy a condition. False: they did not within the time.</summary>
    public bool WaitFor(Func<IReadOnlyList<SubscribedMessage>, bool> condition, TimeSpan? timeout = null)
    {
        var limit = timeout ?? Patience;
        var clock = Stopwatch.StartNew();
        while (!condition(Messages))
        {
            var left = limit - clock.Elapsed;
            if (left <= TimeSpan.Zero || !_arrived.Wait(left))
                return condition(Messages);
            while (_arrived.Wait(0))
            {
                // Whatever came meanwhile is judged in one look.
            }
        }

        return true;
    }

    /// <summary>Waits for a message on a topic with a payload.</summary>
    public bool WaitFor(string topic, string payload, TimeSpan? timeout = null) =>
        WaitFor(all => all.Any(m => m.Topic == topic && m.Payload == payload), timeout);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _arrived.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is null)
            return;
        if (line.StartsWith("Subscribed (mid", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _subscriptions);
            _subscribed.TrySetResult();
            return;
        }

        if (!line.StartsWith("msg ", StringComparison.Ordinal))
            return;
        var parts = line[4..].Split(' ', 3);
        _messages.Enqueue(new SubscribedMessage(parts[1], parts[2], parts[0] == "1"));
        _arrived.Release();
    }
}
