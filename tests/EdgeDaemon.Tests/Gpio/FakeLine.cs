using EdgeDaemon.Capture.Gpio;

namespace EdgeDaemon.Tests.Gpio;

/// <summary>A line that tests move: an input that they set, an output whose values they see, and a chip that can go.</summary>
internal sealed class FakeLine : IGpioLine
{
    private readonly AutoResetEvent _changed = new(false);
    private volatile bool _value;

    /// <summary>Every value that was set, in order.</summary>
    public List<bool> Written { get; } = [];

    /// <summary>Is the chip gone?</summary>
    public bool IsGone { get; set; }

    public string Description => "line 17 of 'fake'";

    public bool Value
    {
        get => IsGone ? throw new GpioException("The chip is gone.") : _value;
        set
        {
            if (IsGone)
                throw new GpioException("The chip is gone.");
            Written.Add(value);
            _value = value;
        }
    }

    /// <summary>Somebody moves the switch.</summary>
    public void Drive(bool value)
    {
        _value = value;
        _changed.Set();
    }

    public bool WaitForChange(TimeSpan timeout) => _changed.WaitOne(timeout);

    public void Wake() => _changed.Set();

    public void Dispose()
    {
        // It can be taken again.
    }
}
