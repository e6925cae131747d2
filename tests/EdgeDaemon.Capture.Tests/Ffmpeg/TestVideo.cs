using System.Diagnostics;
using EdgeDaemon.Capture.Tests.Support;

namespace EdgeDaemon.Capture.Tests.Ffmpeg;

/// <summary>Videos made by ffmpeg itself.</summary>
internal static class TestVideo
{
    /// <summary>Makes a video of a test source of ffmpeg's, such as <c>color=c=white:s=64x48:r=10:d=1</c>; skips the test where there is no ffmpeg.</summary>
    public static void Make(string path, string source, params string[] options)
    {
        Native.RequireFfmpeg();
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/ffmpeg", ["-hide_banner", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", source, .. options, "-y", "file:" + path]))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
