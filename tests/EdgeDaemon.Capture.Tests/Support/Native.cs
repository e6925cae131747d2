using System.Runtime.InteropServices;

namespace EdgeDaemon.Capture.Tests.Support;

/// <summary>Skips tests whose native library this machine lacks, and says how to get it.</summary>
public static partial class Native
{
    public static void RequireTurboJpeg() => Require("libturbojpeg.so.0", "libturbojpeg0");

    public static void RequirePng() => Require("libpng16.so.16", "libpng16-16");

    public static void RequireFfmpeg()
    {
        if (!File.Exists("/usr/bin/ffmpeg"))
            Assert.Skip("ffmpeg is not on this machine (Debian: ffmpeg).");
    }

    /// <summary>Runs an action as a user without privileges where this process has them: file rights do not bind root.</summary>
    public static void AsOrdinaryUser(Action action)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            action();
            return;
        }

        // The file-system user id belongs to the thread, so nothing else in the process notices.
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            _ = setfsuid(65534);
            try
            {
                action();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
            throw new InvalidOperationException("The action failed as an ordinary user.", failure);
    }

    private static void Require(string library, string package)
    {
        if (!NativeLibrary.TryLoad(library, out _))
            Assert.Skip($"{library} is not on this machine (Debian: {package}).");
    }

    [LibraryImport("libc")]
    private static partial int setfsuid(uint uid);
}
