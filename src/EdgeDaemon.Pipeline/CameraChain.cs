using System.Collections.Immutable;
using EdgeDaemon.Capture;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.Pipeline.Dismissing;
using EdgeDaemon.Pipeline.Following;
using EdgeDaemon.Pipeline.Gating;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Pipeline.Projecting;
using EdgeDaemon.Pipeline.Viewing;
using EdgeDaemon.Vision.Gating;
using EdgeDaemon.Vision.Tracking;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Pipeline;

/// <summary>Which camera the stages are for.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Device">What it shares with the others.</param>
internal sealed record CameraSeat(int Index, CameraConfig Config, Device Device);

/// <summary>
/// The joints of <see cref="CameraRig"/>: each link knows the stages before it and offers the one step that may follow, so that they can be put
/// together in one order only.
/// </summary>
internal static class CameraChain
{
    /// <summary>Source to frames, painted over and free of damaged ones.</summary>
    public static Captured Capture(this IFrameSource source, PrivacyMask mask, FrameCadence? cadence, CameraSeat seat) => new(
        seat, new FrameReader(source, mask, cadence, (count, reason) => CaptureThread.LogUndecodable(seat.Device.Logger, seat.Config.Name, count, reason)));

    internal sealed record Captured(CameraSeat Seat, FrameReader Frames)
    {
        /// <summary>All frames to the newest: the camera's thread ends here, and the inference thread takes over.</summary>
        public Newest Newest(FrameExchange frames)
        {
            var (index, config, device) = Seat;
            var access = new CameraAccess(device.Lines.Light, device.Lines.Privacy, new AccessSwitch());
            return new Newest(
                Seat, new CaptureThread(config.Name, Frames, frames.PlaceOf(index), access, FrameSources.LongestRetry(config.Source), device.Logger));
        }
    }

    internal sealed record Newest(CameraSeat Seat, CaptureThread Thread)
    {
        /// <summary>Frames to those that are worth a model run.</summary>
        public Gated Gate(MotionGate? motion, TriggerHold? trigger, CameraSchedule schedule, HealthWatch? health) =>
            new(Seat, Thread, new FrameGate(
                motion, trigger, schedule, health, hasModel: Seat.Config.Model is not null, Seat.Config.When,
                Seat.Config.Then.Select(second => second.When).Prepend(Seat.Config.When).Any(when => when is { AsksDarkness: true })));
    }

    internal sealed record Gated(CameraSeat Seat, CaptureThread Thread, FrameGate FrameGate)
    {
        /// <summary>Frames to what they show; null: the camera has no model.</summary>
        public Inferred Infer(ILabelModel? model) => new(this, model);
    }

    internal sealed record Inferred(Gated Gated, ILabelModel? Model)
    {
        /// <summary>What frames show to more of the same: what second models say of each object.</summary>
        public Looked Then(ImmutableArray<ModelRunner> second) =>
            new(Gated, Model, Model is null ? null : new LookStage(Gated.Seat.Config, Model, second, Gated.Seat.Device.Time));
    }

    internal sealed record Looked(Gated Gated, ILabelModel? Model, LookStage? Look)
    {
        /// <summary>What frames show to what changed.</summary>
        public Followed Follow(ImmutableArray<ZoneConfig> zones, Dismissals? dismissals)
        {
            var (camera, config, device) = Gated.Seat;
            return new Followed(Gated, Look, Follower.For(config with { Zones = zones }, Model, device.Events, IsDismissed), Model is { Task: ModelTask.Detection } ? Model.Labels : []);

            bool IsDismissed(TrackTransition change) =>
                dismissals?.Suppresses((byte)camera, change.LabelIndex, change.Box!.Value, change.Embedding) == true;
        }
    }

    internal sealed record Followed(Gated Gated, LookStage? Look, Follower Follower, ImmutableArray<string> LabelsOfBoxes)
    {
        /// <summary>What changed to what may leave the device.</summary>
        public Projected Project(PrivacyConfig privacy) => new(this, privacy);
    }

    internal sealed record Projected(Followed Before, PrivacyConfig Privacy)
    {
        /// <summary>Records to the journal: the chain is complete.</summary>
        public CameraPipeline To(JournalWriter journal)
        {
            var (((index, config, device), thread, gate), look, follower, labels) = Before;
            var records = new RecordProjector((byte)index, journal)
            {
                TimeRounding = Privacy.TimeRounding,
                Ended = device.Seen is { } seen && look is not null ? Remember : null,
            };
            var terms = CameraTerms.Of(device.Decisions?.Of(index) ?? default, Privacy.Level);
            var view = new CameraView(labels, device.Pool, () => device.Live.Current is var now && now.Cameras[index].Privacy.Console is { } own ? own : now.Console);
            var pipeline = new CameraPipeline(config, terms, thread, gate, look, follower, records, device.Time) { View = view };
            device.Dismissals?.Register((byte)index, pipeline);
            if (look?.Taught is { } names)
                device.Teacher?.Register((byte)index, config.Name, names, follower, pipeline);
            return pipeline;

            void Remember(TrackTransition end)
            {
                if (end.Embedding is not null && look.Then.Select(second => second.VectorModelOf(end.LabelIndex)).FirstOrDefault(model => model is not null) is { } model)
                    seen.Add((byte)index, model, end);
            }
        }
    }
}
