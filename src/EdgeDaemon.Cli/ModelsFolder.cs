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
    public string? Find(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(Config);
        return parsed.GetValue(_models)
            ?? (parsed.GetResult(Config) is { Implicit: false } || File.Exists(path) ? ConfigFile.LoadOrExplain(path)?.ModelsDirectory : DaemonConfig.DefaultModelsDirectory);
    }
}
