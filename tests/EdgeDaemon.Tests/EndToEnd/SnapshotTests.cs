using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary><c>snapshot</c> and <c>cameras</c>: for the person on the machine, and only when the configuration lets them.</summary>
[SupportedOSPlatform("linux")]
public sealed class SnapshotTests
{
    private const string Camera = "health: {}\nsource: {type: scene, width: 96, height: 64}";

    [Theory]
    [InlineData("out.jpg")]
    [InlineData("out.png")]
    [InlineData("OUT.JPEG")]
    public void Snapshot_WritesAPictureThatOnlyTheOwnerMayRead(string name)
    {
        using var device = new Installation(port: 1, Camera);
        var file = device[name];
        // One that others may read is replaced, not written into.
        File.WriteAllText(file, "older");

        var (code, text, errors) = DaemonProcess.Run("snapshot", "porch", file, "--config", device.ConfigPath);

        Assert.True(code == 0, errors);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        using var decoder = new PictureDecoder();
        using var picture = decoder.Decode(File.ReadAllBytes(file), new FramePool(), file, []);
        Assert.Equal((96, 64), (picture.Width, picture.Height));
        Assert.Contains("96×64", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshot_ForbiddenByTheConfiguration_Exits77AndWritesNothing()
    {
        using var device = new Installation(port: 1, Camera);
        File.AppendAllText(device.ConfigPath, "privacy: {snapshots: never}\n");

        var (code, _, errors) = DaemonProcess.Run("snapshot", "porch", device["out.jpg"], "--config", device.ConfigPath);

        Assert.Equal(77, code);
        Assert.Contains("never", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(device["out.jpg"]));
    }

    [Fact]
    public void Snapshot_ConfigurationThatCannotBeRead_Exits78AndWritesNothing()
    {
        using var device = new Installation(port: 1, Camera);
        File.AppendAllText(device.ConfigPath, "privacy: {snapshot: never}\n");

        var (code, _, errors) = DaemonProcess.Run("snapshot", "porch", device["out.jpg"], "--config", device.ConfigPath);

        Assert.Equal(78, code);
        Assert.Contains("privacy.snapshot", errors, StringComparison.Ordinal);
        Assert.Equal(78, DaemonProcess.Run("snapshot", "porch", device["out.jpg"], "--config", device["none.yaml"]).ExitCode);
        Assert.False(File.Exists(device["out.jpg"]));
    }

    [Theory]
    [InlineData("yard", "out.jpg", "'porch'")]
    [InlineData("porch", "out.gif", ".png")]
    public void Snapshot_WrongArguments_Exits64(string camera, string file, string told)
    {
        using var device = new Installation(port: 1, Camera);

        var (code, _, errors) = DaemonProcess.Run("snapshot", camera, device[file], "--config", device.ConfigPath);

        Assert.Equal(64, code);
        Assert.Contains(told, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshot_CameraThatIsNotThere_Exits66AndNamesIt()
    {
        using var device = new Installation(port: 1, "health: {}\nsource: {type: v4l2, device: /dev/video-none}");

        var (code, _, errors) = DaemonProcess.Run("snapshot", "porch", device["out.jpg"], "--config", device.ConfigPath);

        Assert.Equal(66, code);
        Assert.Contains("'/dev/video-none'", errors, StringComparison.Ordinal);
        Assert.Contains("plugged in?", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Cameras_Json_IsOneObject()
    {
        var (code, text, errors) = DaemonProcess.Run("cameras", "--json");

        Assert.True(code == 0, errors);
        Assert.IsType<JsonArray>(JsonNode.Parse(text)!["cameras"]);
        Assert.IsType<JsonArray>(JsonNode.Parse(text)!["unusable"]);
        Assert.IsType<JsonArray>(JsonNode.Parse(text)!["csi_cameras"]);
    }

    [Fact]
    public void Vision_CameraThatIsNotThere_SaysSoAndKeepsTrying()
    {
        using var device = new Installation(port: 1, "health: {}\nsource: {type: v4l2, device: no-such-camera}");
        using var vision = DaemonProcess.Vision("vision", "--config", device.ConfigPath);

        Assert.True(SpinWait.SpinUntil(() => vision.Errors.Contains("No camera is called 'no-such-camera'", StringComparison.Ordinal), TimeSpan.FromSeconds(60)), vision.Errors);
        Assert.False(vision.HasExited);
        Assert.Equal(0, vision.Terminate());
    }
}
