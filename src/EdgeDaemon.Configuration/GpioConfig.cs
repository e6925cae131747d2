namespace EdgeDaemon.Configuration;

/// <summary>Lines of a GPIO chip that all cameras share: a switch that closes them, a light that shows that one is open.</summary>
public sealed record GpioConfig
{
    /// <summary>The chip's device.</summary>
    public string Chip { get; init; } = "/dev/gpiochip0";

    /// <summary>While it is on, every camera is closed; null: there is none.</summary>
    public GpioInputConfig? PrivacySwitch { get; init; }

    /// <summary>Lit exactly while a camera is open; null: there is none.</summary>
    public GpioOutputConfig? ActivityLight { get; init; }
}

/// <summary>What an input is pulled to while nothing drives it.</summary>
public enum GpioPull
{
    /// <summary>As the chip has it.</summary>
    AsIs,

    /// <summary>Up: for a switch to ground.</summary>
    Up,

    /// <summary>Down: for a switch to the supply.</summary>
    Down,

    /// <summary>To nothing.</summary>
    None,
}

/// <summary>An input.</summary>
public sealed record GpioInputConfig
{
    /// <summary>Number on the chip, or name.</summary>
    public string Line { get; init; } = "";

    /// <summary>Is the low level the active one?</summary>
    public bool ActiveLow { get; init; }

    /// <summary>What it is pulled to.</summary>
    public GpioPull Pull { get; init; } = GpioPull.AsIs;
}

/// <summary>An output.</summary>
public sealed record GpioOutputConfig
{
    /// <summary>Number on the chip, or name.</summary>
    public string Line { get; init; } = "";

    /// <summary>Is the low level the active one?</summary>
    public bool ActiveLow { get; init; }
}

/// <summary>What is at a trigger's line.</summary>
public enum TriggerKind
{
    /// <summary>Anything that is active or not.</summary>
    Line,

    /// <summary>A passive infrared motion sensor as the HC-SR501.</summary>
    Motion,

    /// <summary>A push button: bouncing is not seen, and the shortest press counts.</summary>
    Button,
}

/// <summary>A sensor without which a camera's frames are not worth a model run.</summary>
public sealed record TriggerConfig
{
    /// <summary>What is at the line.</summary>
    public TriggerKind Kind { get; init; } = TriggerKind.Line;

    /// <summary>What the line is read through; the privacy switch and the light have no choice.</summary>
    public DeviceDriver Driver { get; init; } = DeviceDriver.Kernel;

    /// <summary>Number on the chip of <see cref="GpioConfig.Chip"/>, or name.</summary>
    public string Line { get; init; } = "";

    /// <summary>Is the low level the active one?</summary>
    public bool ActiveLow { get; init; }

    /// <summary>What it is pulled to.</summary>
    public GpioPull Pull { get; init; } = GpioPull.AsIs;

    /// <summary>How long frames are looked at after it was last active.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(10);
}
