using System.CommandLine;

namespace EdgeDaemon.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>Where the configuration is looked for when nothing is said.</summary>
    public const string DefaultConfigPath = "/etc/edgedaemon/edgedaemon.yaml";

    /// <summary><c>--config FILE</c>.</summary>
    public static Option<string> Config() => new("--config", "-c")
    {
        Description = "The configuration file.",
        HelpName = "FILE",
        DefaultValueFactory = _ => DefaultConfigPath,
    };

    /// <summary><c>--model DIR</c>.</summary>
    public static Option<string> Model() => new("--model", "-m")
    {
        Description = "Folder of the model bundle.",
        HelpName = "DIR",
        Required = true,
    };

    /// <summary><c>--model DIR</c> or <c>--model FILE.onnx</c>.</summary>
    public static Option<string> ModelOrFile() => new("--model", "-m")
    {
        Description = "Folder of the model bundle, or a bare ONNX file.",
        HelpName = "DIR|FILE",
        Required = true,
    };

    /// <summary><c>--threads N</c>.</summary>
    public static Option<int> Threads()
    {
        var threads = new Option<int>("--threads")
        {
            Description = "Threads that one model run uses.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 16)
                result.AddError("--threads takes a number from 1 to 16.");
        });
        return threads;
    }

    /// <summary><c>--replace</c>.</summary>
    public static Option<bool> Replace() => new("--replace") { Description = "Put it in the place of a model of the same name, which is kept as an older version." };

    /// <summary>The hidden <c>--supervised</c>: stop when stdin closes.</summary>
    public static Option<bool> Supervised() => new("--supervised")
    {
        Description = "Stop when stdin closes.",
        Hidden = true,
    };
}
