using Iot.Device.Media;

namespace EdgeDaemon.Capture.Tests.Iot.Video;

/// <summary>A VideoDevice that answers what a test says, as the real one does: failed calls are zeros.</summary>
internal sealed class FakeVideoDevice : VideoDevice
{
    public IReadOnlyList<VideoPixelFormat> Formats { get; init; } = [];

    public IReadOnlyList<Resolution> Sizes { get; init; } = [];

    public Dictionary<VideoDeviceValueType, (int Minimum, int Maximum, int Default, int Current)> Controls { get; } = [];

#pragma warning disable CS0067 // Nothing is captured.
    public override event NewImageBufferReadyEvent? NewImageBufferReady;
#pragma warning restore CS0067

    public override string DevicePath { get; set; } = "";

    public override VideoConnectionSettings Settings { get; } = new(0, (0, 0));

    public override bool IsOpen => true;

    public override bool IsCapturing => false;

    public override bool ImageBufferPoolingEnabled { get; set; }

    public override IEnumerable<VideoPixelFormat> GetSupportedPixelFormats() => Formats;

    public override IEnumerable<Resolution> GetPixelFormatResolutions(VideoPixelFormat format) => Sizes;

    public override VideoDeviceValue GetVideoDeviceValue(VideoDeviceValueType type) => Controls.TryGetValue(type, out var v)
        ? new VideoDeviceValue(type.ToString(), v.Minimum, v.Maximum, 1, v.Default, v.Current)
        : new VideoDeviceValue(type.ToString(), 0, 0, 0, 0, 0);

    public override void Capture(string path) => throw new NotSupportedException();

    public override byte[] Capture() => throw new NotSupportedException();

    public override void StartCaptureContinuous() => throw new NotSupportedException();

    public override void CaptureContinuous(CancellationToken token) => throw new NotSupportedException();

    public override void StopCaptureContinuous() => throw new NotSupportedException();
}
