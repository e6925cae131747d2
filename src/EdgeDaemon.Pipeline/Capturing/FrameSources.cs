using System.Collections.Immutable;
using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Ffmpeg;
using EdgeDaemon.Capture.Ingest;
using EdgeDaemon.Capture.Iot.Video;
using EdgeDaemon.Capture.Replay;
using EdgeDaemon.Capture.Rpicam;
using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.Configuration;
using EdgeDaemon.Scenes;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Pipeline.Capturing;

/// <summary>Makes the frame source that a camera's configuration asks for.</summary>
internal static class FrameSources
{
    /// <summary>Makes the source; nothing is opened yet.</summary>
    /// <param name="name">Name of the camera.</param>
    /// <param name="config">What the configuration says of its source.</param>
    /// <param name="inputs">Inputs of the models that will look at the frames, so that decoding goes no further than they need.</param>
    /// <param name="pool">Lends the frames.</param>
    /// <param name="time">Paces and stamps them.</param>
    public static IFrameSource Create(
        string name, SourceConfig config, ImmutableArray<InputSpec> inputs, FramePool pool, TimeProvider time)
    {
        return config switch
        {
            V4l2SourceConfig { Driver: DeviceDriver.Iot } camera => new IotVideoSource(OptionsOf(camera) with { Inputs = inputs }, pool, time),
            V4l2SourceConfig camera => new V4l2Source(OptionsOf(camera) with { Inputs = inputs }, pool, time),
            RpicamSourceConfig camera => new RpicamSource(OptionsOf(camera), pool, time),
            FfmpegSourceConfig video => new FfmpegSource(OptionsOf(video), pool, time),
            NetworkSourceConfig network => new IngestSource(
                new IngestOptions { Camera = name, SocketPath = network.Socket, Width = network.Width, Height = network.Height }, pool, time),
            ReplaySourceConfig replay => new ReplaySource(
                new ReplayOptions { Path = replay.Path, FramesPerSecond = replay.Fps, Loop = replay.Loop, Inputs = inputs }, pool, time),
            SceneSourceConfig scene => new SceneSource(OptionsOf(scene), pool, time),
            _ => throw new ArgumentException($"No source is known for {config.GetType().Name}.", nameof(config)),
        };
    }

    /// <summary>The longest time that may pass between two frames of any camera, when all is well.</summary>
    public static TimeSpan LongestPause(DaemonConfig config) =>
        config.Cameras.Max(camera => TimeSpan.FromSeconds(1 / (RateOf(camera.Source) ?? 1)));

    /// <summary>Frames per second that a source is asked for; null: as many as it gives.</summary>
    public static double? RateOf(SourceConfig config) => config switch
    {
        ReplaySourceConfig replay => replay.Fps,
        SceneSourceConfig scene => scene.Fps,
        V4l2SourceConfig camera => camera.Fps,
        RpicamSourceConfig camera => camera.Fps,
        NetworkSourceConfig camera => camera.Fps,
        FfmpegSourceConfig video => video.Fps,
        _ => null,
    };

    /// <summary>
    /// How long to wait at most before a source that failed is opened again. A camera that is plugged in is to be seen within three
    /// seconds: it is found at one attempt, and at the next one udev has let us in. To try costs a system call, or, of a program, its start.
    /// </summary>
    public static TimeSpan LongestRetry(SourceConfig config) =>
        TimeSpan.FromSeconds(config is RpicamSourceConfig or NetworkSourceConfig or FfmpegSourceConfig ? 2 : 1);

    /// <summary>Must every frame be decided? Only a source that is not bound to time asks for that.</summary>
    public static bool IsLossless(SourceConfig config) =>
        config is ReplaySourceConfig { Fps: null } or FfmpegSourceConfig { Fps: null } or SceneSourceConfig { Fps: null };

    private static V4l2Options OptionsOf(V4l2SourceConfig camera) => new()
    {
        Device = camera.Device,
        Width = camera.Width,
        Height = camera.Height,
        FramesPerSecond = camera.Fps,
        Format = Enum.Parse<CameraFormat>(camera.Format, ignoreCase: true),
        Range = Enum.Parse<CameraRange>(camera.Range, ignoreCase: true),
    };

    private static RpicamOptions OptionsOf(RpicamSourceConfig camera) =>
        new() { Camera = camera.Camera, Width = camera.Width, Height = camera.Height, FramesPerSecond = camera.Fps };

    private static FfmpegOptions OptionsOf(FfmpegSourceConfig video) => new()
    {
        Input = new VideoFile(video.Path, video.Loop),
        Width = video.Width,
        Height = video.Height,
        FramesPerSecond = video.Fps,
    };

    private static SceneOptions OptionsOf(SceneSourceConfig scene) => new()
    {
        Seed = scene.Seed,
        Width = scene.Width,
        Height = scene.Height,
        FramesPerSecond = scene.Fps,
        Loop = scene.Loop,
        Script = [.. scene.Script.Select(step => new SceneScriptStep(Enum.Parse<SceneCondition>(step.Condition, ignoreCase: true), step.Frames))],
    };
}
