namespace EdgeDaemon.Capture.Gpio;

/// <summary>
/// One line of a GPIO chip, an input or an output. True is active: with an active-low line that is the low level. Not
/// thread-safe, but for <see cref="Wake"/>.
/// </summary>
public interface IGpioLine : IDisposable
{
    /// <summary>What it is, for messages: chip and line.</summary>
    string Description { get; }

    /// <summary>Is it active? Setting it is for outputs.</summary>
    /// <exception cref="GpioException">The chip refuses, or is gone.</exception>
    bool Value { get; set; }

    /// <summary>Waits until the input may have changed.</summary>
    /// <returns>False when <paramref name="timeout"/> passed or <see cref="Wake"/> was called.</returns>
    /// <exception cref="GpioException">The chip refuses, or is gone.</exception>
    bool WaitForChange(TimeSpan timeout);

    /// <summary>Ends a wait, the present one or the next. From any thread.</summary>
    void Wake();
}

/// <summary>A GPIO chip or line cannot be used; the message says which, why, and what would help.</summary>
public sealed class GpioException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What an input is pulled to while nothing drives it.</summary>
public enum GpioBias
{
    /// <summary>As the chip has it.</summary>
    AsIs,

    /// <summary>Up, as for a switch to ground.</summary>
    PullUp,

    /// <summary>Down, as for a switch to the supply.</summary>
    PullDown,

    /// <summary>To nothing.</summary>
    Disabled,
}

/// <summary>Which line, and how it is used.</summary>
public sealed record GpioLineOptions
{
    /// <summary>The chip's device, such as <c>/dev/gpiochip0</c>.</summary>
    public required string Chip { get; init; }

    /// <summary>The line's number on the chip, or its name.</summary>
    public required string Line { get; init; }

    /// <summary>Driven by us? It is inactive from the start.</summary>
    public bool IsOutput { get; init; }

    /// <summary>Is the low level the active one?</summary>
    public bool IsActiveLow { get; init; }

    /// <summary>For inputs.</summary>
    public GpioBias Bias { get; init; }
}
