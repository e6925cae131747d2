using System.Diagnostics;
using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Vision.Frames;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Pipeline.Capturing;

/// <summary>
/// One camera's thread: opens the source, leaves its frames for the inference thread, opens it again after a failure, for ever.
/// It does nothing else, so that a slow model never makes a camera's buffers run full. While somebody wants privacy, or has paused the
/// camera, the source is closed: no light on it shines, and nothing is read.
/// </summary>
internal sealed partial class CaptureThread : IProgressSource, IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SameFailureAgain = TimeSpan.FromMinutes(5);

    private readonly string _camera;
    private readonly FramePlace _place;
    private readonly CameraAccess _access;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Backoff _backoff;
    private readonly Thread _thread;
    private long _attempts;
    private string _lastFailure = "";
    private long _lastFailureTold;
    private volatile string? _failure;
    private volatile bool _isIdle;
    private bool _isOpen;

    /// <summary>Makes the thread; <see cref="Start"/> starts it.</summary>
    /// <param name="camera">Name of the camera, for messages.</param>
    /// <param name="frames">Owned from here on.</param>
    /// <param name="place">Where frames go.</param>
    /// <param name="access">Whether it may be open; owned from here on.</param>
    /// <param name="longestRetry">Longest wait before it is opened again.</param>
    /// <param name="logger">Where messages go.</param>
    public CaptureThread(string camera, FrameReader frames, FramePlace place, CameraAccess access, TimeSpan longestRetry, ILogger logger)
    {
        (_camera, Frames, _place, _access, _logger) = (camera, frames, place, access, logger);
        _backoff = new Backoff(FirstRetry, longestRetry, Random.Shared);
        _thread = new Thread(Run) { Name = $"capture {camera}", IsBackground = true };
    }

    /// <summary>What it reads, and what became of the frames.</summary>
    public FrameReader Frames { get; }

    /// <summary>Closes this camera's source, and opens it again.</summary>
    public AccessSwitch Pause => _access.Pause;

    /// <summary>Frames that were left out: sooner than the configured rate, damaged, or replaced by newer ones.</summary>
    public long FramesSkipped => Frames.FramesSkipped + Frames.FramesUndecodable + _place.Dropped;

    /// <summary>Why the source does not deliver, in words; null while it does, or nothing has been tried yet.</summary>
    public string? Failure => _failure;

    /// <inheritdoc/>
    public long Progress => Frames.FramesRead + Frames.FramesUndecodable + Interlocked.Read(ref _attempts);

    /// <inheritdoc/>
    public bool IsIdle => _isIdle;

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Stops the thread and closes the source.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        if (_thread.ThreadState.HasFlag(System.Threading.ThreadState.Unstarted))
            Frames.Dispose();
        else
            _thread.Join();
        _access.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!CaptureWhileAllowed())
                _stop.Token.WaitHandle.WaitOne(_backoff.Next());
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped on purpose.
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Reads until the source is at its end (true), fails (false), or may not be open (false, when it may again).</summary>
    private bool CaptureWhileAllowed()
    {
        try
        {
            return _access.While(CaptureUntilFailure, _stop.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            Close();
            _isIdle = true;
            var reason = _access.Reason;
            _place.Post(reason);
            LogClosed(_camera, reason == SourceState.Private ? "somebody wants privacy" : "it is paused");
            _access.WaitUntilOpen(reason, _stop.Token);
            _isIdle = false;
            _backoff.Reset();
            return false;
        }
    }

    /// <summary>Reads until the source is at its end (true) or fails (false).</summary>
    private bool CaptureUntilFailure(CancellationToken allowed)
    {
        try
        {
            allowed.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _attempts);
            Open();
            LogOpened(_camera, Frames.Description);
            while (Frames.Read(allowed) is { } frame)
                HandOver(frame);
            LogEnded(_camera, Frames.Description);
            _isIdle = true;
            Close();
            _place.Post(SourceState.Ended);
            return true;
        }
        catch (Exception failure) when (failure is FrameSourceException or GpioException or IOException)
        {
            Close();
            TellFailure(failure.Message);
            _failure = failure.Message;
            _place.Post(SourceState.Failed);
            return false;
        }
    }

    private void HandOver(Frame frame)
    {
        _backoff.Reset();
        (_lastFailure, _failure) = ("", null);
        _place.Post(SourceState.Delivering);
        FaultHook.Stage("capture");
        _place.Post(frame);
    }

    /// <summary>Opens the source and lights the light; without the light it does not stay open.</summary>
    private void Open()
    {
        Frames.Open();
        _access.Light.CameraOpened();
        _isOpen = true;
    }

    /// <summary>Closes the source, then puts the light out.</summary>
    private void Close()
    {
        Frames.Dispose();
        if (_isOpen)
            _access.Light.CameraClosed();
        _isOpen = false;
    }

    /// <summary>A camera that stays away is told once, then now and then: the attempts go on, see <see cref="Backoff"/>.</summary>
    private void TellFailure(string reason)
    {
        if (reason == _lastFailure && Stopwatch.GetElapsedTime(_lastFailureTold) < SameFailureAgain)
            return;
        (_lastFailure, _lastFailureTold) = (reason, Stopwatch.GetTimestamp());
        LogFailed(_camera, reason);
    }
}
