using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Pipeline.Dismissing;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Recognition;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline.Following;

/// <summary>
/// From what a camera's frames show to what changed: events of objects or labels, and counts. What it returns is valid until its next call.
/// This one follows nothing, for cameras without a model. Used by the inference thread.
/// </summary>
internal class Follower
{
    /// <summary>Would another frame help to be sure of something?</summary>
    public virtual bool IsUnsettled => false;

    /// <summary>The one for a camera's model: objects are followed where it detects some, labels of the picture otherwise.</summary>
    /// <param name="config">The camera's configuration.</param>
    /// <param name="model">Its model; null: there is nothing to follow.</param>
    /// <param name="events">Numbers the events.</param>
    /// <param name="isDismissed">Was the like of a change dismissed there?</param>
    public static Follower For(CameraConfig config, ILabelModel? model, EventNumbers events, Func<TrackTransition, bool> isDismissed) => model switch
    {
        null => new Follower(),
        { Task: ModelTask.Detection } => new ObjectFollower(config, model, events, isDismissed),
        _ => new LabelFollower(config, model, events),
    };

    /// <summary>Takes in what the frame of that time shows.</summary>
    public virtual ReadOnlySpan<TrackTransition> Observe(TimeSpan at, ModelResult seen) => [];

    /// <summary>Takes in that nothing moves in the frame of that time, which is not looked at.</summary>
    public virtual ReadOnlySpan<TrackTransition> ObserveStill(TimeSpan at) => [];

    /// <summary>Closes every running event, because from <paramref name="at"/> on nobody knows what is there.</summary>
    public virtual ReadOnlySpan<TrackTransition> Interrupt(TimeSpan at) => [];

    /// <summary>Takes over the live keys of a new configuration.</summary>
    public virtual void Apply(CameraConfig config)
    {
    }

    /// <summary>What an event was about, while it runs or soon after; null: no such event is known.</summary>
    public virtual DismissedThing? Find(uint eventNumber) => null;

    /// <summary>Objects whose events run, that are seen now and that a model made a feature vector of.</summary>
    /// <param name="eventNumber">The event of one of them; 0 when there is none.</param>
    public virtual int InView(out uint eventNumber)
    {
        eventNumber = 0;
        return 0;
    }

    /// <summary>The feature vector of an event's object, while it runs or soon after: the mean of its last looks; empty when there is none.</summary>
    public virtual ReadOnlySpan<float> LookOf(uint eventNumber) => [];

    /// <summary>Lets objects be recognised; what cannot be taught anything takes no notice.</summary>
    public virtual PrototypeSet Taught
    {
        set
        {
        }
    }

    /// <summary>Ends an event because somebody says that it was nothing; its object stays silent.</summary>
    public virtual ReadOnlySpan<TrackTransition> EndDismissed(uint eventNumber) => [];

    /// <summary>Something is no longer dismissed: objects that are silent are judged anew.</summary>
    public virtual void Reconsider()
    {
    }
}

/// <summary>Numbers events, from 1, over all cameras of one boot epoch. Used by the inference thread.</summary>
internal sealed class EventNumbers
{
    private uint _last;

    /// <summary>The next number.</summary>
    public uint Next() => ++_last;
}
