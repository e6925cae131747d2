namespace EdgeDaemon.Capture.Tests.V4l2;

/// <summary>Fills a buffer: the driver's count of the frame, and where to. It returns the bytes that it filled.</summary>
public delegate int FrameFiller(uint sequence, Span<byte> buffer);

/// <summary>A format of a simulated camera.</summary>
public sealed record SimulatedFormat(uint Fourcc, (int Width, int Height)[] Sizes, double[] Rates);

/// <summary>
/// A camera with a driver that behaves as the kernel's documentation says, or as broken ones do. It makes a frame whenever it is
/// waited for, or, with a rate, when that much time has passed.
/// </summary>
public sealed class SimulatedCamera
{
    public string Card { get; init; } = "Simulated camera";

    public string Driver { get; init; } = "simcam";

    public string Bus { get; init; } = "usb-sim-1.1";

    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Capabilities of the node; capture and streaming.</summary>
    public uint Capabilities { get; init; } = V4l2Constants.CaptureAndStreaming;

    public IReadOnlyList<SimulatedFormat> Formats { get; init; } = [];

    /// <summary>Bytes that the driver adds to each row of the first plane.</summary>
    public int RowPadding { get; init; }

    public uint Quantization { get; init; }

    public uint ColorSpace { get; init; } = 8;

    /// <summary>Fills the frames; without it they are 0.</summary>
    public FrameFiller Fill { get; set; } = (_, buffer) => buffer.Length;

    /// <summary>Frames come by this clock at this rate; null: whenever they are waited for.</summary>
    public (TimeProvider Time, double FramesPerSecond)? Pace { get; init; }

    /// <summary>The driver stamps frames on the monotonic clock, with this.</summary>
    public Func<TimeSpan>? MonotonicClock { get; init; }

    /// <summary>The size that the driver makes of whatever it is asked for.</summary>
    public (int Width, int Height)? Insists { get; init; }

    /// <summary>First count of the driver.</summary>
    public uint FirstSequence { get; init; }

    // ---- faults, to be set while it runs ----

    /// <summary>The next call of this request fails with this error number, once.</summary>
    public Dictionary<uint, int> FailOnce { get; } = [];

    /// <summary>No frame comes.</summary>
    public bool IsStalled { get; set; }

    /// <summary>Frames are marked as damaged.</summary>
    public bool IsDamaging { get; set; }

    /// <summary>The driver says that it is in an error state but gives no reason.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Frames that the driver counts but does not deliver, before each one that it does.</summary>
    public uint Skips { get; set; }

    /// <summary>Frames that are made at once when one is waited for.</summary>
    public int Burst { get; set; } = 1;

    public bool IsPlugged { get; set; } = true;
}

/// <summary>What tests need of the kernel's constants.</summary>
public static class V4l2Constants
{
    public const uint Yuyv = 0x56595559;
    public const uint Nv12 = 0x3231564e;
    public const uint Yu12 = 0x32315559;
    public const uint Grey = 0x59455247;
    public const uint Mjpeg = 0x47504a4d;
    public const uint Bayer = 0x31384142;
    public const uint CaptureAndStreaming = 0x04000001;
}
