using System.Device.Gpio;
using EdgeDaemon.Capture.Gpio;

namespace EdgeDaemon.Capture.Iot.Gpio;

/// <summary>
/// One line of ours as a driver of System.Device.Gpio, so that its devices (motion sensor, button) work with everything that our line can:
/// names, active low levels, every bias, edges at once, and a chip that goes is told. High is active. The line is read by one
/// thread only: by the caller until edges are watched, by the watching thread from then on.
/// </summary>
internal sealed class KernelLineDriver(IGpioLine line) : GpioDriver
{
    /// <summary>The only pin.</summary>
    internal const int Pin = 0;

    // Edges wake it at once; this is for a chip that has lost one.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<(PinEventTypes Types, PinChangeEventHandler Callback)> _callbacks = [];
    private Thread? _thread;
    private volatile bool _isStopping;
    private Exception? _failure;
    private volatile bool _value;

    /// <summary>Told when the line fails while it is watched, on the watching thread.</summary>
    internal Action? Failed { get; set; }

    /// <inheritdoc/>
    protected override int PinCount => 1;

    /// <inheritdoc/>
    protected override void OpenPin(int pinNumber)
    {
        if (pinNumber != Pin)
            throw new ArgumentOutOfRangeException(nameof(pinNumber), pinNumber, $"Expected {Pin}: this driver has one line.");
    }

    /// <inheritdoc/>
    protected override void ClosePin(int pinNumber)
    {
        // The line goes with the driver.
    }

    /// <inheritdoc/>
    protected override void SetPinMode(int pinNumber, PinMode mode)
    {
        // The line was taken as an input, with the pull of the configuration.
    }

    /// <inheritdoc/>
    protected override PinMode GetPinMode(int pinNumber) => PinMode.Input;

    /// <inheritdoc/>
    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => mode == PinMode.Input;

    /// <inheritdoc/>
    protected override PinValue Read(int pinNumber)
    {
        if (Volatile.Read(ref _failure) is { } failure)
            throw new GpioException(failure.Message, failure);
        return _thread is null ? line.Value : _value;
    }

    /// <inheritdoc/>
    protected override void Write(int pinNumber, PinValue value) => throw new InvalidOperationException("The line is an input.");

    /// <inheritdoc/>
    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This driver tells edges by callbacks only.");

    /// <inheritdoc/>
    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        lock (_lock)
            _callbacks.Add((eventTypes, callback));
        if (_thread is not null)
            return;
        _value = line.Value;
        _thread = new Thread(Watch) { Name = line.Description, IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        lock (_lock)
            _callbacks.RemoveAll(c => c.Callback == callback);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isStopping)
        {
            _isStopping = true;
            line.Wake();
            _thread?.Join();
            line.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Watch()
    {
        try
        {
            while (!_isStopping)
            {
                line.WaitForChange(LookAgain);
                var value = line.Value;
                if (value == _value)
                    continue;
                _value = value;
                Tell(value ? PinEventTypes.Rising : PinEventTypes.Falling);
            }
        }
        catch (GpioException e)
        {
            Volatile.Write(ref _failure, e);
            Failed?.Invoke();
        }
    }

    private void Tell(PinEventTypes type)
    {
        PinChangeEventHandler[] told;
        lock (_lock)
            told = [.. _callbacks.Where(c => (c.Types & type) != 0).Select(c => c.Callback)];
        foreach (var callback in told)
            callback(this, new PinValueChangedEventArgs(type, Pin));
    }
}
