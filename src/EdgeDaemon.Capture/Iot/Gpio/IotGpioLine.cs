using System.Device.Gpio;
using System.Globalization;
using EdgeDaemon.Capture.Gpio;

namespace EdgeDaemon.Capture.Iot.Gpio;

/// <summary>
/// A line through System.Device.Gpio. That knows no names of lines and no active low level, loses the pull of an input as soon as its edges
/// are watched (libgpiod 1), looks for edges every 50 or 100 ms, and does not tell when a chip is gone until the line is read: what it
/// cannot do is refused here.
/// </summary>
public sealed class IotGpioLine : IGpioLine
{
    private readonly GpioController _controller;
    private readonly int _pin;
    private readonly bool _isOutput;
    private readonly ChangeSignal _signal = new();

    private IotGpioLine(GpioController controller, int pin, GpioLineOptions options)
    {
        (_controller, _pin, _isOutput) = (controller, pin, options.IsOutput);
        Description = Describe(options);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public bool Value
    {
        get => Guard("reading it", () => _controller.Read(_pin) == PinValue.High);
        set => Guard("setting it", () =>
        {
            if (!_isOutput)
                throw new InvalidOperationException("it is an input");
            _controller.Write(_pin, value ? PinValue.High : PinValue.Low);
            return value;
        });
    }

    /// <summary>Takes a line for this process alone.</summary>
    /// <exception cref="GpioException">There is no such chip or line, it may not be used, somebody has it, or this driver cannot do what is asked.</exception>
    public static IotGpioLine Open(GpioLineOptions options) => Open(options, IotChips.Open);

    internal static IotGpioLine Open(GpioLineOptions options, Func<string, GpioDriver> open)
    {
        var pin = RequirePossible(options);
        var controller = new GpioController(open(options.Chip));
        try
        {
            RequirePin(controller, pin, options);
            var line = new IotGpioLine(controller, pin, options);
            if (options.IsOutput)
            {
                // Inactive before it is an output at all, so that a light does not flash at the start.
                controller.OpenPin(pin, PinMode.Output, PinValue.Low);
                return line;
            }

            controller.OpenPin(pin, PinMode.Input);
            controller.RegisterCallbackForPinValueChangedEvent(pin, PinEventTypes.Rising | PinEventTypes.Falling, line.Changed);
            return line;
        }
        catch (Exception e)
        {
            controller.Dispose();
            if (!IotGpioFailure.IsOne(e))
                throw;
            throw IotGpioFailure.Of($"{Describe(options)} cannot be taken", e);
        }
    }

    /// <summary>The number of the line, when this driver can do what is asked of it.</summary>
    internal static int RequirePossible(GpioLineOptions options)
    {
        if (!int.TryParse(options.Line, NumberStyles.None, CultureInfo.InvariantCulture, out var pin))
            throw Impossible(options, "finds no line by its name", "Write its number");
        if (options.IsActiveLow)
            throw Impossible(options, "knows no active low level", "Turn the level round by the wiring");
        if (options.Bias != GpioBias.AsIs)
            throw Impossible(options, "does not keep a pull", "Use a resistor and 'pull: as_is'");
        return pin;
    }

    /// <summary>Refuses a line that the chip does not have.</summary>
    internal static void RequirePin(GpioController controller, int pin, GpioLineOptions options)
    {
        if (controller.PinCount is var count && pin >= count)
            throw new GpioException($"GPIO chip '{options.Chip}' has lines 0 to {count - 1}, and no {pin}.");
    }

    /// <summary>What it is, for messages.</summary>
    internal static string Describe(GpioLineOptions options) => $"line {options.Line} of '{options.Chip}'";

    /// <inheritdoc/>
    public bool WaitForChange(TimeSpan timeout) => _signal.Wait(timeout);

    /// <inheritdoc/>
    public void Wake() => _signal.Wake();

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // The driver for libgpiod 1 keeps a line whose edges are watched.
            if (!_isOutput)
                _controller.UnregisterCallbackForPinValueChangedEvent(_pin, Changed);
            _controller.Dispose();
        }
        catch (Exception e) when (IotGpioFailure.IsOne(e))
        {
            // A chip that is gone cannot be given back.
        }

        _signal.Dispose();
    }

    private static GpioException Impossible(GpioLineOptions options, string what, string remedy) =>
        new($"GPIO line {options.Line} of '{options.Chip}': 'driver: iot' {what}. {remedy}, or use 'driver: kernel'.");

    private void Changed(object sender, PinValueChangedEventArgs change) => _signal.Set();

    private T Guard<T>(string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (IotGpioFailure.IsOne(e))
        {
            throw IotGpioFailure.Of($"{Description}: {what} failed", e);
        }
    }
}
