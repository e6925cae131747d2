using System.Text.RegularExpressions;
using EdgeDaemon.TestKit.Mqtt;
using EdgeDaemon.TestKit.Service;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>The process that sees the camera has no network, and asks for none.</summary>
public sealed partial class IsolationTests
{
    private static readonly string[] InternetTables = ["tcp", "tcp6", "udp", "udp6", "raw", "raw6", "udplite", "udplite6", "icmp", "icmp6"];

    [Fact]
    public void VisionProcess_WhileItLabels_HoldsNoInternetSocket()
    {
        using var broker = MosquittoBroker.Run();
        using var device = new Installation(broker.Port, """
            model: person-vehicle-animal
            health: {interval: 0.1s}
            source: {type: scene, fps: 20}
            """);
        File.AppendAllText(device.ConfigPath, "commands: {allow: [pause], socket: command.sock}\n");
        using var subscriber = new MqttSubscriber(broker.Port, "edgedaemon/unit/porch/health");
        using var publisher = DaemonProcess.Publisher("--config", device.ConfigPath);
        using var vision = DaemonProcess.Vision("vision", "--config", device.ConfigPath);

        Assert.True(subscriber.WaitFor("edgedaemon/unit/porch/health", "ok", TimeSpan.FromSeconds(120)), vision.Errors);

        // The command socket is one of the file system's.
        Assert.True(File.Exists(device["command.sock"]), vision.Errors);
        Assert.Empty(InternetSocketsOf(vision.Id));
        // The same look at the publisher finds its connection: the look can see.
        Assert.NotEmpty(InternetSocketsOf(publisher.Id));
    }

    [Fact]
    public void VisionProcess_FromItsStart_AsksForNoInternetSocketAndLeavesNothingAtHome()
    {
        DaemonProcess.SkipWithoutStrace();
        using var device = new Installation(port: 1, """
            model: person-vehicle-animal
            health: {interval: 0.1s}
            source: {type: scene, fps: 20}
            """);
        File.AppendAllText(device.ConfigPath, "commands: {allow: [pause], socket: command.sock}\n");
        // A library that reports to its maker keeps notes there, and looks up a name.
        var home = Directory.CreateDirectory(device["home"]).FullName;
        using var listener = new NotifyListener();
        using var vision = DaemonProcess.VisionTraced(device["calls"], home, listener, "vision", "--config", device.ConfigPath);

        Assert.True(SpinWait.SpinUntil(() => vision.Errors.Contains("Camera 'porch': open", StringComparison.Ordinal), TimeSpan.FromSeconds(120)), vision.Errors);
        Assert.Equal(0, vision.Terminate());

        var families = File.ReadLines(device["calls"]).Select(line => SocketFamily().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);
        // The command socket and systemd's; nothing else, not even to see what there is.
        Assert.Equal(["AF_UNIX"], families.Distinct());
        Assert.Empty(Directory.EnumerateFileSystemEntries(home));
        Assert.Contains("ONNX Runtime 1.", vision.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"socket\((\w+)")]
    private static partial Regex SocketFamily();

    /// <summary>The lines of the kernel's tables of internet sockets that are about a process.</summary>
    internal static List<string> InternetSocketsOf(int pid)
    {
        var inodes = Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd")
            .Select(entry => new FileInfo(entry).LinkTarget)
            .Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) == true)
            .Select(target => target!["socket:[".Length..^1])
            .ToHashSet();
        return
        [
            .. InternetTables
                .Select(table => $"/proc/{pid}/net/{table}")
                .Where(File.Exists)
                .SelectMany(File.ReadLines)
                .Where(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 9 } fields && inodes.Contains(fields[9])),
        ];
    }
}
