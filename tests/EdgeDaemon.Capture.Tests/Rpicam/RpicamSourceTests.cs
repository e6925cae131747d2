using System.Runtime.Versioning;
using EdgeDaemon.Capture.Rpicam;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Rpicam;

/// <summary>The rpicam source over stand-ins for its program: arguments, bytes, and the ways in which a program ends.</summary>
[SupportedOSPlatform("linux")]
public sealed class RpicamSourceTests
{
    private static readonly RpicamOptions Small = new() { Width = 128, Height = 2, FramesPerSecond = 30 };

    [Fact]
    public void Open_ProgramGetsTheFixedArguments()
    {
        using var program = new StandIn("head -c 384 /dev/zero; exec sleep 1000");
        using var source = program.Source(Small with { Camera = 1, FramesPerSecond = 7.5 });
        source.Open();
        source.Read(CancellationToken.None)!.Dispose();

        Assert.Equal("--output - --timeout 0 --flush --nopreview --codec yuv420 --camera 1 --width 128 --height 2 --framerate 7.5", program.Arguments);
        Assert.All(program.Environment, v => Assert.Matches("^(PATH|HOME|LANG|LC_ALL|TMPDIR|LD_LIBRARY_PATH|LIBCAMERA_[A-Z_]*|PWD|OLDPWD|SHLVL|_)=", v));
    }

    [Fact]
    public void Read_Planes_AreLumaThenUThenV()
    {
        // 128 × 2: 256 bytes of luma, 64 of U, 64 of V; in two pieces, cut in the middle of a plane.
        using var program = new StandIn("""
            { head -c 256 /dev/zero | tr '\0' 'Y'; head -c 10 /dev/zero | tr '\0' 'U'; }
            { head -c 54 /dev/zero | tr '\0' 'U'; head -c 64 /dev/zero | tr '\0' 'V'; }
            exec sleep 1000
            """);
        using var source = program.Source(Small);
        source.Open();
        using var frame = source.Read(CancellationToken.None)!;

        Assert.Equal((PixelFormat.I420, ColorRange.Full, 128, 2), (frame.Format, frame.Range, frame.Width, frame.Height));
        Assert.True(frame.Plane(0).IndexOfAnyExcept((byte)'Y') < 0);
        Assert.True(frame.Plane(1).IndexOfAnyExcept((byte)'U') < 0);
        Assert.True(frame.Plane(2).IndexOfAnyExcept((byte)'V') < 0);
    }

    [Fact]
    public void Read_NoCamera_TellsWhatTheProgramSaid()
    {
        using var program = new StandIn("echo 'some talk' >&2; echo 'ERROR: *** no cameras available ***' >&2; exit 255");
        using var source = program.Source(Small);
        source.Open();

        var failure = Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));

        Assert.Equal(
            "The CSI camera 0: 128×2 yu12, full range, 30 fps: rpicam-vid ended with exit code 255 after 0 frames. " +
            "It said: some talk; ERROR: *** no cameras available ***",
            failure.Message);
    }

    [Fact]
    public void Read_ProgramThatWritesAMegabyteToStandardError_IsNotBlockedByIt()
    {
        // Sixteen times what fits into a pipe, before the first frame and again before the second.
        using var program = new StandIn("""
            talk() { head -c 1048576 /dev/zero | tr '\0' 'e' | fold -w 100 >&2; }
            talk; head -c 384 /dev/zero; talk; head -c 384 /dev/zero; exec sleep 1000
            """);
        using var source = program.Source(Small with { StallTimeout = TimeSpan.FromSeconds(60), FirstFrameTimeout = TimeSpan.FromSeconds(60) });
        source.Open();

        source.Read(CancellationToken.None)!.Dispose();
        using var second = source.Read(CancellationToken.None)!;

        Assert.Equal(1, second.SequenceNumber);
    }

    [Fact]
    public void Read_ProgramThatEndsInTheMiddleOfAFrame_FailsAndStartsAgain()
    {
        using var program = new StandIn("head -c 500 /dev/zero");
        var pool = new FramePool();
        using var source = program.Source(Small, pool);
        for (var i = 0; i < 3; i++)
        {
            source.Open();
            source.Read(CancellationToken.None)!.Dispose();
            Assert.Contains("in the middle of a frame", Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None)).Message, StringComparison.Ordinal);
            Assert.Equal(0, pool.Outstanding);
        }
    }

    [Fact]
    public void Read_ProgramThatEndsWell_IsAFailureToo()
    {
        using var program = new StandIn("head -c 384 /dev/zero");
        using var source = program.Source(Small);
        source.Open();
        source.Read(CancellationToken.None)!.Dispose();

        Assert.Contains("ended by itself after 1 frames", Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ProgramThatHangs_IsGivenUp()
    {
        using var program = new StandIn("echo 'waiting for the sensor' >&2; exec sleep 1000");
        using var source = program.Source(Small with { FirstFrameTimeout = TimeSpan.FromMilliseconds(500) });
        source.Open();

        var failure = Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));

        Assert.Contains("has delivered nothing for 0.5 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_AsksTheProgramToEnd()
    {
        using var program = new StandIn("trap 'echo asked > \"$(dirname \"$0\")/end\"; kill $!; exit 0' INT; head -c 384 /dev/zero; sleep 1000 & wait");
        using var source = program.Source(Small);
        source.Open();
        source.Read(CancellationToken.None)!.Dispose();
        source.Dispose();

        Assert.Equal("asked\n", File.ReadAllText(program["end"]));
    }

    [Fact]
    public void Dispose_ProgramThatDoesNotListen_IsEndedByForceWithItsChildren()
    {
        using var program = new StandIn("trap '' INT TERM; echo $$ > \"$(dirname \"$0\")/pid\"; head -c 384 /dev/zero; while :; do sleep 1000; done");
        using var source = program.Source(Small);
        source.Open();
        source.Read(CancellationToken.None)!.Dispose();
        var pid = File.ReadAllText(program["pid"]).Trim();
        Assert.True(Directory.Exists($"/proc/{pid}"));
        source.Dispose();

        Assert.False(Directory.Exists($"/proc/{pid}"));
    }

    [Theory]
    [InlineData(640, 479, 10)]
    [InlineData(600, 480, 10)]
    [InlineData(0, 480, 10)]
    [InlineData(640, 480, 0)]
    [InlineData(640, 480, double.NaN)]
    public void Options_ThatWouldComeOutGarbled_AreRefused(int width, int height, double fps) =>
        Assert.Throws<ArgumentException>(() => new RpicamSource(
            new RpicamOptions { Width = width, Height = height, FramesPerSecond = fps }, new FramePool(), TimeProvider.System));

    [Fact]
    public void Open_ProgramNotInstalled_SaysWhatToInstall()
    {
        if (File.Exists("/usr/bin/rpicam-vid") || File.Exists("/usr/bin/libcamera-vid"))
            Assert.Skip("The program is installed here.");
        using var source = new RpicamSource(Small, new FramePool(), TimeProvider.System);

        var failure = Assert.Throws<FrameSourceException>(source.Open);

        Assert.Contains("'rpicam-vid' is not installed", failure.Message, StringComparison.Ordinal);
        Assert.Contains("rpicam-apps", failure.Message, StringComparison.Ordinal);
    }
}
