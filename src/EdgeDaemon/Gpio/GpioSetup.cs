using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Contracts.Configuration;

namespace EdgeDaemon.Gpio;

/// <summary>From the configuration's words to lines.</summary>
internal static class GpioSetup
{
    /// <summary>Takes the line of the privacy switch.</summary>
    public static Func<IGpioLine> Open(string chip, GpioInputConfig input) => () => GpioLine.Open(new GpioLineOptions
    {
        Chip = chip,
        Line = input.Line,
        IsActiveLow = input.ActiveLow,
        Bias = BiasOf(input.Pull),
    });

    /// <summary>Takes the line of a trigger.</summary>
    public static Func<IGpioLine> Open(string chip, TriggerConfig trigger) =>
        Open(chip, new GpioInputConfig { Line = trigger.Line, ActiveLow = trigger.ActiveLow, Pull = trigger.Pull });

    /// <summary>Takes the line of the light.</summary>
    public static Func<IGpioLine> Open(string chip, GpioOutputConfig output) => () => GpioLine.Open(new GpioLineOptions
    {
        Chip = chip,
        Line = output.Line,
        IsOutput = true,
        IsActiveLow = output.ActiveLow,
    });

    private static GpioBias BiasOf(GpioPull pull) => pull switch
    {
        GpioPull.Up => GpioBias.PullUp,
        GpioPull.Down => GpioBias.PullDown,
        GpioPull.None => GpioBias.Disabled,
        _ => GpioBias.AsIs,
    };
}
