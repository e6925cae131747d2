using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Following;
using EdgeDaemon.Pipeline.Gating;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Vision.Gating;

namespace EdgeDaemon.Pipeline;

/// <summary>The way of a frame, from a camera to the journal: every stage, in order, for every camera, and nowhere else.</summary>
internal static class CameraRig
{
    /// <summary>Puts a camera's stages together; its thread is not started yet.</summary>
    /// <param name="camera">Its index among those of <paramref name="device"/>.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="models">Its models, owned from here on.</param>
    /// <param name="device">What it shares with the other cameras.</param>
    public static CameraPipeline Build(int camera, CameraConfig config, CameraModels models, Device device)
    {
        var source = FrameSources.Create(config.Name, config.Source, models.Inputs, device.Pool, device.Time);
        // Frames that are not bound to time are decided in full: between them there is no telling what moves.
        var isLossless = FrameSources.IsLossless(config.Source);
        var cadence = isLossless ? null : new FrameCadence(config.Fps, device.Governor);
        var mask = TrackRules.PrivacyMaskOf(config);
        var motion = isLossless ? null : new MotionGate(TrackRules.MotionOf(config.Motion), TrackRules.MaskOf(config));
        var schedule = new CameraSchedule(config.Schedule, device.Live.Current.Location, device.Time);
        var health = models.Health is { } watcher ? new HealthWatch(config.Health!, watcher) : null;

        return source.Capture(mask, cadence, new CameraSeat(camera, config, device))
            .Newest(device.Frames)
            .Gate(motion, device.Lines.TriggerOf(camera), schedule, health)
            .Infer(models.First)
            .Then(models.Then)
            .Follow(config.Zones, device.Dismissals)
            .Project(config.Privacy)
            .To(device.Journal);
    }
}
