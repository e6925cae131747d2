using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using EdgeDaemon.Capture.Png;
using EdgeDaemon.TestKit.Mqtt;
using EdgeDaemon.Tests.EndToEnd;
using EdgeDaemon.Tests.Pipeline;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Tests.Privacy;

/// <summary>
/// Pictures of one colour go through everything that there is: detector, second model and its crops, health, events, commands, metrics, a trace, every report, a
/// damaged picture. Nothing of them may be in what is sent, said, logged or kept, in any form.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class CanaryTests : IDisposable
{
    // The folder's name is a secret, too, outside of the device.
    private const string Pictures = "the-pictures-folder";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TestModels _models = new();
    private readonly MosquittoBroker _broker = MosquittoBroker.Run();
    private readonly Wiretap _wire;
    private readonly Installation _device;

    public CanaryTests()
    {
        _models.WriteDetector("detector", new Detection(new(0.1f, 0.1f, 0.6f, 0.9f), 1, 0.9f));
        _models.WriteColours("colours");
        _models.WriteHealth("health");
        _wire = new Wiretap(_broker.Port);
        _device = new Installation(_wire.Port, $$"""
            source: {type: replay, path: {{Pictures}}, fps: 10}
            model: detector
            then: [{model: colours, score_threshold: 0.1, min_size: 1}]
            health: {model: health, interval: 0.1s}
            visible_frames: 1
            hidden_frames: 1
            motion: {enabled: false}
            """, _models.Directory);
        File.AppendAllText(_device.ConfigPath, """
            commands: {allow: [pause, resume, privacy, status, list], socket: control.sock}
            metrics: {socket: metrics.sock, labels: true}
            """);
        File.WriteAllText(_device.ConfigPath, File.ReadAllText(_device.ConfigPath).Replace("mqtt: {", "mqtt: {home_assistant: {}, frigate: {}, ", StringComparison.Ordinal));
        DrawPictures();
        Directory.CreateDirectory(_device["home"]);
    }

    [Fact]
    public void NothingOfAPicture_IsInAnythingThatIsSentSaidOrKept()
    {
        (string, string?)[] home = [("TMPDIR", _device["home"]), ("HOME", _device["home"]), ("XDG_CACHE_HOME", _device["home"])];
        var said = new Dictionary<string, byte[]>();
        using (var publisher = DaemonProcess.Publisher("--config", _device.ConfigPath))
        using (var vision = DaemonProcess.Vision(home, "vision", "--config", _device.ConfigPath))
        {
            // With a sub-label: a crop was looked at.
            Assert.True(SpinWait.SpinUntil(() => Count(_wire.Sent, "\"type\":\"start\"") > 0 && Count(_wire.Sent, "\"sub_label\":") > 0, Patience), vision.Errors + publisher.Errors);
            Assert.Contains("frame left out", vision.Errors, StringComparison.Ordinal);
            said["metrics"] = Metrics();
            foreach (var words in (string[])["command list", "command status", "command pause", "command resume", "audit", "doctor", "privacy-report", "privacy-report --json", "check", "record-trace --frames 20 -o " + _device["trace"]])
            {
                using var tool = DaemonProcess.Vision(home, [.. words.Split(' '), "--config", _device.ConfigPath]);
                tool.WaitForExit();
                said[words] = Encoding.UTF8.GetBytes(tool.Output + tool.Errors);
            }

            Assert.Equal(0, vision.Terminate());
            Assert.Equal(0, publisher.Terminate());
            said["vision's log"] = Encoding.UTF8.GetBytes(vision.Output + vision.Errors);
            said["publisher's log"] = Encoding.UTF8.GetBytes(publisher.Output + publisher.Errors);
        }

        Assert.True(new FileInfo(_device["trace"]).Length > 200, Encoding.UTF8.GetString(said.Single(one => one.Key.StartsWith("record", StringComparison.Ordinal)).Value));
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(_device.ConfigPath)!, "*", SearchOption.AllDirectories))
        {
            if (!file.StartsWith(_device[Pictures], StringComparison.Ordinal) && !file.EndsWith(".sock", StringComparison.Ordinal))
                said[file] = File.ReadAllBytes(file);
        }

        said["the network"] = _wire.Sent;
        Assert.All(said, one => Assert.True(Canary.FindIn(one.Value) is null, $"{one.Key}: {Canary.FindIn(one.Value)}"));
        Assert.Equal(0, Count(_wire.Sent, Pictures));
        Assert.Equal(0, Count(said["metrics"], Pictures));
    }

    /// <summary>The look can see: what it is to find is found, however it is hidden.</summary>
    [Fact]
    public void ALeak_InAnyForm_IsFound()
    {
        var pixels = Enumerable.Repeat(new[] { Canary.Red, Canary.Green, Canary.Blue }, 40).SelectMany(pixel => pixel).ToArray();
        using var deflated = new MemoryStream();
        using (var stream = new ZLibStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
            stream.Write(pixels);
        byte[][] leaks =
        [
            pixels,
            [.. pixels.Reverse()],
            [.. pixels.Where((_, i) => i % 3 == 0)],
            Encoding.ASCII.GetBytes(Convert.ToHexString(pixels)),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(pixels)),
            Encoding.ASCII.GetBytes(Convert.ToBase64String([1, .. pixels])),
            Encoding.ASCII.GetBytes(Convert.ToBase64String([1, 2, .. pixels])),
            Encoding.ASCII.GetBytes($"[{string.Join(", ", pixels)}]"),
            [.. pixels.SelectMany(value => BitConverter.GetBytes(value / 255f)).Where((_, i) => i / 4 % 3 == 0)],
            deflated.ToArray(),
            File.ReadAllBytes(Directory.EnumerateFiles(_device[Pictures], "*.png").First()),
        ];
        Assert.All(leaks, leak => Assert.NotNull(Canary.FindIn([.. "before "u8, .. leak, .. " after"u8])));
        Assert.Null(Canary.FindIn(Encoding.UTF8.GetBytes(File.ReadAllText(_device.ConfigPath))));
    }

    public void Dispose()
    {
        _wire.Dispose();
        _broker.Dispose();
        _device.Dispose();
        _models.Dispose();
    }

    private void DrawPictures()
    {
        Directory.CreateDirectory(_device[Pictures]);
        for (var i = 0; i < 4; i++)
        {
            // A stripe that wanders, so that the picture does not stand still.
            using var frame = PaintedFrame.Of((new BoundingBox(0, 0, 1, 1), (Canary.Red, Canary.Green, Canary.Blue)), (new BoundingBox(0, i / 8f, 1, (i + 1) / 8f), (40, 60, 80)));
            File.WriteAllBytes(Path.Combine(_device[Pictures], $"{i}.png"), PngWriter.Encode(frame));
        }

        // Begins as a JPEG, and is nothing but the colour from there on.
        byte[] comment = [0xFF, 0xD8, 0xFF, 0xFE, 0x01, 0x00];
        File.WriteAllBytes(Path.Combine(_device[Pictures], "9.jpg"), [.. comment, .. Enumerable.Repeat(new[] { Canary.Red, Canary.Green, Canary.Blue }, 100).SelectMany(pixel => pixel)]);
    }

    private byte[] Metrics()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(_device["metrics.sock"]));
        socket.Send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"u8);
        using var page = new MemoryStream();
        using (var stream = new NetworkStream(socket))
            stream.CopyTo(page);
        return page.ToArray();
    }

    private static int Count(ReadOnlySpan<byte> bytes, string text) => bytes.Count(Encoding.UTF8.GetBytes(text));
}
