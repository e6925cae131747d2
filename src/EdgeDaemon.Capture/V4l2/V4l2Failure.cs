using System.Runtime.InteropServices;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>What the kernel's error numbers mean for a camera, and what helps.</summary>
internal static class V4l2Failure
{
    /// <summary>The failure of a call, in one line.</summary>
    /// <param name="name">The camera, as messages call it.</param>
    /// <param name="what">What failed, so that it follows the name: <c>cannot be opened</c>.</param>
    /// <param name="error">The error number, positive.</param>
    internal static FrameSourceException Of(string name, string what, int error) =>
        new($"{name} {what}: {Marshal.GetPInvokeErrorMessage(error)}. {Remedy(error)}");

    private static string Remedy(int error) => error switch
    {
        Libc.ENOENT => "Is it plugged in? 'edgedaemon cameras' lists what is.",
        Libc.ENODEV or Libc.ENXIO => "It was unplugged, or its driver went away; it is used again when it is back.",
        Libc.EACCES => "Let this user open it: group 'video' has that right on most systems.",
        Libc.EBUSY => "Another program uses it; stop that one ('fuser -v' on the device names it).",
        Libc.EIO or Libc.EPROTO => "Check its cable, the hub it hangs on and its power.",
        Libc.ENOSPC => "Its USB bus has no bandwidth left: use format mjpeg, a smaller size or fps, or another port.",
        Libc.ENOTTY => "It is no V4L2 device.",
        Libc.EINVAL => "Its driver does not know this request; 'edgedaemon cameras' shows what it offers.",
        _ => "'dmesg' may say more.",
    };
}
