using EdgeDaemon.Capture.Interop;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>The rate of a capture device.</summary>
internal static unsafe class V4l2Rate
{
    private const uint Thousandths = 1000;

    /// <summary>Asks for a rate and takes what the driver makes of it.</summary>
    /// <param name="kernel">What carries the call.</param>
    /// <param name="descriptor">The device.</param>
    /// <param name="framesPerSecond">What is asked for.</param>
    /// <param name="error">The error number; 0 when it succeeded.</param>
    /// <returns>Frames per second; null when the driver does not tell.</returns>
    internal static double? Set(IVideoKernel kernel, int descriptor, double framesPerSecond, out int error)
    {
        var parameters = new v4l2_streamparm
        {
            type = V4l2Abi.V4L2_BUF_TYPE_VIDEO_CAPTURE,
            timeperframe = new v4l2_fract { numerator = Thousandths, denominator = (uint)Math.Round(framesPerSecond * Thousandths) },
        };
        var result = kernel.Ioctl(descriptor, V4l2Abi.VIDIOC_S_PARM, &parameters);
        error = result < 0 ? -result : 0;
        return result >= 0 && parameters.timeperframe is { numerator: > 0, denominator: > 0 } interval
            ? (double)interval.denominator / interval.numerator
            : null;
    }
}
