using System.Runtime.Versioning;
using System.Text;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.TestKit.Mqtt;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>A network camera, from its packets to the vision process, through the real ingest process and the real ffmpeg.</summary>
[SupportedOSPlatform("linux")]
public sealed class IngestTests
{
    private const string Password = "hunter2-of-the-gate";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public IngestTests()
    {
        if (!File.Exists("/usr/bin/ffmpeg"))
            Assert.Skip("ffmpeg is not on this machine (Debian: ffmpeg).");
    }

    [Fact]
    public void Ingest_HttpCamera_PictureArrivesAndThePasswordIsNowhere()
    {
        using var camera = new HttpCamera(gray: 180, "admin", Password);
        AssertPictureArrives($"http://admin:{Password}@127.0.0.1:{camera.Port}/video", gray: 180);
    }

    [Fact]
    public void Ingest_RtspCamera_PictureArrivesAndThePasswordIsNowhere()
    {
        using var camera = new RtspCamera("0x808080", "admin", Password);
        AssertPictureArrives($"rtsp://admin:{Password}@127.0.0.1:{camera.Port}/stream1", gray: 128);
    }

    [Fact]
    public void Ingest_CameraGoesAndComesBack_Recovers()
    {
        using var before = new HttpCamera(gray: 90, "admin", Password);
        var port = before.Port;
        using var device = Device(port);
        using var ingest = DaemonProcess.Vision("ingest", "porch", "--config", device.ConfigPath);
        WaitFor(() => before.Served > 0, ingest);
        before.Dispose();
        WaitFor(() => ingest.Errors.Contains("Trying again", StringComparison.Ordinal), ingest);
        Assert.Contains($"http://***@127.0.0.1:{port}/video", ingest.Errors, StringComparison.Ordinal);

        using var after = new HttpCamera(gray: 90, "admin", Password, port);

        WaitFor(() => after.Served > 0, ingest);
        Assert.Equal(0, ingest.Terminate());
        Assert.DoesNotContain(Password, ingest.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Ingest_WrongPassword_SaysSoWithoutRepeatingItAndKeepsTrying()
    {
        using var camera = new HttpCamera(gray: 90, "admin", "another");
        using var device = Device(camera.Port);
        using var ingest = DaemonProcess.Vision("ingest", "porch", "--config", device.ConfigPath);

        WaitFor(() => ingest.Errors.Contains("401", StringComparison.Ordinal), ingest);

        Assert.False(ingest.HasExited);
        Assert.Equal(0, ingest.Terminate());
        Assert.DoesNotContain(Password, ingest.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NetworkCamera_IsReadByAProcessOfItsOwnAndVisionHasNoNetwork()
    {
        using var camera = new HttpCamera(gray: 0, "admin", Password);
        using var broker = MosquittoBroker.Run();
        using var device = Device(camera.Port, broker.Port);
        using var subscriber = new MqttSubscriber(broker.Port, "edgedaemon/unit/porch/health");
        using var run = DaemonProcess.Vision("run", "--config", device.ConfigPath);

        Assert.True(subscriber.WaitFor("edgedaemon/unit/porch/health", "dark"), run.Errors);

        Assert.Contains("the vision process takes the frames", run.Errors, StringComparison.Ordinal);
        var below = ProcessesBelow(run.Id);
        var vision = Assert.Single(below, p => p.CommandLine.Contains("\0vision\0", StringComparison.Ordinal));
        Assert.Empty(IsolationTests.InternetSocketsOf(vision.Pid));
        // The same look finds the camera's connection where it is: in ffmpeg, below the ingest process.
        var ingest = Assert.Single(below, p => p.CommandLine.Contains("\0ingest\0", StringComparison.Ordinal));
        Assert.Empty(IsolationTests.InternetSocketsOf(ingest.Pid));
        var ffmpeg = Assert.Single(ProcessesBelow(ingest.Pid), p => p.CommandLine.Contains("ffmpeg", StringComparison.Ordinal));
        Assert.NotEmpty(IsolationTests.InternetSocketsOf(ffmpeg.Pid));
        Assert.Equal(0, run.Terminate());
        Assert.DoesNotContain(Password, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yard")]
    [InlineData("porch")]
    public void Ingest_NoNetworkCameraOfThatName_Exits78(string camera)
    {
        using var device = new Installation(port: 1, "health: {}\nsource: {type: scene}");

        var (code, _, errors) = DaemonProcess.Run("ingest", camera, "--config", device.ConfigPath);

        Assert.Equal(78, code);
        Assert.Contains($"no camera '{camera}' with a source of type network", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Ingest_AddressFileThatHoldsNone_SaysSoWithoutRepeatingIt()
    {
        using var device = Device(port: 1);
        File.WriteAllText(device["url"], $"ftp://admin:{Password}@127.0.0.1/\n");

        var (code, _, errors) = DaemonProcess.Run("ingest", "porch", "--config", device.ConfigPath);

        Assert.Equal(66, code);
        Assert.Contains("is no address", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, errors, StringComparison.Ordinal);
    }

    private static void AssertPictureArrives(string address, byte gray)
    {
        using var device = Device(port: 1);
        File.WriteAllText(device["url"], address + "\n");
        using var ingest = DaemonProcess.Vision("ingest", "porch", "--config", device.ConfigPath);
        WaitFor(() => ingest.Errors.Contains("frames are handed over at", StringComparison.Ordinal), ingest);
        List<string> commandLines = [];
        // A program that was forked has its own command line only after it was loaded.
        WaitFor(() => (commandLines = [.. ProcessesBelow(ingest.Id).Select(p => p.CommandLine)]).Any(l => l.Contains("rawvideo", StringComparison.Ordinal)), ingest);

        var (code, text, errors) = DaemonProcess.Run("snapshot", "porch", device["out.png"], "--config", device.ConfigPath);

        Assert.True(code == 0, errors + ingest.Errors);
        using var decoder = new PictureDecoder();
        using var picture = decoder.Decode(File.ReadAllBytes(device["out.png"]), new FramePool(), "out.png", []);
        Assert.Equal((320, 240), (picture.Width, picture.Height));
        Assert.True(picture.Bytes.IndexOfAnyExceptInRange((byte)(gray - 4), (byte)(gray + 4)) < 0);
        Assert.DoesNotContain(commandLines, line => line.Contains(Password, StringComparison.Ordinal) || line.Contains("admin", StringComparison.Ordinal));
        Assert.DoesNotContain(Password, text + errors + ingest.Errors, StringComparison.Ordinal);
        Assert.Equal(0, ingest.Terminate());
        Assert.False(File.Exists(device["frames.sock"]));
    }

    private static Installation Device(int port, int broker = 1)
    {
        var device = new Installation(broker, "health: {interval: 0.1s}\nsource: {type: network, url_file: url, width: 320, height: 240, socket: frames.sock}");
        WriteAddress(device, port);
        return device;
    }

    private static void WriteAddress(Installation device, int port)
    {
        File.WriteAllText(device["url"], $"http://admin:{Password}@127.0.0.1:{port}/video\n");
        File.SetUnixFileMode(device["url"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void WaitFor(Func<bool> condition, DaemonProcess process) => Assert.True(SpinWait.SpinUntil(condition, Patience), process.Errors);

    /// <summary>The processes that a process started, and their command lines (arguments end with a zero).</summary>
    private static List<(int Pid, string CommandLine)> ProcessesBelow(int parent)
    {
        var found = new List<(int, string)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid))
                continue;
            try
            {
                if (File.ReadLines(Path.Combine(folder, "status")).Contains($"PPid:\t{parent}"))
                    found.Add((pid, Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline")))));
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return found;
    }
}
