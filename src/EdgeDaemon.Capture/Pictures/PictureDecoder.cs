using System.Collections.Immutable;
using EdgeDaemon.Capture.Color;
using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Capture.Png;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Capture.Pictures;

/// <summary>
/// Decodes JPEG and PNG pictures, told apart by their first bytes and not by their names. One thread at a time. JPEGs whose
/// colour profile is not sRGB are converted to it, as tools that models are trained and measured with do: their colours differ
/// by up to half of the range. No camera's stream carries a profile, so a stream's decoder does not look for one.
/// </summary>
public sealed class PictureDecoder : IDisposable
{
    private readonly JpegDecoder _jpeg = new();
    private readonly SrgbConverter _color = new();

    /// <summary>Decodes a picture just large enough for model inputs.</summary>
    /// <param name="file">The whole file; not retained.</param>
    /// <param name="pool">Lends the frame.</param>
    /// <param name="name">What the picture is called in messages, e.g. its path.</param>
    /// <param name="inputs">Inputs that the frame will be resized to; empty: full size. PNGs always come at full size.</param>
    /// <returns>The frame, owned by the caller.</returns>
    /// <exception cref="FrameDecodeException">The file is damaged, too large, or neither JPEG nor PNG.</exception>
    public Frame Decode(ReadOnlySpan<byte> file, FramePool pool, string name, ImmutableArray<InputSpec> inputs)
    {
        PictureLimits.CheckFile(name, file.Length);
        if (file.StartsWith(PngHeader.Signature))
            return PngDecoder.Decode(file, pool, name);
        if (file is [0xFF, 0xD8, ..])
            return DecodeJpeg(file, pool, name, inputs);
        throw new FrameDecodeException($"Picture '{name}' is neither a JPEG nor a PNG.");
    }

    private Frame DecodeJpeg(ReadOnlySpan<byte> file, FramePool pool, string name, ImmutableArray<InputSpec> inputs)
    {
        var frame = _jpeg.Decode(file, pool, name, inputs);
        if (JpegProfile.Find(file) is { IsEmpty: false } profile)
            _color.Convert(profile, frame);
        return frame;
    }

    /// <inheritdoc/>
    public void Dispose() => _jpeg.Dispose();
}
