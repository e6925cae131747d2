using System.CommandLine;
using EdgeDaemon.Inference.Models;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon models rollback</c>: an older version of a model is used again.</summary>
internal static class ModelsRollback
{
    public static Command Create()
    {
        var to = new Option<int?>("--to") { Description = "Number of the version, as 'models history' shows it; default: the one before that in use.", HelpName = "N" };
        var command = ModelsPlace.Verb("rollback", "Return to an older version of a model that is still here.", ModelsPlace.Name(), (place, parsed, name) => Run(place, parsed.GetValue(to), name));
        command.Add(to);
        return command;
    }

    private static int Run(ModelsPlace place, int? number, string name)
    {
        var (versions, all) = place.Find(name);
        var target = number is { } wanted ? all.FirstOrDefault(version => version.Number == wanted) : versions.Usable().Skip(1).FirstOrDefault(version => !place.Store.IsAbandoned(version));
        if (target is null)
            throw new ModelBundleException($"'{name}' has no {(number is null ? "version before the one in use" : $"version {number}")}; 'edgedaemon models history {name}' lists those that are here.");
        using var trust = place.Trust();
        var bundle = versions.Open(target.Folder, trust);
        var tried = place.TryOut(bundle);
        if (!target.IsInUse)
            place.Store.Use(name, target.Number);
        place.Ledger?.Forget(bundle.Identity);
        Console.WriteLine($"{place.Store.PathOf(name)}: version {bundle.Manifest.Version} ({bundle.Identity[..16]}) is in use from now on");
        Console.WriteLine($"  tried     {tried}");
        ModelsPlace.SayReload();
        return ExitCodes.Ok;
    }
}
