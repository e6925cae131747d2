using EdgeDaemon.Capture.Iot.Video;
using EdgeDaemon.Cli;
using EdgeDaemon.Cli.Doctor.Checks;

namespace EdgeDaemon.Tests.Doctor;

public sealed class CameraControlsTests
{
    [Theory]
    [InlineData(30, "brightness 30 (0 to 100, default 50)")]
    [InlineData(50, "brightness 50 (0 to 100)")]
    [InlineData(null, "brightness unknown (0 to 100, default 50)")]
    public void ControlText_NamesTheDefaultWhereItIsAnother(int? current, string text) =>
        Assert.Equal(text, ControlText.Of(new VideoControl("brightness", 0, 100, 50, current)));

    [Fact]
    public void Controls_CameraCannotBeAsked_WarnsWithTheReason()
    {
        var finding = CameraCheck.Controls("porch", VideoFacts.OfCamera("/dev/video-none"));

        Assert.Equal(("controls porch", "Warn"), (finding!.Area, finding.Level.ToString()));
        Assert.Contains("'/dev/video-none'", finding.Text, StringComparison.Ordinal);
    }
}
