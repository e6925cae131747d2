using System.Collections.Immutable;
using EdgeDaemon.Capture.Color;
using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Capture.Png;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Capture.Pictures;

/// <summary>
/// Decodes JPEG and PNG pictures, told apart by their first bytes and not by their names, as a viewer shows them. One thread at a time.
/// Pictures whose colour profile is not sRGB are converted to it, as tools that models are trained and measured with do: their colours
/// differ by up to half of the range. Pictures with an Exif orientation are turned upright. Neither is done for a camera's stream: no
/// stream carries a profile, and zones and masks are drawn on what the camera sends.
/// </summary>
public sealed class PictureDecoder : IDisposable
{
    private readonly JpegDecoder _jpeg = new();
    private readonly SrgbConverter _color = new();

    /// <summary>Decodes a picture just large enough for model inputs.</summary>
    /// <param name="file">The whole file; not retained.</param>
    /// <param name="pool">Lends the frame.</param>
    /// <param name="name">What the picture is called in messages, e.g. its path.</param>
    /// <param name="inputs">Inputs that the frame will be resized to; empty: full size.</param>
    /// <returns>The frame, owned by the caller.</returns>
    /// <exception cref="FrameDecodeException">The file is damaged, too large, or neither JPEG nor PNG.</exception>
    public Frame Decode(ReadOnlySpan<byte> file, FramePool pool, string name, ImmutableArray<InputSpec> inputs)
    {
        PictureLimits.CheckFile(name, file.Length);
        var frame = file.StartsWith(PngHeader.Signature) ? DecodePng(file, pool, name)
            : JpegHeader.FindStart(file) >= 0 ? DecodeJpeg(file, pool, name, inputs)
            : throw new FrameDecodeException($"Picture '{name}' is neither a JPEG nor a PNG.");
        if (AreaFilter.Shrink(frame, inputs, pool) is not { } small)
            return frame;
        frame.Dispose();
        return small;
    }

    /// <inheritdoc/>
    public void Dispose() => _jpeg.Dispose();

    private Frame DecodeJpeg(ReadOnlySpan<byte> file, FramePool pool, string name, ImmutableArray<InputSpec> inputs)
    {
        var header = JpegHeader.Read(file, name);
        var picture = file[header.Start..];
        var orientation = Orientation.In(JpegProfile.FindExif(picture));
        var (width, height) = orientation.Transposes ? (header.Height, header.Width) : (header.Width, header.Height);
        var cover = DecodeSize.For(inputs, width, height);
        var frame = _jpeg.Decode(file, header, pool, name, orientation.Transposes ? (cover.Height, cover.Width) : cover);
        _color.Convert(JpegProfile.Find(picture), frame);
        return orientation.Turn(frame, pool);
    }

    private Frame DecodePng(ReadOnlySpan<byte> file, FramePool pool, string name)
    {
        var frame = PngDecoder.Decode(file, pool, name);
        _color.Convert(PngChunks.ReadProfile(file), frame);
        return Orientation.In(PngChunks.Find(file, "eXIf"u8)).Turn(frame, pool);
    }
}
