using EdgeDaemon.Capture;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Pipeline.Inferring;

namespace EdgeDaemon.Cli.Doctor.Checks;

/// <summary>Does each model load, and see in its golden pictures what it must see?</summary>
internal static class ModelCheck
{
    public static IEnumerable<Finding> Run(DaemonConfig config, IInferenceSessionFactory sessions)
    {
        var catalog = new ModelCatalog(config);
        var ledger = new ModelLedger(config.Journal.Directory, CommandLine.Fail);
        foreach (var name in ModelCatalog.NamesIn(config))
        {
            yield return Look(sessions, catalog, name, config.InferenceThreads);
            if (ledger.WhyWithdrawn(new ModelVersion(0, catalog.FoldersOf(name)[0], IsInUse: true).Identity) is { } why)
                yield return Finding.Warn($"model {name}", $"the daemon has returned from the version that is installed ({TopicValues.Word(why)})", $"'edgedaemon models rollback {name}', or install a newer one.");
        }
    }

    private static Finding Look(IInferenceSessionFactory sessions, ModelCatalog catalog, string name, int threads)
    {
        var area = $"model {name}";
        try
        {
            using var runner = ModelRunner.Load(sessions, catalog.Open(name), threads);
            var cases = runner.Bundle.GoldenCases;
            if (cases.IsEmpty)
                return Finding.Warn(area, $"it loads and runs; it brings no golden pictures to be tried on; {runner.Engine}");
            using var trial = new GoldenTrial(runner);
            var wrong = trial.Failed();
            return wrong.Count == 0
                ? Finding.Pass(area, $"it sees what it must in {cases.Length} golden pictures; {runner.Timings.Infer.TotalMilliseconds:F0} ms a run; {runner.Engine}")
                : Finding.Fail(area, $"it does not see what it must in {string.Join(", ", wrong)}", "Reinstall the model, or choose another.");
        }
        catch (Exception e) when (e is InferenceException or FrameDecodeException or IOException or UnauthorizedAccessException or DllNotFoundException)
        {
            return Finding.Fail(area, e.Message, "Reinstall the model, or correct 'models.directory' and the camera's 'model'.");
        }
    }
}
