using System.Diagnostics;
using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Pipeline.Gpio;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Zones;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Pipeline;

/// <summary>
/// One camera's capture thread: opens the source, leaves its frames in the exchange, opens it again after a failure, for ever.
/// It does nothing else, so that a slow model never makes a camera's buffers run full. While somebody wants privacy, or has paused the
/// camera, the source is closed: no light on it shines, and nothing is read.
/// </summary>
internal sealed partial class CaptureWorker : IProgressSource, IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SameFailureAgain = TimeSpan.FromMinutes(5);

    private readonly int _camera;
    private readonly string _name;
    private readonly IFrameSource _source;
    private readonly InferenceCadence? _cadence;
    private readonly FrameExchange _exchange;
    private readonly ILogger _logger;
    private readonly ActivityLight _light;
    private readonly CaptureGate _privacy;
    private readonly CaptureGate _pause;
    private readonly CancellationTokenSource _stop = new();
    private readonly Backoff _backoff;
    private readonly Thread _thread;
    private PrivacyMask _privacyMask = new([]);
    private long _framesRead;
    private long _framesUndecodable;
    private long _framesSkipped;
    private long _framesLost;
    private long _nextNumber;
    private long _attempts;
    private string _lastFailure = "";
    private long _lastFailureTold;
    private volatile string? _failure;
    private volatile bool _isIdle;
    private bool _isOpen;

    /// <summary>Makes the worker; <see cref="Start"/> starts it.</summary>
    /// <param name="camera">Index of the camera.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="source">Owned from here on.</param>
    /// <param name="cadence">Which frames are wanted; null: every one.</param>
    /// <param name="exchange">Where frames go.</param>
    /// <param name="logger">Where messages go.</param>
    /// <param name="light">Lit while the source is open; null: none.</param>
    /// <param name="privacy">Says when every source must be closed; null: never.</param>
    /// <param name="pause">Says when this one must be; null: never.</param>
    /// <param name="longestRetry">Longest wait before it is opened again; null: two seconds.</param>
    public CaptureWorker(
        int camera, string name, IFrameSource source, InferenceCadence? cadence, FrameExchange exchange, ILogger logger,
        ActivityLight? light = null, CaptureGate? privacy = null, CaptureGate? pause = null,
        TimeSpan? longestRetry = null)
    {
        (_camera, _name, _source, _cadence, _exchange, _logger) = (camera, name, source, cadence, exchange, logger);
        (_light, _privacy, _pause) = (light ?? new ActivityLight(null), privacy ?? CaptureGate.AlwaysOpen, pause ?? CaptureGate.AlwaysOpen);
        _backoff = new Backoff(FirstRetry, longestRetry ?? LongestRetry, Random.Shared);
        _thread = new Thread(Run) { Name = $"capture {name}", IsBackground = true };
    }

    /// <summary>What is painted over in every frame before anybody else gets it; may be replaced at any time.</summary>
    public PrivacyMask PrivacyMask
    {
        get => Volatile.Read(ref _privacyMask);
        set => Volatile.Write(ref _privacyMask, value);
    }

    /// <summary>Frames that the source delivered.</summary>
    public long FramesRead => Interlocked.Read(ref _framesRead);

    /// <summary>Frames that could not be decoded.</summary>
    public long FramesUndecodable => Interlocked.Read(ref _framesUndecodable);

    /// <summary>Frames that came sooner than the configured rate asks for.</summary>
    public long FramesSkipped => Interlocked.Read(ref _framesSkipped);

    /// <summary>Frames that were dropped before they reached us: gaps in the source's count.</summary>
    public long FramesLost => Interlocked.Read(ref _framesLost);

    /// <summary>Why the source does not deliver, in words; null while it does, or nothing has been tried yet.</summary>
    public string? Failure => _failure;

    /// <inheritdoc/>
    public long Progress => FramesRead + FramesUndecodable + Interlocked.Read(ref _attempts);

    /// <inheritdoc/>
    public bool IsIdle => _isIdle;

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Stops the thread and closes the source.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        if (_thread.ThreadState.HasFlag(System.Threading.ThreadState.Unstarted))
            _source.Dispose();
        else
            _thread.Join();
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
        using var notPrivate = _privacy.Enter(_stop.Token);
        using var allowed = _pause.Enter(notPrivate.Token);
        try
        {
            return CaptureUntilFailure(allowed.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            Close();
            _isIdle = true;
            var isPrivate = !_privacy.IsOpen;
            _exchange.Post(_camera, isPrivate ? SourceState.Private : SourceState.Paused);
            LogClosed(_name, isPrivate ? "somebody wants privacy" : "it is paused");
            (isPrivate ? _privacy : _pause).WaitUntilOpen(_stop.Token);
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
            LogOpened(_name, _source.Description);
            _nextNumber = 0;
            while (Read(allowed) is { } frame)
                Take(frame);
            LogEnded(_name, _source.Description);
            _isIdle = true;
            Close();
            _exchange.Post(_camera, SourceState.Ended);
            return true;
        }
        catch (Exception failure) when (failure is FrameSourceException or GpioException)
        {
            Close();
            TellFailure(failure.Message);
            _failure = failure.Message;
            _exchange.Post(_camera, SourceState.Failed);
            return false;
        }
    }

    private void Take(Frame frame)
    {
        _backoff.Reset();
        (_lastFailure, _failure) = ("", null);
        CountLost(frame.SequenceNumber);
        _exchange.Post(_camera, SourceState.Delivering);
        FaultHook.Stage("capture");
        Interlocked.Increment(ref _framesRead);
        if (_cadence is null || _cadence.IsDue(frame.Timestamp))
        {
            _exchange.Post(_camera, frame);
        }
        else
        {
            Interlocked.Increment(ref _framesSkipped);
            frame.Dispose();
        }
    }

    /// <summary>Opens the source and lights the light; without the light it does not stay open.</summary>
    private void Open()
    {
        _source.Open();
        _light.CameraOpened();
        _isOpen = true;
    }

    /// <summary>Closes the source, then puts the light out.</summary>
    private void Close()
    {
        _source.Dispose();
        if (_isOpen)
            _light.CameraClosed();
        _isOpen = false;
    }

    /// <summary>A camera that stays away is told once, then now and then: the attempts go on, see <see cref="Backoff"/>.</summary>
    private void TellFailure(string reason)
    {
        if (reason == _lastFailure && Stopwatch.GetElapsedTime(_lastFailureTold) < SameFailureAgain)
            return;
        (_lastFailure, _lastFailureTold) = (reason, Stopwatch.GetTimestamp());
        LogFailed(_name, reason);
    }

    private void CountLost(long number)
    {
        if (number > _nextNumber)
            Interlocked.Add(ref _framesLost, number - _nextNumber);
        _nextNumber = number + 1;
    }

    /// <summary>Reads the next usable frame; a source that delivers nothing but damaged ones counts as failed.</summary>
    private Frame? Read(CancellationToken allowed)
    {
        const int MostDamagedInARow = 100;
        for (var damaged = 0; damaged < MostDamagedInARow; damaged++)
        {
            try
            {
                var frame = _source.Read(allowed);
                if (frame is not null)
                    PrivacyMask.Paint(frame);
                return frame;
            }
            catch (FrameDecodeException failure)
            {
                // The first ones are told, then one in a hundred: a broken camera must not fill the log.
                if (Interlocked.Increment(ref _framesUndecodable) is var count && (count <= 5 || count % 100 == 0))
                    LogUndecodable(_name, count, failure.Message);
            }
        }

        throw new FrameSourceException($"{_source.Description}: {MostDamagedInARow} damaged frames in a row.");
    }
}
