using System.Device.Gpio;
using EdgeDaemon.Capture.Gpio;
using Iot.Device.Button;
using Iot.Device.Hcsr501;

namespace EdgeDaemon.Capture.Iot.Gpio;

/// <summary>
/// A device of Iot.Device.Bindings that says yes or no, as an input: a motion sensor (Hcsr501), or a push button (GpioButton), whose
/// bouncing is not seen and whose shortest press counts. By our kernel line, or by System.Device.Gpio's drivers.
/// </summary>
public sealed class SensorLine : IGpioLine
{
    // A mechanical contact has come to rest by then.
    private static readonly TimeSpan Bounce = TimeSpan.FromMilliseconds(30);

    private readonly GpioController _controller;
    private readonly KernelLineDriver? _kernel;
    private readonly ChangeSignal _signal = new();
    private readonly int _pin;
    private IDisposable? _sensor;
    private Func<bool> _read = () => false;
    private int _pressed;

    private SensorLine(string description, GpioController controller, KernelLineDriver? kernel, int pin)
    {
        (Description, _controller, _kernel, _pin) = (description, controller, kernel, pin);
        if (kernel is not null)
            kernel.Failed = _signal.Set;
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>Is there motion, or is the button held (or was it pressed since this was read last)? A sensor cannot be set.</summary>
    public bool Value
    {
        get
        {
            try
            {
                // A chip that is gone sends no edge; reading the line tells.
                _ = _controller.Read(_pin);
                return _read();
            }
            catch (Exception e) when (IotGpioFailure.IsOne(e))
            {
                throw IotGpioFailure.Of($"{Description}: reading it failed", e);
            }
        }

        set => throw new GpioException($"GPIO {Description}: it is a sensor, and cannot be set.");
    }

    /// <summary>Takes the line of a motion sensor.</summary>
    /// <exception cref="GpioException">The line cannot be taken, or the driver cannot do what is asked.</exception>
    public static SensorLine Motion(GpioLineOptions options, bool byKernel) => byKernel
        ? Motion(options, GpioLine.Open(options))
        : Motion(options, IotChips.Open);

    /// <summary>Takes the line of a push button. By System.Device.Gpio, it may be active low: the button's own turning round.</summary>
    /// <exception cref="GpioException">The line cannot be taken, or the driver cannot do what is asked.</exception>
    public static SensorLine Button(GpioLineOptions options, bool byKernel) => byKernel
        ? Button(options, GpioLine.Open(options))
        : Button(options, IotChips.Open);

    internal static SensorLine Motion(GpioLineOptions options, IGpioLine line) =>
        Make($"motion sensor at {line.Description}", new KernelLineDriver(line), KernelLineDriver.Pin, options, s => s.AttachMotion());

    internal static SensorLine Motion(GpioLineOptions options, Func<string, GpioDriver> open)
    {
        var pin = IotGpioLine.RequirePossible(options);
        return Make($"motion sensor at {IotGpioLine.Describe(options)}", open(options.Chip), pin, options, s => s.AttachMotion());
    }

    internal static SensorLine Button(GpioLineOptions options, IGpioLine line) =>
        Make($"button at {line.Description}", new KernelLineDriver(line), KernelLineDriver.Pin, options, s => s.AttachButton(isActiveLow: false));

    internal static SensorLine Button(GpioLineOptions options, Func<string, GpioDriver> open)
    {
        var pin = IotGpioLine.RequirePossible(options with { IsActiveLow = false });
        return Make($"button at {IotGpioLine.Describe(options)}", open(options.Chip), pin, options, s => s.AttachButton(options.IsActiveLow));
    }

    /// <inheritdoc/>
    public bool WaitForChange(TimeSpan timeout) => _signal.Wait(timeout);

    /// <inheritdoc/>
    public void Wake() => _signal.Wake();

    /// <inheritdoc/>
    public void Dispose()
    {
        Quietly(() => _sensor?.Dispose());
        // The button has closed its line already; a second time does nothing.
        Quietly(_controller.Dispose);
        _kernel?.Dispose();
        _signal.Dispose();
    }

    /// <summary>A chip that is gone cannot be given back.</summary>
    private static void Quietly(Action dispose)
    {
        try
        {
            dispose();
        }
        catch (Exception e) when (IotGpioFailure.IsOne(e))
        {
            // Nothing can be done then.
        }
    }

    private static SensorLine Make(string description, GpioDriver driver, int pin, GpioLineOptions options, Action<SensorLine> attach)
    {
        var line = new SensorLine(description, new GpioController(driver), driver as KernelLineDriver, pin);
        try
        {
            if (line._kernel is null)
                IotGpioLine.RequirePin(line._controller, pin, options);
            attach(line);
            return line;
        }
        catch (Exception e)
        {
            line.Dispose();
            if (!IotGpioFailure.IsOne(e))
                throw;
            throw IotGpioFailure.Of($"{description} cannot be taken", e);
        }
    }

    private void AttachMotion()
    {
        var sensor = new Hcsr501(_pin, _controller, shouldDispose: false);
        sensor.Hcsr501ValueChanged += (_, _) => _signal.Set();
        (_sensor, _read) = (sensor, () => sensor.IsMotionDetected);
    }

    private void AttachButton(bool isActiveLow)
    {
        // "Pull-up" is its word for active low; the pull itself is the line's, or a resistor's.
        var button = new GpioButton(_pin, isPullUp: isActiveLow, hasExternalResistor: true, _controller, shouldDispose: false, Bounce);
        button.ButtonDown += (_, _) =>
        {
            Interlocked.Exchange(ref _pressed, 1);
            _signal.Set();
        };
        button.ButtonUp += (_, _) => _signal.Set();
        (_sensor, _read) = (button, () =>
        {
            if (button.IsPressed)
            {
                Interlocked.Exchange(ref _pressed, 0);
                return true;
            }

            // A press that was over before anybody looked counts once; whoever looks is told to look again.
            if (Interlocked.Exchange(ref _pressed, 0) == 0)
                return false;
            _signal.Set();
            return true;
        }
        );
    }
}
