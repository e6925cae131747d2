using System.Runtime.InteropServices;
using System.Text;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.Gpio;

/// <summary>The kernel of this machine.</summary>
internal sealed unsafe class LinuxGpioKernel : IGpioKernel
{
    internal static readonly LinuxGpioKernel Instance = new();

    /// <inheritdoc/>
    public int Open(string path)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
            return (int)OrError(Libc.open(name, Libc.O_RDWR | Libc.O_CLOEXEC));
    }

    /// <inheritdoc/>
    public int Ioctl(int descriptor, nuint request, void* argument) => (int)OrError(Libc.ioctl(descriptor, request, argument));

    /// <inheritdoc/>
    public nint Read(int descriptor, byte* buffer, nuint count) => OrError(Libc.read(descriptor, buffer, count));

    /// <inheritdoc/>
    public WaitEnd Wait(int descriptor, int wake, TimeSpan timeout) => DescriptorWait.For(descriptor, Libc.POLLIN, wake, timeout);

    /// <inheritdoc/>
    public int Close(int descriptor) => (int)OrError(Libc.close(descriptor));

    private static nint OrError(nint result) => result < 0 ? -Marshal.GetLastPInvokeError() : result;
}
