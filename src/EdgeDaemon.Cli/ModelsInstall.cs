using System.CommandLine;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon models install</c>: a bundle from outside becomes the newest version of its model.</summary>
internal static class ModelsInstall
{
    public static Command Create() => ModelsPlace.Verb(
        "install", "Install a model bundle, or a newer version of it: check its signature, try it, test it on its golden pictures, and use it.",
        new Argument<string>("FILE|FOLDER") { Description = "A tar archive or a folder with a model bundle." }, Run);

    private static int Run(ModelsPlace place, ParseResult parsed, string source)
    {
        if (!Path.Exists(source))
            throw new FileNotFoundException($"{source}: no such file or folder.");
        var tried = "";
        using var trust = place.Trust();
        var (bundle, replaced) = place.Store.Install(source, trust, candidate => tried = place.TryOut(candidate));
        var name = bundle.Manifest.Name;
        Console.WriteLine($"{place.Store.PathOf(name)}: version {bundle.Manifest.Version} ({bundle.Identity[..16]}) {replaced switch { null => "was in use already", true => "installed; it is in use from now on", false => "installed" }}");
        Console.WriteLine($"  signed    {(bundle.SignedBy is { } key ? $"by {key}" : "by nobody who is trusted")}");
        if (replaced is null)
            return ExitCodes.Ok;
        Console.WriteLine($"  tried     {tried}");
        if (replaced is true)
            Console.WriteLine($"  before    is kept in {place.Store.PreviousPathOf(name)}; 'edgedaemon models rollback {name}' returns to it");
        // Somebody here wants it, whatever became of it before.
        place.Ledger?.Forget(bundle.Identity);
        ModelsPlace.SayReload();
        return ExitCodes.Ok;
    }
}
