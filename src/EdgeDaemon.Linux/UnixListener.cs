namespace EdgeDaemon.Linux;

/// <summary>
/// A thread that takes the connections to a socket, one after the other, until it is disposed of; the socket's file goes with it. That the kernel
/// refuses for a while (no descriptor or memory to be had) is told once and waited for: who waits to be heard is still there then.
/// </summary>
public sealed class UnixListener : IDisposable
{
    private readonly UnixSocket _socket;
    private readonly string _path;
    private readonly TimeSpan _look;
    private readonly Action<UnixSocket> _take;
    private readonly Action<string> _trouble;
    private readonly Func<UnixSocket, TimeSpan, UnixSocket?> _accept;
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <summary>Begins with <see cref="Start"/>.</summary>
    /// <param name="socket">Listens; owned from here on.</param>
    /// <param name="path">Where.</param>
    /// <param name="name">Of the thread.</param>
    /// <param name="look">How often it looks whether to stop, and the pause after a refusal.</param>
    /// <param name="take">Gets each connection, and owns it. An <see cref="UnixSocketException"/> of it is told as one of the listening.</param>
    /// <param name="trouble">Hears why it cannot listen.</param>
    /// <param name="accept">Waits for the next connection; another one than the system's in tests.</param>
    public UnixListener(
        UnixSocket socket, string path, string name, TimeSpan look, Action<UnixSocket> take, Action<string> trouble, Func<UnixSocket, TimeSpan, UnixSocket?>? accept = null)
    {
        (_socket, _path, _look, _take, _trouble) = (socket, path, look, take, trouble);
        _accept = accept ?? (static (listening, timeout) => listening.Accept(timeout));
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>Is it being disposed of?</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Begins to take connections.</summary>
    public void Start() => _thread.Start();

    /// <inheritdoc/>
    public void Dispose()
    {
        _isStopping = true;
        _thread.Join();
        _socket.Dispose();
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _trouble(e.Message);
        }
    }

    private void Run()
    {
        var isTold = false;
        while (!_isStopping)
        {
            try
            {
                if (_accept(_socket, _look) is not { } peer)
                    continue;
                isTold = false;
                _take(peer);
            }
            catch (UnixSocketException e)
            {
                if (!isTold)
                    _trouble($"{e.Message} It is tried again.");
                isTold = true;
                Thread.Sleep(_look);
            }
        }
    }
}
