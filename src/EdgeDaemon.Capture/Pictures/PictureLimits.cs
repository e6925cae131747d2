using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Pictures;

/// <summary>What a picture file may ask of us. All of it is checked from the file's own headers, before memory is taken.</summary>
internal static class PictureLimits
{
    /// <summary>Largest file, in bytes.</summary>
    internal const int MaxFileBytes = 64 << 20;

    /// <summary>Most pixels: what the largest phone and camera sensors in common use deliver.</summary>
    internal const long MaxPixels = 64_000_000;

    /// <summary>Most scans of a JPEG. Encoders write about 10; each scan costs a walk over the whole picture.</summary>
    internal const int MaxScans = 64;

    /// <summary>Most pixels × scans of a JPEG with several scans: 25 megapixels in 10 scans.</summary>
    internal const long MaxPixelScans = 256_000_000;

    /// <summary>Refuses a size that we would not decode.</summary>
    internal static void CheckSize(string name, int width, int height)
    {
        if (width > FramePool.MaxSide || height > FramePool.MaxSide)
        {
            throw new FrameDecodeException(
                $"Picture '{name}' is {width}×{height} pixels; a side may have at most {FramePool.MaxSide}. Scale it down.");
        }

        if ((long)width * height > MaxPixels)
        {
            throw new FrameDecodeException(
                $"Picture '{name}' is {width}×{height}; at most {MaxPixels / 1_000_000} megapixels are decoded. Scale it down.");
        }
    }

    /// <summary>Refuses an empty or huge file.</summary>
    internal static void CheckFile(string name, long bytes)
    {
        if (bytes == 0)
            throw new FrameDecodeException($"Picture '{name}' is empty (0 bytes).");
        if (bytes > MaxFileBytes)
            throw new FrameDecodeException($"Picture '{name}' has more than {MaxFileBytes >> 20} MiB, the largest file that is read.");
    }
}
