using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.Gpio;

/// <summary>
/// The system calls that a GPIO line takes, so that tests can put a simulated chip below it. Results are those of the calls, except that a
/// failure is the negative error number.
/// </summary>
internal unsafe interface IGpioKernel
{
    /// <summary>Opens a chip for reading and writing: a descriptor.</summary>
    int Open(string path);

    /// <summary>Talks to a chip or to a line that was taken.</summary>
    int Ioctl(int descriptor, nuint request, void* argument);

    /// <summary>Takes events of a line: their bytes.</summary>
    nint Read(int descriptor, byte* buffer, nuint count);

    /// <summary>Waits until a line has an event, the chip has failed, the wake-up is signalled or the time is over.</summary>
    WaitEnd Wait(int descriptor, int wake, TimeSpan timeout);

    /// <summary>Closes a chip, or gives a line back.</summary>
    int Close(int descriptor);
}
