using System.Runtime.Versioning;
using EdgeDaemon.Capture.Replay;
using EdgeDaemon.Capture.Tests.Support;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Capture.Tests.Replay;

[SupportedOSPlatform("linux")]
public sealed class ReplaySourceTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly FramePool _pool = new();

    public ReplaySourceTests() => Native.RequireTurboJpeg();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Folder_PlaysPicturesInOrdinalOrderOfTheirNames()
    {
        // Each picture is told apart by its width. Other files and folders below are left out.
        Write("b.jpg", 16);
        Write("B.JPG", 8);
        Write("a10.jpeg", 24);
        Write("a9.jpg", 32);
        File.WriteAllText(_folder["readme.txt"], "no picture");
        Directory.CreateDirectory(_folder["below"]);
        Write(Path.Combine("below", "c.jpg"), 40);
        Assert.Equal([8, 24, 32, 16], Widths(_folder.Path));
    }

    [Fact]
    public void Read_ListFile_PlaysItsLinesRelativeToIt()
    {
        Write("one.jpg", 16);
        Write("two.jpg", 24);
        File.WriteAllLines(_folder["list.txt"], ["# shown twice", "two.jpg", "", "  one.jpg  ", _folder["two.jpg"]]);
        Assert.Equal([24, 16, 24], Widths(_folder["list.txt"]));
    }

    [Fact]
    public void Read_BadPicture_FailsOnceAndGoesOn()
    {
        Write("a.jpg", 16);
        File.WriteAllText(_folder["b.jpg"], "broken");
        Write("c.jpg", 24);
        using var source = Opened(_folder.Path);
        using var first = source.Read(CancellationToken.None);
        var error = Assert.Throws<FrameDecodeException>(() => source.Read(CancellationToken.None));
        using var third = source.Read(CancellationToken.None);
        Assert.Contains("b.jpg", error.Message, StringComparison.Ordinal);
        Assert.Equal((24, 2), (third!.Width, third.SequenceNumber));
        Assert.Null(source.Read(CancellationToken.None));
    }

    [Fact]
    public void Read_VanishedPicture_SaysSoAndGoesOn()
    {
        Write("a.jpg", 16);
        Write("b.jpg", 24);
        using var source = Opened(_folder.Path);
        File.Delete(_folder["a.jpg"]);
        var error = Assert.Throws<FrameDecodeException>(() => source.Read(CancellationToken.None));
        Assert.Contains("a.jpg' is gone", error.Message, StringComparison.Ordinal);
        using var second = source.Read(CancellationToken.None);
        Assert.Equal(24, second!.Width);
    }

    [Fact]
    public void Read_LoopOfOnlyBadPictures_EndsInASourceError()
    {
        File.WriteAllText(_folder["a.jpg"], "broken");
        File.WriteAllText(_folder["b.jpg"], "");
        using var source = Opened(_folder.Path, loop: true);
        Assert.Throws<FrameDecodeException>(() => source.Read(CancellationToken.None));
        Assert.Throws<FrameDecodeException>(() => source.Read(CancellationToken.None));
        var error = Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None));
        Assert.Contains("None of the 2 pictures", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FolderNamedLikeAPicture_IsABadPicture()
    {
        Write("a.jpg", 16);
        File.WriteAllLines(_folder["list.txt"], ["below.jpg"]);
        Directory.CreateDirectory(_folder["below.jpg"]);
        using var source = Opened(_folder["list.txt"]);
        var error = Assert.Throws<FrameDecodeException>(() => source.Read(CancellationToken.None));
        Assert.Contains("below.jpg' is not a regular file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LinkToADevice_IsRefusedByName()
    {
        File.CreateSymbolicLink(_folder["a.jpg"], "/dev/zero");
        Write("b.jpg", 24);
        using var source = Opened(_folder.Path);
        var error = Assert.Throws<FrameDecodeException>(() => source.Read(CancellationToken.None));
        Assert.Contains("a.jpg' is not a regular file", error.Message, StringComparison.Ordinal);
        using var next = source.Read(CancellationToken.None);
        Assert.Equal(24, next!.Width);
    }

    [Fact]
    public void Open_ListThatIsADevice_IsRefused()
    {
        var error = Assert.Throws<FrameSourceException>(() => Opened("/dev/zero"));
        Assert.Contains("'/dev/zero'", error.Message, StringComparison.Ordinal);
        Assert.Contains("not a regular file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PictureLargerThanTheBuffer_IsReadWhole()
    {
        var noise = new byte[800 * 600 * 3];
        new Random(1).NextBytes(noise);
        var jpeg = JpegWriter.Encode(noise, 800, 600, Subsampling.Yuv444, progressive: false);
        Assert.InRange(jpeg.Length, 512 << 10, int.MaxValue);
        File.WriteAllBytes(_folder["noise.jpg"], jpeg);
        Assert.Equal([800], Widths(_folder.Path));
    }

    [Fact]
    public void Read_ForAnInput_DecodesJustLargeEnough()
    {
        File.WriteAllBytes(_folder["a.jpg"], JpegWriter.Gradient(640, 480));
        var options = new ReplayOptions { Path = _folder.Path, Inputs = [new InputSpec { Width = 160, Height = 160 }] };
        using var source = new ReplaySource(options, _pool, TimeProvider.System);
        source.Open();
        using var frame = source.Read(CancellationToken.None);
        Assert.Equal((320, 240), (frame!.Width, frame.Height));
        Assert.Equal((640, 480), frame.OriginalSize);
    }

    [Fact]
    public void Open_FolderAppearsLater_WorksThen()
    {
        using var source = new ReplaySource(new ReplayOptions { Path = _folder["later"] }, _pool, TimeProvider.System);
        var error = Assert.Throws<FrameSourceException>(source.Open);
        Assert.Contains("is not there", error.Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder["later"]);
        Write(Path.Combine("later", "a.jpg"), 16);
        source.Open();
        using var frame = source.Read(CancellationToken.None);
        Assert.Equal(16, frame!.Width);
    }

    [Fact]
    public void Open_EmptyFolder_SaysWhatIsMissing()
    {
        var error = Assert.Throws<FrameSourceException>(() => Opened(_folder.Path));
        Assert.Contains("holds no .jpg, .jpeg or .png file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_EmptyList_SaysWhatIsMissing()
    {
        File.WriteAllText(_folder["list.txt"], "# nothing\n");
        var error = Assert.Throws<FrameSourceException>(() => Opened(_folder["list.txt"]));
        Assert.Contains("names no picture", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_UnreadableFolder_SaysSo()
    {
        Write("a.jpg", 16);
        File.SetUnixFileMode(_folder.Path, UnixFileMode.None);
        try
        {
            FrameSourceException? error = null;
            Native.AsOrdinaryUser(() => error = Assert.Throws<FrameSourceException>(() => Opened(_folder.Path)));
            Assert.Contains("cannot be read", error!.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Read_UnreadablePicture_SaysSo()
    {
        Write("a.jpg", 16);
        File.SetUnixFileMode(_folder["a.jpg"], UnixFileMode.None);
        using var source = Opened(_folder.Path);
        FrameDecodeException? error = null;
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.UserWrite);
        Native.AsOrdinaryUser(() => error = Assert.Throws<FrameDecodeException>(() => source.Read(CancellationToken.None)));
        Assert.Contains("cannot be opened", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_RateOfZero_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplaySource(new ReplayOptions { Path = "x", FramesPerSecond = 0 }, _pool, TimeProvider.System));

    private void Write(string name, int width) => File.WriteAllBytes(_folder[name], JpegWriter.Gradient(width, 16));

    private ReplaySource Opened(string path, bool loop = false)
    {
        var source = new ReplaySource(new ReplayOptions { Path = path, Loop = loop }, _pool, TimeProvider.System);
        source.Open();
        return source;
    }

    private List<int> Widths(string path)
    {
        using var source = Opened(path);
        var widths = new List<int>();
        while (source.Read(CancellationToken.None) is { } frame)
        {
            widths.Add(frame.Width);
            frame.Dispose();
        }

        return widths;
    }
}
