using System.Collections.Immutable;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;

namespace EdgeDaemon.Pipeline.Control;

/// <summary>
/// Obeys commands: checks that they make sense here, does them, and journals each one that took effect. Used by the inference
/// thread, between two frames.
/// </summary>
/// <param name="cameras">The cameras, by index.</param>
/// <param name="dismissals">What was dismissed; null: this build or configuration has none.</param>
/// <param name="memory">Privacy levels that hold over restarts.</param>
/// <param name="journal">Where obeyed commands are stated.</param>
internal sealed class CommandExecutor(
    ImmutableArray<ICameraControls> cameras, IDismissals? dismissals, PrivacyMemory memory, JournalWriter journal)
{
    private readonly TimeSpan?[] _resumeAt = new TimeSpan?[cameras.Length];

    /// <summary>Applies the privacy levels that were set before the last restart.</summary>
    public void Restore()
    {
        for (var i = 0; i < cameras.Length; i++)
        {
            if (memory.LevelOf(i) is { } level && level < cameras[i].Privacy)
                cameras[i].SetPrivacy(level);
        }
    }

    /// <summary>Does what is asked.</summary>
    /// <param name="request">Well-formed.</param>
    /// <param name="isOperator">May it loosen privacy, up to what the configuration says?</param>
    /// <param name="now">Time on the frames' clock.</param>
    public CommandAnswer Execute(in CommandRequest request, bool isOperator, TimeSpan now)
    {
        if (request.Code == CommandCode.List)
            return List(request);
        if (Refusal(request, isOperator) is { } refusal)
            return CommandAnswer.Of(request.Code, refusal);
        var answer = CommandAnswer.Of(request.Code, CommandOutcome.Done);
        answer.Outcome = Apply(request, now, ref answer.Item);
        if (answer.Outcome == CommandOutcome.Done)
        {
            var id = journal.Append(request.ToRecord());
            (answer.BootEpoch, answer.Sequence) = (id.BootEpoch, id.Sequence);
        }

        return answer;
    }

    /// <summary>Ends pauses whose time is up. Cheap; called after each frame.</summary>
    public void Tick(TimeSpan now)
    {
        for (var i = 0; i < _resumeAt.Length; i++)
        {
            if (_resumeAt[i] is not { } at || now < at)
                continue;
            _resumeAt[i] = null;
            cameras[i].Resume();
            var record = LabelRecord.Of(LabelRecordKind.Command, (byte)i);
            record.Value = (uint)CommandCode.Resume;
            journal.Append(record);
        }
    }

    private CommandOutcome? Refusal(in CommandRequest request, bool isOperator)
    {
        if (request.TableHash != journal.TableHash)
            return CommandOutcome.OtherConfiguration;
        if (request.Camera != CommandRequest.AllCameras && request.Camera >= cameras.Length)
            return CommandOutcome.UnknownName;
        switch (request.Code)
        {
            case CommandCode.Threshold:
                if (request.Camera == CommandRequest.AllCameras || request.Value > CommandRequest.ScoreOne)
                    return CommandOutcome.Malformed;
                var labels = cameras[request.Camera].LabelCount;
                return labels == 0 || (request.Label != LabelRecord.NoLabel && request.Label >= labels) ? CommandOutcome.UnknownName : null;
            case CommandCode.Privacy:
                foreach (var camera in Chosen(request))
                {
                    var limit = isOperator ? cameras[camera].ConfiguredPrivacy : cameras[camera].Privacy;
                    if (request.Level > limit)
                        return CommandOutcome.NotStricter;
                }

                return null;
            case CommandCode.Dismiss or CommandCode.Undismiss:
                return dismissals is null ? CommandOutcome.NotAvailable : null;
            default:
                return null;
        }
    }

    private CommandOutcome Apply(in CommandRequest request, TimeSpan now, ref uint item)
    {
        switch (request.Code)
        {
            case CommandCode.Dismiss:
                return dismissals!.Dismiss(request.EventBoot, request.EventTrack, out item);
            case CommandCode.Undismiss:
                return dismissals!.Undo(request.Value);
        }

        foreach (var camera in Chosen(request))
            Apply(request, camera, now);
        if (request.Code == CommandCode.Privacy)
            memory.Save();
        return CommandOutcome.Done;
    }

    private void Apply(in CommandRequest request, int camera, TimeSpan now)
    {
        switch (request.Code)
        {
            case CommandCode.Pause:
                _resumeAt[camera] = request.Value > 0 ? now + TimeSpan.FromSeconds(request.Value) : null;
                cameras[camera].Pause();
                break;
            case CommandCode.Resume:
                _resumeAt[camera] = null;
                cameras[camera].Resume();
                break;
            case CommandCode.Threshold:
                cameras[camera].SetThreshold(request.Label == LabelRecord.NoLabel ? null : request.Label, request.Value / (double)CommandRequest.ScoreOne);
                break;
            case CommandCode.Privacy:
                cameras[camera].SetPrivacy(request.Level);
                memory.Set(camera, request.Level < cameras[camera].ConfiguredPrivacy ? request.Level : null);
                break;
        }
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

    private Range Indices(byte camera) => camera == CommandRequest.AllCameras ? ..cameras.Length : camera..(camera + 1);

    private IEnumerable<int> Chosen(in CommandRequest request)
    {
        var (start, length) = Indices(request.Camera).GetOffsetAndLength(cameras.Length);
        return Enumerable.Range(start, length);
    }
}
