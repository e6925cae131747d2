using System.CommandLine;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon models history</c>: the versions of a model that are on the device.</summary>
internal static class ModelsHistory
{
    public static Command Create() => ModelsPlace.Verb(
        "history", "List the versions of a model that are here: number, version, digest, since when, signed or not, and how it did.", ModelsPlace.Name(), Run);

    private static int Run(ModelsPlace place, ParseResult parsed, string name)
    {
        foreach (var version in place.Find(name).All)
            Console.WriteLine(CommandLine.Printable(place.Describe(version)));
        return ExitCodes.Ok;
    }
}
