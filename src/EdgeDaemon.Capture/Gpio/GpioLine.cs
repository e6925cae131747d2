using System.Globalization;
using System.Runtime.InteropServices;
using EdgeDaemon.Capture.Gpio.Interop;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.Gpio;

/// <summary>
/// A line through the kernel's GPIO character device (version 2). No library: libgpiod's two versions share no call, and five
/// ioctls are all it takes.
/// </summary>
public sealed unsafe class GpioLine : IGpioLine
{
    private readonly IGpioKernel _kernel;
    private readonly int _line;
    private readonly WakeUp _wake;

    private GpioLine(IGpioKernel kernel, string description, int line, WakeUp wake) =>
        (_kernel, Description, _line, _wake) = (kernel, description, line, wake);

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public bool Value
    {
        get
        {
            var values = new GpioAbi.LineValues { Mask = 1 };
            Require(_kernel.Ioctl(_line, GpioAbi.GET_VALUES, &values), "reading");
            return (values.Bits & 1) != 0;
        }
        set
        {
            var values = new GpioAbi.LineValues { Mask = 1, Bits = value ? 1u : 0u };
            Require(_kernel.Ioctl(_line, GpioAbi.SET_VALUES, &values), "setting");
        }
    }

    /// <summary>Takes a line for this process alone.</summary>
    /// <exception cref="GpioException">There is no such chip or line, it may not be used, or somebody has it.</exception>
    public static GpioLine Open(GpioLineOptions options) => Open(options, LinuxGpioKernel.Instance);

    internal static GpioLine Open(GpioLineOptions options, IGpioKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(options);
        var chip = OpenChip(kernel, options.Chip);
        try
        {
            var offset = OffsetOf(kernel, chip, options);
            var description = $"line {options.Line} of '{options.Chip}'";
            var line = Request(kernel, chip, offset, options, description);
            return new GpioLine(kernel, description, line, new WakeUp());
        }
        finally
        {
            _ = kernel.Close(chip);
        }
    }

    /// <inheritdoc/>
    public bool WaitForChange(TimeSpan timeout)
    {
        switch (_kernel.Wait(_line, _wake.Descriptor, timeout))
        {
            case WaitEnd.Ready:
                TakeEvents();
                return true;
            case WaitEnd.Woken:
                _wake.Clear();
                return false;
            case WaitEnd.Broken:
                throw new GpioException($"GPIO {Description}: the chip is gone.");
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public void Wake() => _wake.Signal();

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = _kernel.Close(_line);
        _wake.Dispose();
    }

    private static int OpenChip(IGpioKernel kernel, string path)
    {
        var chip = kernel.Open(path);
        if (chip >= 0)
            return chip;
        var error = -chip;
        var remedy = error == Libc.EACCES ? " Add this user to the group that owns it (gpio)." : "";
        throw new GpioException($"GPIO chip '{path}' cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}.{remedy}");
    }

    private static uint OffsetOf(IGpioKernel kernel, int chip, GpioLineOptions options)
    {
        GpioAbi.ChipInfo info;
        if (kernel.Ioctl(chip, GpioAbi.GET_CHIPINFO, &info) is < 0 and var error)
            throw new GpioException($"'{options.Chip}' is no GPIO chip: {Marshal.GetPInvokeErrorMessage(-error)}.");
        if (uint.TryParse(options.Line, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number < info.Lines
                ? number
                : throw new GpioException($"GPIO chip '{options.Chip}' ({info.Label.Text}) has lines 0 to {info.Lines - 1}, and no {number}.");
        }

        for (var offset = 0u; offset < info.Lines; offset++)
        {
            var line = new GpioAbi.LineInfo { Offset = offset };
            if (kernel.Ioctl(chip, GpioAbi.GET_LINEINFO, &line) >= 0 && line.Name.Text == options.Line)
                return offset;
        }

        throw new GpioException($"GPIO chip '{options.Chip}' ({info.Label.Text}) has no line named '{options.Line}'.");
    }

    private static int Request(IGpioKernel kernel, int chip, uint offset, GpioLineOptions options, string description)
    {
        var request = new GpioAbi.LineRequest { Offset = offset, LineCount = 1, Flags = FlagsOf(options) };
        "edgedaemon"u8.CopyTo(request.Consumer);
        if (options.IsOutput)
        {
            // Inactive before it is an output at all, so that a light does not flash at the start.
            (request.AttributeCount, request.AttributeId) = (1, GpioAbi.ATTRIBUTE_OUTPUT_VALUES);
            (request.AttributeValues, request.AttributeMask) = (0, 1);
        }

        var result = kernel.Ioctl(chip, GpioAbi.GET_LINE, &request);
        if (result >= 0)
            return request.Descriptor;
        var error = -result;
        var remedy = error == Libc.EBUSY ? " Another program or driver has it; 'gpioinfo' says which." : "";
        throw new GpioException($"GPIO {description} cannot be taken: {Marshal.GetPInvokeErrorMessage(error)}.{remedy}");
    }

    private static ulong FlagsOf(GpioLineOptions options)
    {
        var direction = options.IsOutput
            ? GpioAbi.FLAG_OUTPUT
            : GpioAbi.FLAG_INPUT | GpioAbi.FLAG_EDGE_RISING | GpioAbi.FLAG_EDGE_FALLING;
        var bias = options.Bias switch
        {
            GpioBias.PullUp => GpioAbi.FLAG_BIAS_PULL_UP,
            GpioBias.PullDown => GpioAbi.FLAG_BIAS_PULL_DOWN,
            GpioBias.Disabled => GpioAbi.FLAG_BIAS_DISABLED,
            _ => 0ul,
        };
        return direction | bias | (options.IsActiveLow ? GpioAbi.FLAG_ACTIVE_LOW : 0);
    }

    /// <summary>Reads what has come; what counts is the level, which is asked for afterwards.</summary>
    private void TakeEvents()
    {
        const int Most = 16;
        var events = stackalloc GpioAbi.LineEvent[Most];
        if (_kernel.Read(_line, (byte*)events, (nuint)(sizeof(GpioAbi.LineEvent) * Most)) is < 0 and var error && error != -Libc.EINTR)
            throw new GpioException($"GPIO {Description}: reading events failed: {Marshal.GetPInvokeErrorMessage((int)-error)}.");
    }

    private void Require(int result, string what)
    {
        if (result < 0)
            throw new GpioException($"GPIO {Description}: {what} it failed: {Marshal.GetPInvokeErrorMessage(-result)}.");
    }
}
