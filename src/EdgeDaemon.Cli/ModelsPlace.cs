using System.CommandLine;
using System.Globalization;
using EdgeDaemon.Capture;
using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Linux;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Inferring;

namespace EdgeDaemon.Cli;

/// <summary>Where the commands that manage versions of models work: the configuration's models directory, under its rules on signatures.</summary>
/// <param name="Config">The configuration; null: there is none, and nothing is said of signatures.</param>
/// <param name="Directory">The models directory.</param>
internal sealed record ModelsPlace(DaemonConfig? Config, string Directory)
{
    private const int MostManifestBytes = 1 << 20;

    /// <summary>The versions that are there.</summary>
    public BundleStore Store => new(Directory) { IsAbandoned = version => Ledger?.WhyWithdrawn(version.Identity) is not null };

    /// <summary>How versions did in the daemon; null: nothing is known of one.</summary>
    public ModelLedger? Ledger => Config is null ? null : new(Config.Journal.Directory, CommandLine.Fail);

    /// <summary>Whose models are taken.</summary>
    /// <exception cref="ModelBundleException">A key cannot be used.</exception>
    public ModelTrust Trust() => Config is null ? ModelTrust.Anybody : ModelTrust.Of(Config);

    /// <summary>Makes a command of <c>models</c> that has <c>--config</c> and <c>--models</c>.</summary>
    /// <param name="name">The verb.</param>
    /// <param name="description">What it does.</param>
    /// <param name="argument">What it is given.</param>
    /// <param name="run">Does it; gives the exit code.</param>
    public static Command Verb(string name, string description, Argument<string> argument, Func<ModelsPlace, ParseResult, string, int> run)
    {
        var models = new ModelsFolder();
        var command = new Command(name, description) { argument };
        models.AddTo(command);
        // Whatever folder is named: a configuration that is there says who is trusted.
        command.SetAction(parsed => models.TryLoad(parsed, out var config)
            ? run(new ModelsPlace(config, models.Of(parsed, config)), parsed, parsed.GetRequiredValue(argument))
            : ExitCodes.Config);
        return command;
    }

    /// <summary>The argument <c>NAME</c>.</summary>
    public static Argument<string> Name() => new("NAME") { Description = "Name of the model." };

    /// <summary>The versions of a model, the newest first; at least one.</summary>
    /// <exception cref="ModelBundleException">There is none.</exception>
    public (ModelVersions Versions, IReadOnlyList<ModelVersion> All) Find(string name)
    {
        if (!Slug.IsValid(name))
            throw new FormatException($"NAME takes {YamlTypes.Slug.Allowed}, not '{name}'.");
        var versions = Store.Versions(name);
        return versions.All() is { IsEmpty: false } all ? (versions, all) : throw new ModelBundleException($"model '{name}' is not in '{Directory}'.");
    }

    /// <summary>Loads a bundle as the daemon does, trial included, and looks at its golden pictures.</summary>
    /// <exception cref="InferenceException">It failed, or does not see what it must.</exception>
    public string TryOut(ModelBundle bundle)
    {
        using var runner = ModelRunner.Load(TriedModels.ForTools(Config), bundle, intraOpThreads: 1);
        using var trial = new GoldenTrial(runner);
        try
        {
            if (trial.Failed() is { Count: > 0 } wrong)
                throw new ModelBundleException($"{bundle.Directory}: it does not see what it must in {string.Join(", ", wrong)}; take a model that was tested, or correct {GoldenCase.FileName}.");
        }
        catch (FrameDecodeException e)
        {
            throw new ModelBundleException(e.Message);
        }

        return bundle.GoldenCases.Length > 0 ? $"loads, and sees what it must in {bundle.GoldenCases.Length} golden pictures" : "loads; it brings no golden pictures to be tried on";
    }

    /// <summary>Says how a daemon that runs takes it over.</summary>
    public static void SayReload() => Console.WriteLine("  next      'systemctl reload edgedaemon-vision' takes it over while cameras run, a restart of it at once");

    /// <summary>One line about a version.</summary>
    public string Describe(ModelVersion version)
    {
        try
        {
            var identity = ModelBundle.IdentityOf(version.Folder);
            var manifest = ModelManifest.Parse(RegularFile.Read(Path.Combine(version.Folder, ModelManifest.FileName), MostManifestBytes), version.Folder);
            var fate = Ledger?.WhyWithdrawn(identity) is { } why ? $"withdrawn: {TopicValues.Word(why)}" : Ledger?.IsProven(identity) == true ? "proven" : "";
            return string.Create(CultureInfo.InvariantCulture, $"{(version.IsInUse ? '*' : ' ')} {version.Number,3}  {manifest.Version,-10} {identity[..16]}  {File.GetLastWriteTimeUtc(Path.Combine(version.Folder, "SHA256SUMS")):yyyy-MM-dd HH:mm} UTC  {(File.Exists(Path.Combine(version.Folder, ModelTrust.SignatureFileName)) ? "signed" : "unsigned"),-8}  {fate}").TrimEnd();
        }
        catch (Exception e) when (e is InferenceException or IOException or UnauthorizedAccessException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{(version.IsInUse ? '*' : ' ')} {version.Number,3}  damaged: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
