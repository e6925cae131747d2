using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Capture.Gpio.Interop;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.Tests.Gpio;

/// <summary>
/// The kernel's GPIO character device with one chip. A taken line is a real eventfd, readable while it has events, so that the waiting and
/// waking are those of the real kernel.
/// </summary>
internal sealed unsafe class SimulatedGpioKernel(params string[] names) : IGpioKernel
{
    private const int ChipDescriptor = 1_000_000;
    private const int EBUSY = 16;
    private const int EPERM = 1;

    private readonly Lock _lock = new();
    private readonly bool[] _levels = new bool[names.Length];
    private readonly Dictionary<int, (uint Offset, ulong Flags)> _taken = [];

    /// <summary>Is the chip there?</summary>
    public bool IsPlugged { get; set; } = true;

    /// <summary>Descriptors of the chip that are open.</summary>
    public int OpenChips { get; private set; }

    public int Taken => _taken.Count;

    /// <summary>Flags that a line was taken with; null: it is not.</summary>
    public ulong? FlagsOf(int line) => _taken.Values.Where(t => t.Offset == line).Select(t => (ulong?)t.Flags).FirstOrDefault();

    /// <summary>The level of a line.</summary>
    public bool LevelOf(int line) => _levels[line];

    /// <summary>Somebody outside drives a line.</summary>
    public void Drive(int line, bool isHigh)
    {
        lock (_lock)
        {
            if (_levels[line] == isHigh)
                return;
            _levels[line] = isHigh;
            ulong one = 1;
            foreach (var descriptor in _taken.Where(t => t.Value.Offset == line).Select(t => t.Key))
                Assert.Equal(sizeof(ulong), Libc.write(descriptor, (byte*)&one, sizeof(ulong)));
        }
    }

    public int Open(string path)
    {
        if (!IsPlugged)
            return -Libc.ENOENT;
        OpenChips++;
        return ChipDescriptor;
    }

    public int Ioctl(int descriptor, nuint request, void* argument)
    {
        if (!IsPlugged)
            return -Libc.ENODEV;
        lock (_lock)
        {
            return request switch
            {
                GpioAbi.GET_CHIPINFO => Describe((GpioAbi.ChipInfo*)argument),
                GpioAbi.GET_LINEINFO => Describe((GpioAbi.LineInfo*)argument),
                GpioAbi.GET_LINE => Take((GpioAbi.LineRequest*)argument),
                GpioAbi.GET_VALUES => Get(_taken[descriptor], (GpioAbi.LineValues*)argument),
                GpioAbi.SET_VALUES => Set(_taken[descriptor], (GpioAbi.LineValues*)argument),
                _ => -Libc.ENOTTY,
            };
        }
    }

    public nint Read(int descriptor, byte* buffer, nuint count) => Libc.read(descriptor, buffer, count);

    public WaitEnd Wait(int descriptor, int wake, TimeSpan timeout) => DescriptorWait.For(descriptor, Libc.POLLIN, wake, timeout);

    public int Close(int descriptor)
    {
        if (descriptor == ChipDescriptor)
        {
            OpenChips--;
            return 0;
        }

        lock (_lock)
            Assert.True(_taken.Remove(descriptor));
        return Libc.close(descriptor);
    }

    private int Describe(GpioAbi.ChipInfo* info)
    {
        "simulated"u8.CopyTo(info->Label);
        info->Lines = (uint)names.Length;
        return 0;
    }

    private int Describe(GpioAbi.LineInfo* info)
    {
        System.Text.Encoding.UTF8.GetBytes(names[info->Offset]).CopyTo((Span<byte>)info->Name);
        return 0;
    }

    private int Take(GpioAbi.LineRequest* request)
    {
        var offset = request->Offset;
        if (_taken.Values.Any(t => t.Offset == offset))
            return -EBUSY;
        var descriptor = Libc.eventfd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC);
        Assert.True(descriptor >= 0);
        _taken.Add(descriptor, (offset, request->Flags));
        if ((request->Flags & GpioAbi.FLAG_OUTPUT) != 0)
            _levels[offset] = ((request->AttributeValues & 1) != 0) ^ IsActiveLow(request->Flags);
        request->Descriptor = descriptor;
        return 0;
    }

    private int Get((uint Offset, ulong Flags) line, GpioAbi.LineValues* values)
    {
        values->Bits = _levels[line.Offset] ^ IsActiveLow(line.Flags) ? 1u : 0u;
        return 0;
    }

    private int Set((uint Offset, ulong Flags) line, GpioAbi.LineValues* values)
    {
        if ((line.Flags & GpioAbi.FLAG_OUTPUT) == 0)
            return -EPERM;
        _levels[line.Offset] = ((values->Bits & 1) != 0) ^ IsActiveLow(line.Flags);
        return 0;
    }

    private static bool IsActiveLow(ulong flags) => (flags & GpioAbi.FLAG_ACTIVE_LOW) != 0;
}
