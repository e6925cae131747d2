using System.CommandLine;
using EdgeDaemon.Configuration;

namespace EdgeDaemon.Cli;

/// <summary>Where the models are: <c>--models DIR</c>, else what the configuration says, else the usual place.</summary>
internal sealed class ModelsFolder
{
    private readonly Option<string?> _models = new("--models") { Description = "Folder of the models; default: the configuration's.", HelpName = "DIR" };

    /// <summary><c>--config FILE</c>, which goes with it.</summary>
    public Option<string> Config { get; } = CommonOptions.Config();

    /// <summary>Lets a command take both.</summary>
    public void AddTo(Command command)
    {
        command.Add(_models);
        command.Add(Config);
    }

    /// <summary>Null, after saying why, when there is a configuration with an error in it.</summary>
    public string? Find(ParseResult parsed) =>
        parsed.GetValue(_models) ?? (TryLoad(parsed, out var config) ? Of(parsed, config) : null);

    /// <summary>The folder, where the configuration is known.</summary>
    /// <param name="parsed">What was said.</param>
    /// <param name="config">As <see cref="TryLoad"/> gives it.</param>
    public string Of(ParseResult parsed, DaemonConfig? config) => parsed.GetValue(_models) ?? config?.ModelsDirectory ?? DaemonConfig.DefaultModelsDirectory;

    /// <summary>Loads the configuration that was named, or the usual one where there is one; false, after saying why, when there is an error in it.</summary>
    /// <param name="parsed">What was said.</param>
    /// <param name="config">The configuration; null: there is none.</param>
    public bool TryLoad(ParseResult parsed, out DaemonConfig? config)
    {
        var path = parsed.GetRequiredValue(Config);
        var isThere = parsed.GetResult(Config) is { Implicit: false } || File.Exists(path);
        config = isThere ? ConfigFile.LoadOrExplain(path) : null;
        return !isThere || config is not null;
    }
}
