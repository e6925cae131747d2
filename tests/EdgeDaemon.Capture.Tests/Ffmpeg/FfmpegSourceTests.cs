using EdgeDaemon.Capture.Ffmpeg;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Ffmpeg;

/// <summary>Real videos through the real program: brightness, shape, rate, and files that are not what they seem.</summary>
public sealed class FfmpegSourceTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly FramePool _pool = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("white", "mp4", 255)]
    [InlineData("black", "mp4", 0)]
    [InlineData("gray", "avi", 128)]
    [InlineData("white", "mkv", 255)]
    [InlineData("gray", "ts", 128)]
    [InlineData("black", "mjpeg", 0)]
    public void Read_PlainColour_HasItsBrightnessInFullRange(string colour, string container, byte luma)
    {
        using var frame = First(Video($"v.{container}", $"color=c={colour}:s=64x48:r=10:d=0.5"));

        Assert.Equal((PixelFormat.I420, ColorRange.Full, 64, 48), (frame.Format, frame.Range, frame.Width, frame.Height));
        foreach (var y in frame.Plane(0))
            Assert.InRange(y, luma - 2, luma + 2);
        foreach (var u in frame.Plane(1))
            Assert.InRange(u, 126, 130);
    }

    [Fact]
    public void Read_LargerVideo_IsScaledKeepingItsShapeWithBlackBeside()
    {
        // 4:3 into 16:9: 64 of 96 columns show the picture.
        using var source = Source(new FfmpegOptions
        {
            Input = new VideoFile(Video("v.mp4", "color=c=white:s=640x480:r=10:d=0.5"), false),
            Width = 96,
            Height = 48,
        });
        source.Open();
        using var frame = source.Read(CancellationToken.None)!;

        var row = frame.Plane(0).Slice(24 * 96, 96);
        // The filter draws the black of limited range, which is near enough.
        Assert.InRange(row[8], 0, 16);
        Assert.InRange(row[48], 253, 255);
        Assert.InRange(row[87], 0, 16);
    }

    [Fact]
    public void Read_WithARate_TakesThatManyOfTheVideosOwnTime()
    {
        // One second at 30, taken at 5.
        var video = Video("v.mp4", "color=c=white:s=64x48:r=30:d=1");
        var time = new ManualTimeProvider();
        using var source = new FfmpegSource(
            new FfmpegOptions { Input = new VideoFile(video, false), Width = 64, Height = 48, FramesPerSecond = 5 }, _pool, time);
        source.Open();
        var frames = 0;
        for (; source.Read(CancellationToken.None) is { } frame; frames++)
        {
            frame.Dispose();
            time.Advance(TimeSpan.FromSeconds(0.2));
        }

        Assert.Equal(5, frames);
    }

    [Theory]
    [InlineData("-i.mp4")]
    [InlineData("it's a: video?#1.mp4")]
    [InlineData("pipe:0.mp4")]
    public void Read_StrangeName_IsAFileAllTheSame(string name)
    {
        using var frame = First(Video(name, "color=c=white:s=64x48:r=10:d=0.2"));
        Assert.Equal(64, frame.Width);
    }

    [Theory]
    [InlineData("v.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nsecret.ts\n#EXT-X-ENDLIST\n")]
    [InlineData("v.ffconcat", "ffconcat version 1.0\nfile 'secret.ts'\n")]
    [InlineData("v.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nsecret.ts\n#EXT-X-ENDLIST\n")]
    [InlineData("v.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n")]
    public void Read_ListThatNamesOtherFilesOrAddresses_IsRefused(string name, string text)
    {
        Video("secret.ts", "color=c=white:s=64x48:r=10:d=0.5");
        File.WriteAllText(_folder[name], text);

        Assert.Contains("ffmpeg ended with exit code", Failure(_folder[name]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoVideo_TellsWhatFfmpegSaid()
    {
        File.WriteAllText(_folder["text.mp4"], "this is no video");

        Assert.Contains("Invalid data found", Failure(_folder["text.mp4"]), StringComparison.Ordinal);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Read_OnlySound_SaysSo()
    {
        TestVideo.Make(_folder["sound.mp4"], "sine=duration=0.5");

        Assert.Contains("ended with exit code", Failure(_folder["sound.mp4"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileCutOff_GivesWhatThereIsAndEndsOrFails()
    {
        var video = Video("v.ts", "testsrc=s=64x48:r=10:d=2");
        using (var file = File.OpenWrite(video))
            file.SetLength(file.Length / 2);
        using var source = Source(new FfmpegOptions { Input = new VideoFile(video, false), Width = 64, Height = 48 });
        source.Open();
        var frames = 0;
        while (source.Read(CancellationToken.None) is { } frame)
        {
            frame.Dispose();
            frames++;
        }

        Assert.InRange(frames, 1, 19);
    }

    [Fact]
    public void Open_FileThatIsNotThere_SaysSo()
    {
        using var source = Source(new FfmpegOptions { Input = new VideoFile(_folder["none.mp4"], false) });

        Assert.Contains("none.mp4' is not there", Assert.Throws<FrameSourceException>(source.Open).Message, StringComparison.Ordinal);
    }

    private string Video(string name, string source)
    {
        TestVideo.Make(_folder[name], source);
        return _folder[name];
    }

    private FfmpegSource Source(FfmpegOptions options) => new(options, _pool, TimeProvider.System);

    private Frame First(string video)
    {
        using var source = Source(new FfmpegOptions { Input = new VideoFile(video, false), Width = 64, Height = 48 });
        source.Open();
        return source.Read(CancellationToken.None)!;
    }

    private string Failure(string video)
    {
        using var source = Source(new FfmpegOptions { Input = new VideoFile(video, false), Width = 64, Height = 48 });
        source.Open();
        return Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None)).Message;
    }
}
