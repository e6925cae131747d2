using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Capture.Jpeg;

/// <summary>
/// Decodes JPEG pictures with libturbojpeg, at the smallest DCT scale (1/8, 1/4, 1/2, 1/1) that still covers what is needed.
/// Colour becomes <see cref="PixelFormat.Rgb24"/>, grey <see cref="PixelFormat.Gray8"/>. One thread at a time; allocates nothing
/// per picture once the pool has frames of the size.
/// </summary>
/// <remarks>
/// Left out because they were measured (libjpeg-turbo 2.1.5, 1280×720 photo, 4:2:0, x64; RGB at 8/8 takes 3.35 ms, 4/8 2.86, 2/8 2.57, 1/8
/// 2.20): the scales between, which have no vector code (6/8 4.99 ms, 5/8 3.75, 3/8 3.06), and planar output, which saves at most
/// 6 % (4/8 2.70) and would leave the upsampling of chroma, which the decoder does as other decoders do, to a plain sampler.
/// </remarks>
public sealed class JpegDecoder : IDisposable
{
    private readonly TurboJpegHandle _handle;
    private byte[] _clean = [];

    /// <summary>Makes a decoder.</summary>
    /// <exception cref="FrameSourceException">libturbojpeg is not installed or has no memory.</exception>
    public JpegDecoder()
    {
        try
        {
            _handle = TurboJpeg.tjInitDecompress();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new FrameSourceException(
                $"JPEG pictures need {TurboJpeg.Library}, which could not be loaded; install it (Debian: libturbojpeg0).", e);
        }

        if (_handle.IsInvalid)
            throw new FrameSourceException($"{TurboJpeg.Library} could not make a decoder: no memory.");
    }

    /// <summary>A cover that asks for the picture at its full size.</summary>
    public static (int Width, int Height) FullSize => (int.MaxValue, int.MaxValue);

    /// <summary>Decodes a picture.</summary>
    /// <param name="jpeg">The whole file; not retained.</param>
    /// <param name="pool">Lends the frame.</param>
    /// <param name="name">What the picture is called in messages, e.g. its path.</param>
    /// <param name="cover">
    /// Width and height in pixels that the frame should have at least. A picture that is smaller comes at its own size; it is never enlarged.
    /// </param>
    /// <returns>The frame, owned by the caller; <see cref="Frame.OriginalSize"/> is the size of the file's picture.</returns>
    /// <exception cref="FrameDecodeException">The file is damaged or cut off (also when libturbojpeg merely warns), too large, or of a kind that is not decoded.</exception>
    public Frame Decode(ReadOnlySpan<byte> jpeg, FramePool pool, string name, (int Width, int Height) cover) =>
        Decode(jpeg, JpegHeader.Read(jpeg, name), pool, name, cover);

    /// <summary>Decodes a picture just large enough for model inputs.</summary>
    /// <param name="jpeg">The whole file; not retained.</param>
    /// <param name="pool">Lends the frame.</param>
    /// <param name="name">What the picture is called in messages, e.g. its path.</param>
    /// <param name="inputs">Inputs that the frame will be resized to; empty: full size.</param>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, FramePool, string, ValueTuple{int, int})" path="/returns|/exception"/>
    public Frame Decode(ReadOnlySpan<byte> jpeg, FramePool pool, string name, ImmutableArray<InputSpec> inputs)
    {
        var header = JpegHeader.Read(jpeg, name);
        return Decode(jpeg, header, pool, name, DecodeSize.For(inputs, header.Width, header.Height));
    }

    /// <summary>As the others, of a file whose header has been read.</summary>
    internal Frame Decode(ReadOnlySpan<byte> file, in JpegHeader header, FramePool pool, string name, (int Width, int Height) cover)
    {
        var jpeg = header.IsClean ? file[header.Start..header.Bytes] : Clean(file, header);
        CheckAgainstLibrary(jpeg, header, name);
        var shift = ScaleShift(header, cover);
        var frame = pool.Rent(
            header.Components == 1 ? PixelFormat.Gray8 : PixelFormat.Rgb24, Scaled(header.Width, shift), Scaled(header.Height, shift));
        try
        {
            Decompress(jpeg, frame, header, name);
        }
        catch
        {
            frame.Dispose();
            throw;
        }

        frame.OriginalSize = (header.Width, header.Height);
        return frame;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>
    /// Of several warnings the library says only the first. So what is known to do no harm is taken out before, and what it still
    /// warns about is damage.
    /// </summary>
    private ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> file, in JpegHeader header)
    {
        if (_clean.Length < file.Length + 2)
            _clean = new byte[Math.Max(file.Length + 2, 2 * _clean.Length)];
        return _clean.AsSpan(0, header.WriteClean(file, _clean));
    }

    /// <summary>Only the sizes: it also fails for samplings that it has no number for, which are decoded all the same.</summary>
    private unsafe void CheckAgainstLibrary(ReadOnlySpan<byte> jpeg, in JpegHeader header, string name)
    {
        int width = 0, height = 0, sampling, color;
        fixed (byte* source = jpeg)
        {
            if (TurboJpeg.tjDecompressHeader3(_handle, source, (nuint)jpeg.Length, &width, &height, &sampling, &color) != 0 && width == 0)
                throw Refused(header, name);
        }

        if ((width, height) != (header.Width, header.Height))
            throw new FrameDecodeException($"Picture '{name}' is damaged: its size reads as {header.Width}×{header.Height} and as {width}×{height}.");
    }

    private unsafe void Decompress(ReadOnlySpan<byte> jpeg, Frame frame, in JpegHeader header, string name)
    {
        var format = frame.Format == PixelFormat.Gray8 ? TurboJpeg.TJPF_GRAY : TurboJpeg.TJPF_RGB;
        fixed (byte* source = jpeg, destination = frame.Bytes)
        {
            var result = TurboJpeg.tjDecompress2(
                _handle, source, (nuint)jpeg.Length, destination, frame.Width, frame.Planes[0].StrideBytes, frame.Height, format, flags: 0);
            // Padding between picture and end marker is the last that is read: whatever else is wrong would have been said before it.
            if (result != 0 && !Reason.EndsWith("extraneous bytes before marker 0xd9"u8))
                throw Refused(header, name);
        }
    }

    private unsafe ReadOnlySpan<byte> Reason => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(TurboJpeg.tjGetErrorStr2(_handle));

    private FrameDecodeException Refused(in JpegHeader header, string name)
    {
        var reason = Encoding.UTF8.GetString(Reason);
        if (reason.Contains("ampling", StringComparison.Ordinal))
            return new FrameDecodeException($"Picture '{name}': its sampling (factors {header.Sampling:X6}) is not supported ({reason}); save it as 4:2:0.");
        return new FrameDecodeException($"Picture '{name}' is {(header.HasEnd ? "damaged" : "cut off")}: {reason}.");
    }

    /// <summary>The largest right shift, up to 3, at which both sides still cover.</summary>
    private static int ScaleShift(in JpegHeader header, (int Width, int Height) cover)
    {
        for (var shift = 3; shift > 0; shift--)
        {
            if (Scaled(header.Width, shift) >= cover.Width && Scaled(header.Height, shift) >= cover.Height)
                return shift;
        }

        return 0;
    }

    private static int Scaled(int side, int shift) => (side + (1 << shift) - 1) >> shift;
}
