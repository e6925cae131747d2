using EdgeDaemon.Capture.Ffmpeg;

namespace EdgeDaemon.Capture.Tests.Ffmpeg;

/// <summary>Addresses of cameras: what is shown of them, and what goes to ffmpeg.</summary>
public sealed class CameraUrlTests
{
    [Theory]
    [InlineData("rtsp://10.0.0.5:554/stream1", "rtsp://10.0.0.5:554/stream1")]
    [InlineData("rtsp://admin:hunter2@cam.local/Streaming/Channels/101", "rtsp://***@cam.local/Streaming/Channels/101")]
    [InlineData("rtsp://admin:p@ss:w@cam/x", "rtsp://***@cam/x")]
    [InlineData("HTTP://cam/video.cgi?user=a&pwd=b", "http://cam/video.cgi?***")]
    [InlineData("rtsps://[fe80::1]:8443/v", "rtsps://[fe80::1]:8443/v")]
    [InlineData("rtsps://cam", "rtsps://cam")]
    public void Parse_Address_IsShownWithoutItsSecrets(string text, string shown)
    {
        var url = CameraUrl.Parse(text);

        Assert.Equal(shown, url.Shown);
        Assert.Equal(shown, $"{url}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("cam/x")]
    [InlineData("file:///etc/shadow")]
    [InlineData("concat:a|b")]
    [InlineData("rtsp://hunter2@")]
    [InlineData("rtsp://hunter2@cam/a b")]
    [InlineData("rtsp://hunter2@cam/a'\nfile 'x")]
    [InlineData("rtsp://hunter2@cam/a\\b")]
    [InlineData("rtsp://cam/x\n")]
    [InlineData("-i http://hunter2@x")]
    public void Parse_NoAddress_IsRefusedWithoutRepeatingIt(string text) =>
        Assert.DoesNotContain("hunter2", Assert.Throws<FormatException>(() => CameraUrl.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[rtsp @ 0x1] method DESCRIBE failed: rtsp://admin:hunter2@cam/x", "[rtsp @ 0x1] method DESCRIBE failed: rtsp://***@cam/x")]
    [InlineData("Impossible to open 'rtsp://ADMIN:HUNTER2@cam/x'", "Impossible to open 'rtsp://***@cam/x'")]
    [InlineData("password hunter2 of admin is wrong", "password *** of *** is wrong")]
    [InlineData("nothing of it", "nothing of it")]
    public void Redact_TakesSecretsOut(string line, string expected) =>
        Assert.Equal(expected, CameraUrl.Parse("rtsp://admin:hunter2@cam/x").Redact(line));

    [Fact]
    public void Redact_EscapedSecret_IsTakenOutBothWays()
    {
        var url = CameraUrl.Parse("http://admin:p%40ss@cam/x?token=ab%2Fcd");

        Assert.Equal("*** *** *** ***", url.Redact("p%40ss p@ss ab%2Fcd ab/cd"));
    }

    [Fact]
    public void Command_NetworkCamera_HasTheAddressOnlyOnStandardInput()
    {
        var options = new FfmpegOptions { Input = new NetworkCamera(CameraUrl.Parse("rtsp://admin:hunter2@cam/x"), CaFile: null) };

        Assert.DoesNotContain(FfmpegCommand.Arguments(options), a => a.Contains("cam", StringComparison.Ordinal) || a.Contains("hunter2", StringComparison.Ordinal));
        Assert.Contains("file 'rtsp://admin:hunter2@cam/x'\noption rtsp_transport tcp\n", FfmpegCommand.Input(options), StringComparison.Ordinal);
    }

    [Fact]
    public void Command_SchemeInCapitals_IsLowerCaseForFfmpeg() => Assert.Contains(
        "file 'rtsp://admin:Hunter2@Cam/X'\n",
        FfmpegCommand.Input(new FfmpegOptions { Input = new NetworkCamera(CameraUrl.Parse("RTSP://admin:Hunter2@Cam/X"), CaFile: null) }), StringComparison.Ordinal);

    [Fact]
    public void Command_Https_ChecksTheCertificate()
    {
        var options = new FfmpegOptions { Input = new NetworkCamera(CameraUrl.Parse("https://cam/x"), CaFile: "/etc/it's.pem") };

        Assert.Contains("option tls_verify 1\noption ca_file '/etc/it'\\''s.pem'\n", FfmpegCommand.Input(options), StringComparison.Ordinal);
    }

    [Fact]
    public void Command_File_IsAFixedTemplate()
    {
        var options = new FfmpegOptions { Input = new VideoFile("/v/-i.mp4", Loop: true), Width = 320, Height = 240, FramesPerSecond = 2.5 };

        var arguments = FfmpegCommand.Arguments(options);

        Assert.Equal(["-stream_loop", "-1", "-i", "file:/v/-i.mp4"], arguments.SkipWhile(a => a != "-stream_loop").Take(4));
        Assert.Equal("file,pipe", arguments[arguments.ToList().IndexOf("-protocol_whitelist") + 1]);
        Assert.StartsWith("fps=2.5,scale=w=320:h=240:", arguments[arguments.ToList().IndexOf("-vf") + 1], StringComparison.Ordinal);
    }
}
