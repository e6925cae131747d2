using EdgeDaemon.Capture.V4l2;

namespace EdgeDaemon.Capture.Tests.V4l2;

/// <summary>Cameras and options that several tests use.</summary>
internal static class TestCameras
{
    public const string Node = "/dev/video0";

    public static readonly V4l2Options Options = new()
    {
        Width = 64,
        Height = 48,
        StallTimeout = TimeSpan.FromSeconds(60),
        FirstFrameTimeout = TimeSpan.FromSeconds(60),
    };

    public static SimulatedFormat[] Offers(params uint[] fourccs) =>
        [.. fourccs.Select(f => new SimulatedFormat(f, [(64, 48), (640, 480), (1280, 720)], [30, 15, 5]))];

    public static SimulatedKernel Machine(SimulatedCamera camera)
    {
        var kernel = new SimulatedKernel();
        kernel.Cameras.Add(Node, camera);
        return kernel;
    }

    /// <summary>The byte that <see cref="Fill"/> puts at a place: different in each frame, row and column.</summary>
    public static byte ByteAt(uint sequence, int position) => (byte)((position * 7) + (position >> 8) + (int)(sequence * 13));

    /// <summary>Fills a whole buffer, padding too.</summary>
    public static int Fill(uint sequence, Span<byte> buffer)
    {
        for (var i = 0; i < buffer.Length; i++)
            buffer[i] = ByteAt(sequence, i);
        return buffer.Length;
    }
}
