using System.Device.Gpio;

namespace EdgeDaemon.Capture.Tests.Iot.Gpio;

/// <summary>A chip of several lines, of which drivers for System.Device.Gpio are made; edges are told by the thread that drives.</summary>
internal sealed class FakeGpioChip(int lines)
{
    private readonly Lock _lock = new();
    private readonly bool[] _levels = new bool[lines];
    private readonly Dictionary<int, FakeGpioDriver> _taken = [];

    public bool IsPlugged { get; set; } = true;

    public int Lines => lines;

    public int Taken => _taken.Count;

    /// <summary>Drivers that were not disposed.</summary>
    public int OpenDrivers { get; set; }

    public GpioDriver Open(string path) => new FakeGpioDriver(this);

    public bool? LevelOf(int line) => _taken.ContainsKey(line) ? _levels[line] : null;

    public void Drive(int line, bool isHigh)
    {
        FakeGpioDriver? told;
        lock (_lock)
        {
            if (_levels[line] == isHigh)
                return;
            _levels[line] = isHigh;
            told = _taken.GetValueOrDefault(line);
        }

        told?.Tell(line, isHigh ? PinEventTypes.Rising : PinEventTypes.Falling);
    }

    public bool Read(int line) => IsPlugged ? _levels[line] : throw new IOException("Error 19. No such device.");

    public void Write(int line, bool isHigh) => _levels[line] = isHigh;

    public void Take(int line, FakeGpioDriver driver)
    {
        lock (_lock)
        {
            if (!_taken.TryAdd(line, driver))
                throw new IOException("Error 16. Device or resource busy.");
        }
    }

    public void GiveBack(int line, FakeGpioDriver driver)
    {
        lock (_lock)
        {
            if (_taken.GetValueOrDefault(line) == driver)
                _taken.Remove(line);
        }
    }
}

/// <summary>A driver for System.Device.Gpio.</summary>
internal sealed class FakeGpioDriver : GpioDriver
{
    private readonly FakeGpioChip _chip;
    private readonly Dictionary<int, PinMode> _modes = [];
    private readonly List<(int Pin, PinEventTypes Types, PinChangeEventHandler Callback)> _callbacks = [];

    public FakeGpioDriver(FakeGpioChip chip)
    {
        _chip = chip;
        chip.OpenDrivers++;
    }

    protected override int PinCount => _chip.Lines;

    public void Tell(int pin, PinEventTypes type)
    {
        foreach (var (_, _, callback) in _callbacks.Where(c => c.Pin == pin && (c.Types & type) != 0).ToList())
            callback(this, new PinValueChangedEventArgs(type, pin));
    }

    protected override void OpenPin(int pinNumber) => _chip.Take(pinNumber, this);

    protected override void ClosePin(int pinNumber) => _chip.GiveBack(pinNumber, this);

    protected override void SetPinMode(int pinNumber, PinMode mode) => _modes[pinNumber] = mode;

    protected override PinMode GetPinMode(int pinNumber) => _modes[pinNumber];

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => true;

    protected override PinValue Read(int pinNumber) => _chip.Read(pinNumber);

    protected override void Write(int pinNumber, PinValue value) => _chip.Write(pinNumber, value == PinValue.High);

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) => throw new NotSupportedException();

    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) =>
        _callbacks.Add((pinNumber, eventTypes, callback));

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) =>
        _callbacks.RemoveAll(c => c.Pin == pinNumber && c.Callback == callback);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _chip.OpenDrivers--;
        base.Dispose(disposing);
    }
}
