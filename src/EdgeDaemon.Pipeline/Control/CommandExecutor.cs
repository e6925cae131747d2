using System.Collections.Immutable;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline.Teaching;

namespace EdgeDaemon.Pipeline.Control;

/// <summary>
/// Obeys commands: checks that they make sense here and loosen nothing that they may not (<see cref="CommandRules"/>), does them, and journals each one
/// that took effect. A privacy decision is on disk before it is answered. Used by the inference thread, between two frames.
/// </summary>
/// <param name="cameras">The cameras, by index.</param>
/// <param name="dismissals">What was dismissed; null: this build or configuration has none.</param>
/// <param name="file">Decisions that hold over restarts.</param>
/// <param name="journal">Where obeyed commands are stated.</param>
/// <param name="teacher">What was taught; null: nothing can be.</param>
internal sealed class CommandExecutor(
    ImmutableArray<ICameraControls> cameras, IDismissals? dismissals, DecisionFile file, JournalWriter journal, Teacher? teacher = null)
{
    // What a power cut adds to a pause at most, beside the time that the machine is off.
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMinutes(1);
    private readonly CameraDecisions[] _decisions = [.. cameras.Select((_, i) => file.Of(i))];
    private TimeSpan _saveAt;
    private bool _isSaved = true;

    /// <summary>Obeys what was decided before the last restart.</summary>
    /// <param name="now">Time on the frames' clock.</param>
    public void Restore(TimeSpan now)
    {
        _saveAt = now + SaveEvery;
        for (var i = 0; i < cameras.Length; i++)
            cameras[i].Enforce(_decisions[i]);
    }

    /// <summary>Does what is asked. Of all cameras, those obey for which it loosens nothing that it may not.</summary>
    /// <param name="request">Well-formed.</param>
    /// <param name="isOperator">Does it come from somebody at the device?</param>
    /// <param name="now">Time on the frames' clock.</param>
    public CommandAnswer Execute(in CommandRequest request, bool isOperator, TimeSpan now)
    {
        if (request.Code == CommandCode.List)
            return List(request);
        var answer = CommandAnswer.Of(request.Code, CommandOutcome.Done);
        answer.Outcome = Refusal(request) ?? Apply(request, isOperator ? DecisionOrigin.Operator : DecisionOrigin.Network, now, ref answer.Item);
        if (answer.Outcome == CommandOutcome.Done)
        {
            var id = journal.Append(request.ToRecord());
            (answer.BootEpoch, answer.Sequence) = (id.BootEpoch, id.Sequence);
        }

        return answer;
    }

    /// <summary>Ends pauses whose time is up, and keeps on disk what is not there yet. Cheap; called after each frame.</summary>
    public void Tick(TimeSpan now)
    {
        var (hasEnded, isTimed) = (false, false);
        for (var i = 0; i < cameras.Length; i++)
        {
            var left = _decisions[i].At(now);
            isTimed |= left.IsTimed;
            if (left == _decisions[i])
                continue;
            hasEnded = true;
            _decisions[i] = left;
            cameras[i].Enforce(left);
            if (left.Pause is not null)
                continue;
            var record = LabelRecord.Of(LabelRecordKind.Command, (byte)i);
            record.Value = (uint)CommandCode.Resume;
            journal.Append(record);
        }

        if (hasEnded || (now >= _saveAt && (isTimed || !_isSaved)))
            Save(_decisions, now);
    }

    private CommandOutcome? Refusal(in CommandRequest request)
    {
        if (request.TableHash != journal.TableHash)
            return CommandOutcome.OtherConfiguration;
        if (request.Camera != CommandRequest.AllCameras && request.Camera >= cameras.Length)
            return CommandOutcome.UnknownName;
        if (request.Code is CommandCode.Dismiss or CommandCode.Undismiss)
            return dismissals is null ? CommandOutcome.NotAvailable : null;
        if (request.Code is CommandCode.Teach or CommandCode.Forget)
            return teacher is null ? CommandOutcome.NotAvailable : null;
        if (request.Code != CommandCode.Threshold)
            return null;
        if (request.Camera == CommandRequest.AllCameras || request.Value > CommandRequest.ScoreOne)
            return CommandOutcome.Malformed;
        var labels = cameras[request.Camera].LabelCount;
        return labels == 0 || (request.Label != LabelRecord.NoLabel && request.Label >= labels) ? CommandOutcome.UnknownName : null;
    }

    private CommandOutcome Apply(in CommandRequest request, DecisionOrigin by, TimeSpan now, ref uint item) => request.Code switch
    {
        CommandCode.Dismiss => dismissals!.Dismiss(request.EventBoot, request.EventTrack, out item, by),
        CommandCode.Undismiss => dismissals!.Undo(request.Value, by),
        CommandCode.Threshold => SetThreshold(request, by),
        CommandCode.Teach => teacher!.Teach(request.Camera, request.Label, request.EventBoot, request.EventTrack, by),
        CommandCode.Forget => teacher!.Forget(request.Camera, request.Label, by),
        _ => Decide(request, by, now),
    };

    private CommandOutcome SetThreshold(in CommandRequest request, DecisionOrigin by)
    {
        var (camera, label) = (cameras[request.Camera], request.Label == LabelRecord.NoLabel ? (int?)null : request.Label);
        if (CommandRules.LimitOf(request.Code, by) == CommandLimit.Device && request.Value < Math.Round(camera.DeviceThreshold(label) * CommandRequest.ScoreOne))
            return CommandOutcome.NotStricter;
        camera.SetThreshold(label, request.Value / (double)CommandRequest.ScoreOne, by);
        return CommandOutcome.Done;
    }

    private CommandOutcome Decide(in CommandRequest request, DecisionOrigin by, TimeSpan now)
    {
        var (first, count) = request.Camera == CommandRequest.AllCameras ? (0, cameras.Length) : (request.Camera, 1);
        var (decided, isTaken) = (_decisions.ToArray(), false);
        for (var i = first; i < first + count; i++)
        {
            if (After(request, by, i, now) is not { } next)
                continue;
            decided[i] = next;
            isTaken = true;
        }

        if (!isTaken)
            return CommandOutcome.NotStricter;
        var isSaved = Save(decided, now);
        for (var i = first; i < first + count; i++)
        {
            _decisions[i] = isSaved ? decided[i] : CameraDecisions.Stricter(_decisions[i], decided[i]);
            cameras[i].Enforce(_decisions[i]);
        }

        return isSaved ? CommandOutcome.Done : CommandOutcome.NotSaved;
    }

    /// <summary>What holds for a camera after a command; null: it would loosen what it may not.</summary>
    private CameraDecisions? After(in CommandRequest request, DecisionOrigin by, int camera, TimeSpan now)
    {
        var (before, limit) = (_decisions[camera], CommandRules.LimitOf(request.Code, by));
        if (request.Code == CommandCode.Privacy)
        {
            var (present, configured) = (cameras[camera].Privacy, cameras[camera].ConfiguredPrivacy);
            if (request.Level > (limit == CommandLimit.Present ? present : configured))
                return null;
            // To ask for what holds decides nothing, so that it stays whose decision it was.
            return limit == CommandLimit.Present && request.Level == present ? before
                : before with { Level = request.Level < configured ? new LevelDecision(request.Level, by) : null };
        }

        var end = request.Code == CommandCode.Resume ? now : request.Value > 0 ? now + TimeSpan.FromSeconds(request.Value) : PauseDecision.Endless;
        PauseDecision? pause = request.Code == CommandCode.Resume ? null : new PauseDecision(by, end);
        if (limit == CommandLimit.Device)
            return before.Device?.End > end ? null : before with { Network = pause };
        return before with { Device = pause, Network = null };
    }

    private bool Save(CameraDecisions[] decisions, TimeSpan now)
    {
        _isSaved = file.TrySave(decisions, now);
        _saveAt = now + (_isSaved ? SaveEvery : TryAgainAfter);
        return _isSaved;
    }

    private CommandAnswer List(in CommandRequest request)
    {
        if (dismissals is null)
            return CommandAnswer.Of(request.Code, CommandOutcome.NotAvailable);
        var answer = CommandAnswer.Of(request.Code, CommandOutcome.Done);
        answer.Total = (uint)dismissals.Count;
        if (request.Index >= dismissals.Count)
            return answer;
        var dismissal = dismissals.At(request.Index);
        (answer.Item, answer.Camera, answer.Label) = (dismissal.Number, dismissal.Camera, dismissal.Label);
        (answer.Hits, answer.CreatedMs) = (dismissal.Hits, dismissal.CreatedMs);
        if (dismissal.Box is { } box)
            (answer.Box, answer.Flags) = (box, 1);
        return answer;
    }
}
