using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.Pipeline.Following;
using EdgeDaemon.Vision.Recognition;

namespace EdgeDaemon.Pipeline.Teaching;

/// <summary>
/// "This is the red van": keeps the feature vectors of objects that somebody gave a name, and lets cameras recognise their like. The names are the
/// configuration's; only examples come at run time. Used by the inference thread.
/// </summary>
/// <param name="bootEpoch">Epoch whose events are known here.</param>
/// <param name="file">Where the examples are kept.</param>
/// <param name="trouble">Hears which examples are not used, and why.</param>
/// <param name="time">Tells when they were taught.</param>
internal sealed class Teacher(uint bootEpoch, ExampleFile file, Action<string> trouble, TimeProvider time)
{
    /// <summary>Most examples of a thing: with more, the oldest go.</summary>
    public const int MostExamples = 16;

    private readonly Dictionary<byte, Pupil> _pupils = [];
    private List<TaughtExample> _examples = file.Load();

    /// <summary>A camera that can be taught; it recognises what it was taught before.</summary>
    /// <param name="camera">Its index.</param>
    /// <param name="name">Its slug.</param>
    /// <param name="names">What it can be taught.</param>
    /// <param name="objects">Follows its objects.</param>
    /// <param name="pipeline">Knows its privacy level.</param>
    public void Register(byte camera, string name, TaughtNames names, Follower objects, CameraPipeline pipeline)
    {
        var pupil = _pupils[camera] = new Pupil(name, names, objects, pipeline);
        var foreign = _examples.Count(example => example.Camera == name && example.Model != names.Model);
        if (foreign > 0)
            trouble($"{foreign} examples of camera '{name}' were made by another version of its model and are not compared; teach them again, or go back to that version.");
        Learn(pupil);
    }

    /// <summary>Takes an object as an example of a thing.</summary>
    /// <param name="camera">Index of the camera.</param>
    /// <param name="subLabel">The thing: index among the camera's sub-labels.</param>
    /// <param name="boot">Boot epoch of the object's event.</param>
    /// <param name="track">Number of the event; 0: the only object in view is meant.</param>
    /// <param name="by">Who says so; the network's examples take the place of none of the operator's.</param>
    public CommandOutcome Teach(byte camera, int subLabel, uint boot, uint track, DecisionOrigin by)
    {
        if (Find(camera, subLabel) is not var (pupil, label))
            return CommandOutcome.UnknownName;
        // Less than this may not even be told apart from nothing in view, and no sub-label would come of it.
        if (pupil.Pipeline.Privacy < PrivacyLevel.Track)
            return CommandOutcome.NotAllowed;
        if (track != 0 && boot != bootEpoch)
            return CommandOutcome.UnknownEvent;
        if (track == 0 && pupil.Objects.InView(out track) is var seen and not 1)
            return seen == 0 ? CommandOutcome.NoObject : CommandOutcome.Ambiguous;
        float[] look = [.. pupil.Objects.LookOf(track)];
        if (look.Length == 0)
            return CommandOutcome.UnknownEvent;
        var known = _examples.Where(example => IsOf(example, pupil, label)).ToList();
        var oldest = known.Count < MostExamples ? null : known.Find(example => MayReplace(example, CommandCode.Teach, by));
        if (known.Count >= MostExamples && oldest is null)
            return CommandOutcome.NotStricter;
        return Keep(pupil, [
            .. _examples.Where(example => example != oldest),
            new TaughtExample(pupil.Camera, label, pupil.Names.Model, time.GetUtcNow().ToUnixTimeMilliseconds(), by, look),
        ]);
    }

    /// <summary>Forgets a thing: its examples by every model.</summary>
    /// <param name="camera">Index of the camera.</param>
    /// <param name="subLabel">The thing: index among the camera's sub-labels.</param>
    /// <param name="by">Who says so; the network makes nothing forgotten that the operator taught.</param>
    public CommandOutcome Forget(byte camera, int subLabel, DecisionOrigin by)
    {
        if (Find(camera, subLabel) is not var (pupil, label))
            return CommandOutcome.UnknownName;
        var known = _examples.Where(example => example.Camera == pupil.Camera && example.Label == label).ToList();
        if (known.Count == 0)
            return CommandOutcome.UnknownItem;
        return known.TrueForAll(example => MayReplace(example, CommandCode.Forget, by)) ? Keep(pupil, [.. _examples.Except(known)]) : CommandOutcome.NotStricter;
    }

    private static bool MayReplace(TaughtExample example, CommandCode code, DecisionOrigin by) =>
        example.By != DecisionOrigin.Operator || CommandRules.LimitOf(code, by) != CommandLimit.Device;

    private static bool IsOf(TaughtExample example, Pupil pupil, string label) =>
        example.Camera == pupil.Camera && example.Label == label && example.Model == pupil.Names.Model;

    private (Pupil Pupil, string Label)? Find(byte camera, int subLabel) =>
        _pupils.TryGetValue(camera, out var pupil) && subLabel - pupil.Names.FirstSubLabel is var index && index >= 0 && index < pupil.Names.Names.Length
            ? (pupil, pupil.Names.Names[index]) : null;

    private CommandOutcome Keep(Pupil pupil, List<TaughtExample> examples)
    {
        if (!file.TrySave(examples))
            return CommandOutcome.NotSaved;
        _examples = examples;
        Learn(pupil);
        return CommandOutcome.Done;
    }

    private void Learn(Pupil pupil) => pupil.Objects.Taught = new PrototypeSet(
        pupil.Names.Names.SelectMany((name, i) => _examples.Where(example => IsOf(example, pupil, name)).Select(example => (pupil.Names.FirstSubLabel + i, example.Vector))));

    private sealed record Pupil(string Camera, TaughtNames Names, Follower Objects, CameraPipeline Pipeline);
}
