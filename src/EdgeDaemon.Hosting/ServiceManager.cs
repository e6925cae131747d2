using System.Globalization;
using System.Text;
using EdgeDaemon.Linux;
using Microsoft.Extensions.Hosting.Systemd;

namespace EdgeDaemon.Hosting;

/// <summary>
/// What a process tells the service manager that started it (systemd, sd_notify(3)) beside the start and stop, which the host tells:
/// what it waits for, that it gets on, that it reloads. Where nobody listens, nothing happens. Thread-safe; <see cref="Alive"/>
/// allocates nothing.
/// </summary>
public sealed class ServiceManager : ISystemdNotifier, IDisposable
{
    private const int MostStatusCharacters = 400;
    private static readonly byte[] AliveMessage = "WATCHDOG=1"u8.ToArray();

    private static readonly Lazy<ServiceManager> OfThisProcess = new(() => FromEnvironment(TimeProvider.System));
    private readonly UnixSocket? _socket;
    private readonly byte[] _address;
    private readonly TimeProvider _time;
    private long _watchdogTicks;
    private long _lastAlive;
    private string? _lastStatus;

    private ServiceManager(UnixSocket? socket, byte[] address, TimeSpan? watchdog, TimeProvider time)
    {
        (_socket, _address, _time) = (socket, address, time);
        _watchdogTicks = watchdog?.Ticks ?? 0;
        _lastAlive = long.MinValue;
    }

    /// <summary>Is there a watchdog that <see cref="Alive"/> feeds? After this long without, the process is killed.</summary>
    public TimeSpan? Watchdog => Interlocked.Read(ref _watchdogTicks) is > 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>Is there somebody to tell?</summary>
    public bool IsEnabled => _socket is not null;

    /// <summary>The manager that the environment names, for as long as the process runs.</summary>
    public static ServiceManager Current => OfThisProcess.Value;

    /// <summary>The manager that the environment names.</summary>
    public static ServiceManager FromEnvironment(TimeProvider time) => Create(Environment.GetEnvironmentVariable, Environment.ProcessId, time);

    /// <summary>Says what the host's lifetime has to say: that the process is ready, that it stops.</summary>
    public void Notify(ServiceState state) => Send(state.ToString(), mayWait: true);

    /// <summary>Says, in one line, what the process is about; the same line is said once.</summary>
    public void Status(string status)
    {
        if (Interlocked.Exchange(ref _lastStatus, status) != status)
            Send($"STATUS={Line(status)}", mayWait: false);
    }

    /// <summary>Says that the configuration is being read again; <see cref="Reloaded"/> says that this is over.</summary>
    public void Reloading()
    {
        // Stopwatch's clock is CLOCK_MONOTONIC, which is what systemd compares with.
        var microseconds = (long)(_time.GetTimestamp() / (double)_time.TimestampFrequency * 1_000_000);
        Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={microseconds}"), mayWait: true);
    }

    /// <summary>Says that the configuration has been read again, and in one line what the process is about.</summary>
    public void Reloaded(string status)
    {
        Interlocked.Exchange(ref _lastStatus, status);
        Send($"READY=1\nSTATUS={Line(status)}", mayWait: true);
    }

    /// <summary>
    /// Says that the process has got on. Call it for progress and for nothing else: a call from a timer would hide a hang. It may
    /// be called as often as there is progress; it is passed on four times per watchdog interval at most.
    /// </summary>
    public void Alive()
    {
        var interval = Interlocked.Read(ref _watchdogTicks);
        if (interval == 0)
            return;
        var now = _time.GetTimestamp();
        var last = Interlocked.Read(ref _lastAlive);
        if (last != long.MinValue && _time.GetElapsedTime(last, now).Ticks < interval / 4)
            return;
        Interlocked.Exchange(ref _lastAlive, now);
        _socket?.SendTo(AliveMessage, _address, mayWait: false);
    }

    /// <summary>
    /// Makes the watchdog wait at least this long from here on: a camera that is meant to deliver twice an hour does not hang
    /// when it delivers nothing for a minute.
    /// </summary>
    public void AllowPauses(TimeSpan atLeast)
    {
        if (Watchdog is not { } current || atLeast <= current)
            return;
        Interlocked.Exchange(ref _watchdogTicks, atLeast.Ticks);
        Send(string.Create(CultureInfo.InvariantCulture, $"WATCHDOG_USEC={(long)atLeast.TotalMicroseconds}"), mayWait: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    /// <summary>As <see cref="FromEnvironment"/>, for an environment of one's own.</summary>
    internal static ServiceManager Create(Func<string, string?> variable, int processId, TimeProvider time)
    {
        var (socket, address) = Open(variable("NOTIFY_SOCKET"));
        // The interval is meant for the process that is named; a child inherits the variables of its parent.
        var forUs = variable("WATCHDOG_PID") is not { } pid || pid == processId.ToString(CultureInfo.InvariantCulture);
        var watchdog = socket is not null && forUs &&
            long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
                ? TimeSpan.FromMicroseconds(microseconds)
                : (TimeSpan?)null;
        return new ServiceManager(socket, address, watchdog, time);
    }

    /// <summary>The socket to the listener of this name; null when it is none that can be used: nobody listens then.</summary>
    /// <param name="name">An absolute path, or <c>@</c> and a name in the abstract namespace.</param>
    private static (UnixSocket? Socket, byte[] Address) Open(string? name)
    {
        try
        {
            return name is ['/', ..] or ['@', _, ..] ? (UnixSocket.Open(UnixSocketType.Datagram), UnixSocket.AddressOf(name)) : (null, []);
        }
        catch (UnixSocketException)
        {
            return (null, []);
        }
    }

    private void Send(string message, bool mayWait) => _socket?.SendTo(Encoding.UTF8.GetBytes(message), _address, mayWait);

    /// <summary>A message has one line per variable: a status that holds a line break could set others.</summary>
    private static string Line(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length > MostStatusCharacters ? line[..MostStatusCharacters] + "…" : line;
    }
}
