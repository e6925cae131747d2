using System.Runtime.Versioning;
using EdgeDaemon.Cli;
using EdgeDaemon.Cli.Annotation;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Imaging;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Annotation;

/// <summary>Where annotated copies go, and that nothing else is ever written.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class AnnotatedPicturesTests
{
    private readonly FramePool _pool = new();

    [Fact]
    public void Write_OnePicture_DrawsBoxAndLandmarksOnACopyThatOnlyTheOwnerReads()
    {
        using var folder = new TempDirectory();
        using var frame = Black(64, 64);
        var seen = Seen(new PredictedObject("thing", 0, 0.9, [16, 32, 48, 60], [[30, 50]]));

        AnnotatedPictures.Into(folder["out.png"], [folder["in.jpg"]]).Write(folder["in.jpg"], frame, seen);

        using var drawn = PngReader.ReadRgb(folder["out.png"], _pool);
        Assert.Equal((64, 64), (drawn.Width, drawn.Height));
        Assert.Equal(PaintColor.Of(0), At(drawn, 16, 45));
        Assert.Equal(PaintColor.Of(0), At(drawn, 47, 59));
        Assert.Equal(PaintColor.Of(0), At(drawn, 30, 50));
        Assert.Equal(PaintColor.Black, At(drawn, 38, 45));
        Assert.Equal(PaintColor.Black, At(drawn, 60, 10));
        Assert.True(frame.Bytes.IndexOfAnyExcept((byte)0) < 0);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["out.png"]));
        Assert.Equal(["out.png"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Write_PictureThatWasDecodedSmaller_ScalesTheBoxes()
    {
        using var folder = new TempDirectory();
        using var frame = Black(32, 32);
        frame.OriginalSize = (128, 128);

        AnnotatedPictures.Into(folder["out.png"], ["in.jpg"]).Write("in.jpg", frame, Seen(new PredictedObject("t", 0, 0.9, [64, 64, 127, 127], null)));

        using var drawn = PngReader.ReadRgb(folder["out.png"], _pool);
        Assert.Equal(PaintColor.Of(0), At(drawn, 16, 28));
        Assert.Equal(PaintColor.Black, At(drawn, 8, 28));
    }

    [Fact]
    public void Write_YuvFrame_KeepsItsColors()
    {
        using var folder = new TempDirectory();
        using var frame = _pool.Rent(PixelFormat.I420, 32, 32);
        frame.Plane(0).Fill(76);
        frame.Plane(1).Fill(85);
        frame.Plane(2).Fill(255);

        AnnotatedPictures.Into(folder["out.png"], ["in.jpg"]).Write("in.jpg", frame, Seen());

        using var drawn = PngReader.ReadRgb(folder["out.png"], _pool);
        var pixel = At(drawn, 16, 16);
        Assert.True(pixel is { Red: > 250, Green: < 5, Blue: < 5 }, $"{pixel}");
    }

    [Fact]
    public void Into_SeveralPictures_GoToAFolder()
    {
        using var folder = new TempDirectory();
        using var frame = Black(16, 16);

        var annotated = AnnotatedPictures.Into(folder["out"], ["a.jpg", "b.png"]);
        annotated.Write("a.jpg", frame, Seen());
        annotated.Write("b.png", frame, Seen());

        Assert.Equal(["a.annotated.png", "b.annotated.png"], Directory.GetFiles(folder["out"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Into_FolderThatExists_TakesOnePictureToo()
    {
        using var folder = new TempDirectory();
        using var frame = Black(16, 16);

        AnnotatedPictures.Into(folder.Path, ["a.jpg"]).Write("a.jpg", frame, Seen());

        Assert.True(File.Exists(folder["a.annotated.png"]));
    }

    [Fact]
    public void Into_APictureItself_IsRefusedByWhateverName()
    {
        using var folder = new TempDirectory();
        var picture = folder["picture.png"];
        File.WriteAllText(picture, "pixels");
        Directory.CreateSymbolicLink(folder["door"], folder.Path);
        File.CreateSymbolicLink(folder["alias.png"], picture);

        Refused(picture, picture);
        Refused(folder["door", "picture.png"], picture);
        Refused(picture, folder["door", "picture.png"]);
        Refused(picture, folder["alias.png"]);
        Refused(folder["alias.png"], folder["alias.png"]);
        Refused(folder["sub", "..", "picture.png"], picture);

        static void Refused(string output, string picture) =>
            Assert.Contains("never written to", Assert.Throws<FormatException>(() => AnnotatedPictures.Into(output, [picture])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out.jpg", "a.jpg")]
    [InlineData("out", "a.jpg")]
    [InlineData("out", "x/a.jpg", "y/a.jpg")]
    public void Into_NoPngOrTwoOfOneName_IsRefused(string output, params string[] pictures) =>
        Assert.Throws<FormatException>(() => AnnotatedPictures.Into(output, pictures));

    [Fact]
    public void Write_FileWithAnotherName_LeavesTheOther()
    {
        using var folder = new TempDirectory();
        using var frame = Black(16, 16);
        File.WriteAllText(folder["kept.txt"], "kept");
        File.CreateSymbolicLink(folder["out.png"], folder["kept.txt"]);

        AnnotatedPictures.Into(folder["out.png"], ["a.jpg"]).Write("a.jpg", frame, Seen());

        Assert.Equal("kept", File.ReadAllText(folder["kept.txt"]));
        Assert.Null(new FileInfo(folder["out.png"]).LinkTarget);
    }

    [Fact]
    public void Write_FolderThatCannotBeMade_SaysWhich()
    {
        using var folder = new TempDirectory();
        using var frame = Black(16, 16);
        File.WriteAllText(folder["file"], "");
        var annotated = AnnotatedPictures.Into(folder["file", "out.png"], ["a.jpg"]);

        Assert.Contains("out.png", Assert.Throws<AnnotationException>(() => annotated.Write("a.jpg", frame, Seen())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_EveryKindOfResult_LeavesItsMark()
    {
        PredictOutput[] results =
        [
            Empty with { Labels = [new PredictedLabel("cat", 0, 0.9)] },
            Empty with { Segments = [new PredictedSegment("sky", 0, 0.5, 1, [[10, 10, 90, 90]])] },
            Empty with { Embedding = new PredictedEmbedding(128, 1, null) },
        ];
        foreach (var result in results)
        {
            using var frame = Black(100, 100);
            Annotator.Draw(frame, (100, 100), result);
            Assert.True(frame.Bytes.IndexOfAnyExcept((byte)0) >= 0);
        }
    }

    private static PredictOutput Empty { get; } = new() { Image = "in", Task = "detection", TimingsMs = new PredictTimings(0, 0, 0, 0) };

    private static PredictOutput Seen(params PredictedObject[] objects) => Empty with { Detections = objects };

    private Frame Black(int width, int height)
    {
        var frame = _pool.Rent(PixelFormat.Rgb24, width, height);
        frame.Bytes.Clear();
        return frame;
    }

    private static PaintColor At(Frame frame, int x, int y)
    {
        var pixel = frame.Plane(0).Slice(((y * frame.Width) + x) * 3, 3);
        return new PaintColor(pixel[0], pixel[1], pixel[2]);
    }
}
