using System.Collections.Immutable;
using EdgeDaemon.Capture;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Journal;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>
/// Takes over, while cameras run, a version of a model that was installed: loads it beside the old one on a thread of its own, tests it on its
/// golden pictures, and lets each camera's <see cref="LiveModel"/> try it. When one camera returns from it, all do, and it is withdrawn.
/// Used by the inference thread, but for <see cref="Request"/>.
/// </summary>
/// <param name="live">The configuration.</param>
/// <param name="chosen">Which versions are used.</param>
/// <param name="catalog">The versions that are there.</param>
/// <param name="load">Loads a camera's own model of a bundle.</param>
/// <param name="models">The cameras' own models, by camera; null: it has none.</param>
/// <param name="journal">Hears of each switch.</param>
/// <param name="report">Hears, in one line, what becomes of each version.</param>
internal sealed class ModelSwaps(
    LiveConfig live, ModelChoice chosen, ModelCatalog catalog, Func<ModelBundle, ModelRunner> load, ImmutableArray<LiveModel?> models, JournalWriter journal,
    Action<string> report)
{
    private readonly Queue<string> _waiting = [];
    private readonly bool[] _isTold = new bool[models.Length];
    private string _name = "";
    private Task<Candidate>? _loading;
    private Candidate? _tried;
    private int _isRequested;

    /// <summary>Looks, at the next chance, whether other versions were installed; thread-safe.</summary>
    public void Request() => Interlocked.Exchange(ref _isRequested, 1);

    /// <summary>Goes on with what is under way.</summary>
    /// <returns>Whether a camera uses another version than before, so that its thresholds are to be set anew.</returns>
    public bool Run()
    {
        if (Interlocked.Exchange(ref _isRequested, 0) == 1)
            Look();
        if (_tried is { } tried)
            return Follow(tried);
        if (_loading is null && _waiting.TryDequeue(out var next))
            (_name, _loading) = (next, Task.Run(() => Load(next)));
        if (_loading is { IsCompleted: true })
            Begin();
        return false;
    }

    private void Look()
    {
        foreach (var name in ModelCatalog.NamesIn(live.Current).Except(_waiting).ToArray())
        {
            try
            {
                var identity = ModelBundle.IdentityOf(catalog.FoldersOf(name)[0]);
                if (identity == chosen[name].Identity || (name == _name && (_loading is not null || _tried is not null)))
                    continue;
                if (chosen.Ledger.WhyWithdrawn(identity) is { } why)
                    report($"Model '{name}': the version that is installed was withdrawn ({TopicValues.Word(why)}) and is not taken; 'edgedaemon models rollback {name}' or a newer version clears that up.");
                else if (CamerasOf(name).Any())
                    _waiting.Enqueue(name);
                else
                    report($"Model '{name}': another version was installed; second models and those of camera health are taken over by a restart.");
            }
            catch (Exception e) when (e is InferenceException or IOException or UnauthorizedAccessException)
            {
                report($"Model '{name}': {e.Message}");
            }
        }
    }

    /// <summary>On a thread of its own.</summary>
    private Candidate Load(string name)
    {
        var runners = ImmutableArray.CreateBuilder<ModelRunner>();
        try
        {
            var bundle = catalog.Open(name);
            foreach (var camera in CamerasOf(name))
            {
                var (config, model) = (live.Current.Cameras[camera], models[camera]!);
                if (bundle.Manifest.Task != model.Task || !bundle.Labels.Slugs.SequenceEqual(model.Labels) || bundle.Manifest.Decoder.MaxDetections > model.MaxDetections)
                    throw new NeedsRestartException($"{bundle.Directory}: its task, its labels or the number of its detections are others, which takes a restart.");
                ModelFit.Check(config, bundle, [.. config.Then.Select(second => catalog.Open(second.Model))]);
                runners.Add(load(bundle));
            }

            using var trial = new GoldenTrial(runners[0]);
            var wrong = trial.Failed();
            return new Candidate(bundle.Directory, bundle.Identity, runners.ToImmutable(), wrong.Count == 0 ? "" : string.Join(", ", wrong));
        }
        catch
        {
            foreach (var runner in runners)
                runner.Dispose();
            throw;
        }
    }

    private void Begin()
    {
        var loading = _loading!;
        _loading = null;
        if (loading.Exception?.InnerException is { } failure)
        {
            if (failure is not (InferenceException or FrameDecodeException or IOException or UnauthorizedAccessException))
                throw new InvalidOperationException($"Loading model '{_name}' failed.", failure);
            Keep(failure is NeedsRestartException ? chosen[_name].Note : ModelNote.Unusable, failure.Message);
            return;
        }

        var candidate = loading.Result;
        if (candidate.Wrong.Length > 0)
        {
            foreach (var runner in candidate.Runners)
                runner.Dispose();
            chosen.Ledger.Withdraw(candidate.Identity, ModelNote.Golden);
            Keep(ModelNote.Golden, $"it does not see what it must in {candidate.Wrong}");
            return;
        }

        _tried = candidate;
        foreach (var (camera, runner) in CamerasOf(_name).Zip(candidate.Runners))
        {
            _isTold[camera] = false;
            models[camera]!.Try(new LoadedModel(runner), live.Current.Cameras[camera]);
        }

        report($"Model '{_name}': the version in '{candidate.Folder}' looks at {LiveModel.FramesPerVerdict} frames of each camera in the shadow of the one before.");
    }

    private bool Follow(Candidate candidate)
    {
        var hasSwitched = false;
        foreach (var camera in CamerasOf(_name))
        {
            var model = models[camera]!;
            if (model.Verdict != ModelNote.None)
                return Return(candidate, model.Verdict, camera);
            if (!model.IsSwitched || _isTold[camera])
                continue;
            hasSwitched = _isTold[camera] = true;
            journal.Append(new ModelChange(ModelChange.Own, ModelChange.VersionOf(candidate.Identity), ModelNote.None).ToRecord((byte)camera));
        }

        if (CamerasOf(_name).All(camera => models[camera]!.HasPassed))
        {
            foreach (var camera in CamerasOf(_name))
                models[camera]!.Settle();
            _tried = null;
            chosen.Switch(_name, candidate.Identity, ModelNote.None);
            chosen.Ledger.Prove(candidate.Identity);
            report($"Model '{_name}': the version in '{candidate.Folder}' has taken over.");
        }

        return hasSwitched;
    }

    private bool Return(Candidate candidate, ModelNote why, int judge)
    {
        foreach (var camera in CamerasOf(_name))
            models[camera]!.Return(why);
        _tried = null;
        chosen.Ledger.Withdraw(candidate.Identity, why);
        Keep(why, $"camera '{live.Current.Cameras[judge].Name}' returned from it ({TopicValues.Word(why)})");
        return true;
    }

    /// <summary>The version before goes on; the journal, and so the status, says why.</summary>
    private void Keep(ModelNote why, string text)
    {
        chosen.Switch(_name, chosen[_name].Identity, why);
        foreach (var camera in CamerasOf(_name))
            journal.Append(chosen.ChangeOf(_name, ModelChange.Own).ToRecord((byte)camera));
        report($"Model '{_name}': the version that was installed is not used: {text.TrimEnd('.')}. The one before it goes on.");
    }

    private IEnumerable<int> CamerasOf(string name) => Enumerable.Range(0, models.Length).Where(camera => models[camera] is not null && live.Current.Cameras[camera].Model == name);

    private sealed record Candidate(string Folder, string Identity, ImmutableArray<ModelRunner> Runners, string Wrong);

    private sealed class NeedsRestartException(string message) : InferenceException(message);
}
