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
    public void Zones_AreaThatIsGiven_IsDrawnAndPrintedAsYamlThatPasses()
    {
        using var device = new Installation(port: 1, "model: person-vehicle-animal\n" + Camera.Replace("96, height: 64", "320, height: 240", StringComparison.Ordinal));
        var (plain, drawn) = (device["plain.png"], device["drawn.png"]);

        var first = DaemonProcess.Run("zones", "porch", plain, "--config", device.ConfigPath);
        var (code, text, errors) = DaemonProcess.Run("zones", "porch", drawn, "--config", device.ConfigPath, "--name", "door", "--area", "0.25,0.5 0.75,0.9");

        Assert.True(first.ExitCode == 0 && code == 0, first.Errors + errors);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(drawn));
        Assert.Contains("        area: [[0.25, 0.5], [0.75, 0.5], [0.75, 0.9], [0.25, 0.9]]", text, StringComparison.Ordinal);
        // The grid is on both, the area's colour on one.
        Assert.Equal([(255, 255, 255), (255, 255, 255)], new[] { plain, drawn }.Select(file => Pixel(file, 160, 60)));
        Assert.NotEqual(Pixel(plain, 120, 120), Pixel(drawn, 120, 120));
        Assert.Equal((255, 0, 0), Pixel(drawn, 100, 120));
        File.AppendAllText(device.ConfigPath, string.Join('\n', text.Split('\n').Skip(1)));
        Assert.Equal(0, DaemonProcess.Run("check", "--config", device.ConfigPath).ExitCode);
    }

    [Theory]
    [InlineData("0.2,0.5", "two corners or more")]
    [InlineData("0.2,0.5 0.6", "'0.6' is no corner")]
    [InlineData("0.2,0.5 20,30", "'20' is no fraction")]
    public void Zones_AreaThatIsNone_IsSaid(string area, string reason)
    {
        using var device = new Installation(port: 1, Camera);

        var (code, _, errors) = DaemonProcess.Run("zones", "porch", "--config", device.ConfigPath, "--area", area);

        Assert.Equal(64, code);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
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

    private static (int, int, int) Pixel(string file, int x, int y)
    {
        using var decoder = new PictureDecoder();
        using var picture = decoder.Decode(File.ReadAllBytes(file), new FramePool(), file, []);
        var pixel = picture.Plane(0).Slice((y * picture.Planes[0].StrideBytes) + (3 * x), 3);
        return (pixel[0], pixel[1], pixel[2]);
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
