using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Capture.Iot.Gpio;
using EdgeDaemon.Configuration;

namespace EdgeDaemon.Pipeline.Gpio;

/// <summary>
/// From the configuration's words to lines. The privacy switch and the light are always our own lines: who pulls the switch is not kept waiting for a
/// poll, and a chip that is gone is told at once.
/// </summary>
internal static class GpioSetup
{
    /// <summary>Takes the line of the privacy switch.</summary>
    public static Func<IGpioLine> Open(string chip, GpioInputConfig input) => () => GpioLine.Open(OptionsOf(chip, input));

    /// <summary>Takes the line of a trigger.</summary>
    public static Func<IGpioLine> Open(string chip, TriggerConfig trigger)
    {
        var options = OptionsOf(chip, new GpioInputConfig { Line = trigger.Line, ActiveLow = trigger.ActiveLow, Pull = trigger.Pull });
        var byKernel = trigger.Driver == DeviceDriver.Kernel;
        return trigger.Kind switch
        {
            TriggerKind.Motion => () => SensorLine.Motion(options, byKernel),
            TriggerKind.Button => () => SensorLine.Button(options, byKernel),
            _ when byKernel => () => GpioLine.Open(options),
            _ => () => IotGpioLine.Open(options),
        };
    }

    /// <summary>Takes the line of the light.</summary>
    public static Func<IGpioLine> Open(string chip, GpioOutputConfig output) => () => GpioLine.Open(new GpioLineOptions
    {
        Chip = chip,
        Line = output.Line,
        IsOutput = true,
        IsActiveLow = output.ActiveLow,
    });

    private static GpioLineOptions OptionsOf(string chip, GpioInputConfig input) => new()
    {
        Chip = chip,
        Line = input.Line,
        IsActiveLow = input.ActiveLow,
        Bias = BiasOf(input.Pull),
    };

    private static GpioBias BiasOf(GpioPull pull) => pull switch
    {
        GpioPull.Up => GpioBias.PullUp,
        GpioPull.Down => GpioBias.PullDown,
        GpioPull.None => GpioBias.Disabled,
        _ => GpioBias.AsIs,
    };
}
