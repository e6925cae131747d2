using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Journal;
using EdgeDaemon.Linux;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.Pipeline.Dismissing;
using EdgeDaemon.Pipeline.Gpio;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Pipeline.Teaching;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Workers;

/// <summary>What the vision process has at its start, and how it opens what it needs: each step says in the log what it did.</summary>
/// <param name="Config">The configuration.</param>
/// <param name="ConfigPath">The file that it came from.</param>
/// <param name="LogLevel">Least severe level of the log.</param>
/// <param name="Logger">Where messages go.</param>
/// <param name="Service">Hears how it does.</param>
/// <param name="Time">The clock.</param>
internal sealed record VisionStart(
    DaemonConfig Config, string ConfigPath, LogLevelSwitch LogLevel, ILogger Logger, ServiceManager Service, TimeProvider Time)
{
    /// <summary>Which versions of the models are used.</summary>
    public ModelChoice Models()
    {
        Service.Status("Loading models.");
        return new ModelChoice(Config, new ModelCatalog(Config), Sessions, new ModelLedger(Config.Journal.Directory, Returned), Returned);
    }

    /// <summary>Takes over versions of models that are installed while cameras run.</summary>
    public ModelSwaps Swaps(LiveConfig live, ModelChoice chosen, ImmutableArray<CameraModels> models, JournalWriter journal)
    {
        for (var camera = 0; camera < models.Length; camera++)
            chosen.Tell((byte)camera, journal);
        return new ModelSwaps(
            live, chosen, new ModelCatalog(Config), bundle => Pipeline.Inferring.ModelLoader.LoadFirst(Sessions, bundle, Config.InferenceThreads, Time),
            [.. models.Select(loaded => loaded.First as LiveModel)], journal, Returned);
    }

    /// <summary>Loads models.</summary>
    public ModelLoader ModelLoader(ModelChoice models) => new(Sessions, models.Open, Config.InferenceThreads, Time);

    /// <summary>Loads the models of a camera.</summary>
    public Func<CameraConfig, CameraModels> LoadWith(ModelLoader loader) => camera =>
    {
        var loaded = loader.LoadFor(camera);
        foreach (var model in loaded.Loaded)
            VisionLog.Model(Logger, camera.Name, model.Bundle.Manifest.Name, model.Bundle.Manifest.Version, model.Engine);
        return loaded;
    };

    /// <summary>Opens the journal for writing, under a new boot epoch.</summary>
    /// <exception cref="JournalException">It cannot be opened, or another process writes it.</exception>
    public JournalWriter OpenJournal(uint tableHash, SystemClock clock)
    {
        var options = JournalOptions.From(Config.Journal) with { Report = Report };
        var journal = JournalWriter.Open(options, new JournalFileSystem(), Time, tableHash);
        journal.ClockSynchronised = clock.IsSynchronised;
        VisionLog.JournalOpen(Logger, Config.Journal.Directory, journal.BootEpoch, tableHash);
        return journal;
    }

    /// <summary>What was dismissed, from the file beside the journal.</summary>
    public Dismissals Dismissals(ImmutableArray<CameraNames> cameras, uint bootEpoch) =>
        new(cameras, bootEpoch, new DismissalFile(Path.Combine(Config.Journal.Directory, "dismissed.txt"), Report), Time);

    /// <summary>What was taught by example, from the file beside the journal; null: the configuration names nothing that can be taught.</summary>
    public Teacher? Teacher(uint bootEpoch) => Config.Cameras.Any(camera => camera.Then.Any(second => second.Teach.Length > 0))
        ? new Teacher(bootEpoch, new ExampleFile(Path.Combine(Config.Journal.Directory, ExampleFile.FileName), Report), Report, Time) : null;

    /// <summary>Keeps feature vectors of events, where that is wanted; otherwise none that were kept stay.</summary>
    public SeenVectors? Seen(ImmutableArray<CameraNames> cameras, uint bootEpoch)
    {
        if (Config.LookAlikes is { } keep)
            return new SeenVectors(Config.Journal.Directory, keep, cameras, bootEpoch, Report, Time);
        SeenVectors.Delete(Config.Journal.Directory);
        return null;
    }

    /// <summary>What was decided about the cameras' privacy, from the file beside the journal.</summary>
    public DecisionFile Decisions() => new(
        Config.Journal.Directory, [.. Config.Cameras.Select(camera => camera.Name)], SystemClock.ReadBootId(), Time.GetElapsedTime(0),
        text => VisionLog.Decisions(Logger, text));

    /// <summary>States in the journal that the activity light was added or taken away.</summary>
    public void NoteLight(JournalWriter journal) => LightLedger.Note(Config.Journal.Directory, Config.Gpio.ActivityLight is not null, journal, Logger);

    private OnnxSessionFactory Sessions { get; } = TriedModels.ForDaemon(Config, text => VisionLog.Trial(Logger, text));

    private void Returned(string text) => VisionLog.Returned(Logger, text);

    private void Report(string text) => VisionLog.Journal(Logger, text);
}
