using EdgeDaemon.Capture;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Journal;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>
/// Which version of each model the daemon uses: the one that is installed, unless that cannot be used or was withdrawn; then the newest of those
/// before it that can. A version is proven once it has run well for a while; one with which the process ends again and again before that
/// is withdrawn. Used by one thread.
/// </summary>
/// <param name="config">The configuration of the start.</param>
/// <param name="catalog">The versions that are there.</param>
/// <param name="sessions">Loads models.</param>
/// <param name="ledger">How versions did before.</param>
/// <param name="report">Hears, in one line, of each version that is not used, and why.</param>
internal sealed class ModelChoice(DaemonConfig config, ModelCatalog catalog, IInferenceSessionFactory sessions, ModelLedger ledger, Action<string> report)
{
    private readonly Dictionary<string, (string Identity, ModelNote Note)> _chosen = [];

    /// <summary>How versions did.</summary>
    public ModelLedger Ledger => ledger;

    /// <summary>Opens the version of a model that is used, and notes that the process begins with it.</summary>
    /// <exception cref="InferenceException">There is none that can be.</exception>
    public ModelBundle Open(string name)
    {
        var folders = catalog.FoldersOf(name);
        var note = ModelNote.None;
        foreach (var folder in folders[..^1])
        {
            if (TryOpen(name, folder, ref note) is { } bundle)
                return bundle;
        }

        // Nothing is before this one, so it is used whatever is said of it.
        return Use(name, catalog.Open(name, folders[^1]), note);
    }

    /// <summary>The version of a model that is used, and why it is not the newest.</summary>
    public (string Identity, ModelNote Note) this[string name] => _chosen[name];

    /// <summary>Another version of a model is used from here on.</summary>
    public void Switch(string name, string identity, ModelNote note) => _chosen[name] = (identity, note);

    /// <summary>States in the journal which versions a camera runs.</summary>
    public void Tell(byte camera, JournalWriter journal)
    {
        foreach (var (name, place) in ModelCatalog.PlacesOf(config.Cameras[camera]))
            journal.Append(ChangeOf(name, place).ToRecord(camera));
    }

    /// <summary>What a record says of a model that is used.</summary>
    public ModelChange ChangeOf(string name, byte place) =>
        new(place, ModelChange.VersionOf(_chosen[name].Identity), _chosen[name].Note);

    /// <summary>The process has gone on for long enough: the models of a camera that has looked with them are proven, those of others did no harm.</summary>
    public void Prove(int camera, bool hasLooked)
    {
        foreach (var (name, _) in ModelCatalog.PlacesOf(config.Cameras[camera]))
        {
            if (hasLooked)
                ledger.Prove(_chosen[name].Identity);
            else
                ledger.Forget(_chosen[name].Identity);
        }
    }

    /// <summary>The process ends in order: that it was begun says nothing about the models.</summary>
    public void End()
    {
        foreach (var (identity, _) in _chosen.Values)
            ledger.Forget(identity);
    }

    private ModelBundle? TryOpen(string name, string folder, ref ModelNote note)
    {
        var found = ModelNote.Unusable;
        string why;
        try
        {
            if (ledger.WhyWithdrawn(ModelBundle.IdentityOf(folder)) is { } withdrawn)
            {
                (found, why) = (withdrawn, $"it was withdrawn ({TopicValues.Word(withdrawn)})");
            }
            else
            {
                var bundle = catalog.Open(name, folder);
                Use(name, bundle, note);
                RequireFit(name, bundle);
                if (WrongPictures(bundle) is not { Length: > 0 } wrong)
                    return bundle;
                (found, why) = (ModelNote.Golden, $"it does not see what it must in {wrong}");
            }
        }
        catch (Exception e) when (e is InferenceException or FrameDecodeException or IOException or UnauthorizedAccessException)
        {
            why = e.Message;
        }

        note = note == ModelNote.None ? found : note;
        report($"Model '{name}': the version in '{folder}' is not used: {why.TrimEnd('.')}. The one before it is looked at.");
        return null;
    }

    private ModelBundle Use(string name, ModelBundle bundle, ModelNote note)
    {
        Switch(name, bundle.Identity, note);
        ledger.Begin(bundle.Identity);
        return bundle;
    }

    /// <summary>A new version may lack a label that the configuration names.</summary>
    private void RequireFit(string name, ModelBundle bundle)
    {
        foreach (var camera in config.Cameras.Where(camera => camera.Model == name))
            ModelFit.Check(camera, bundle, [.. camera.Then.Select(second => second.Model == name ? bundle : catalog.Open(second.Model))]);
    }

    private string WrongPictures(ModelBundle bundle)
    {
        using var runner = ModelRunner.Load(sessions, bundle, config.InferenceThreads);
        if (ledger.IsProven(bundle.Identity))
            return "";
        using var trial = new GoldenTrial(runner);
        return string.Join(", ", trial.Failed());
    }
}
