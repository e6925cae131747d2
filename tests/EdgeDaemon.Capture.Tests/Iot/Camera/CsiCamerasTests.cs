using System.Runtime.Versioning;
using EdgeDaemon.Capture.Iot.Camera;
using EdgeDaemon.Capture.Tests.Rpicam;

namespace EdgeDaemon.Capture.Tests.Iot.Camera;

/// <summary>The list of CSI cameras, over stand-ins for the camera program.</summary>
[SupportedOSPlatform("linux")]
public sealed class CsiCamerasTests
{
    private const string TwoCameras = """
        Available cameras
        -----------------
        0 : imx708_wide [4608x2592 10-bit RGGB] (/base/axi/pcie@120000/rp1/i2c@88000/imx708@1a)
            Modes: 'SRGGB10_CSI2P' : 1536x864 [120.13 fps - (768, 432)/3072x1728 crop]
                                     2304x1296 [56.03 fps - (0, 0)/4608x2592 crop]

        1 : imx219 [3280x2464 10-bit RGGB] (/base/soc/i2c0mux/i2c@1/imx219@10)
            Modes: 'SRGGB8' : 640x480 [206.65 fps - (1000, 752)/1280x960 crop]
        """;

    [Fact]
    public void Read_ListOfTheProgram_TellsEachCamera() =>
        Assert.Equal(
            [
                new CsiCamera(0, "imx708_wide", "4608x2592 10-bit RGGB", "/base/axi/pcie@120000/rp1/i2c@88000/imx708@1a"),
                new CsiCamera(1, "imx219", "3280x2464 10-bit RGGB", "/base/soc/i2c0mux/i2c@1/imx219@10"),
            ],
            CsiCameras.Read("[0:12:34] INFO Camera camera_manager.cpp:313 libcamera v0.5.0\r\n" + TwoCameras.Replace("\n", "\r\n", StringComparison.Ordinal)));

    [Fact]
    public void Read_NoCamera_IsEmpty() => Assert.Empty(CsiCameras.Read("No cameras available!\n")!);

    [Theory]
    [InlineData("")]
    [InlineData("Available cameras")]
    [InlineData("Available cameras\nsomething else\n0 : a [b] (c)")]
    [InlineData("unrecognised option '--list-cameras'")]
    public void Read_NoList_IsNull(string text) => Assert.Null(CsiCameras.Read(text));

    [Theory]
    [InlineData("0 : broken ] [ (x)")]
    [InlineData("0 : a [b] )c(")]
    [InlineData("99999999999 : a [b] (c)")]
    [InlineData(": [] ()")]
    public void Read_LineThatIsCut_NeverThrows(string line)
    {
        var cameras = CsiCameras.Read($"Available cameras\n-----------------\n{line}\n");

        Assert.True(cameras is null or []);
    }

    [Fact]
    public void List_AsksTheProgram()
    {
        using var program = new StandIn($"cat <<'END'\n{TwoCameras}\nEND");

        var (cameras, failure) = CsiCameras.List(program.Path);

        Assert.Equal(["imx708_wide", "imx219"], cameras.Select(c => c.Name));
        Assert.Null(failure);
        Assert.Equal("--list-cameras", program.Arguments);
    }

    [Fact]
    public void List_ProgramThatTalksALot_IsHeardToTheEnd()
    {
        using var program = new StandIn($"head -c 1048576 /dev/zero | tr '\\0' 'e' | fold -w 100 >&2\ncat <<'END'\n{TwoCameras}\nEND");

        Assert.Equal(2, CsiCameras.List(program.Path).Cameras.Count);
    }

    [Fact]
    public void List_ProgramThatFails_SaysWhatItSaid()
    {
        using var program = new StandIn("echo 'ERROR: libcamera is too old' >&2; exit 3");

        var (cameras, failure) = CsiCameras.List(program.Path);

        Assert.Empty(cameras);
        Assert.Equal("'rpicam-vid --list-cameras' is not understood: expected 'Available cameras', got 'ERROR: libcamera is too old', and exit code 3.", failure);
    }

    [Fact]
    public void List_ProgramNotInstalled_IsNoFailure() => Assert.Null(CsiCameras.List(program: null).Failure);
}
