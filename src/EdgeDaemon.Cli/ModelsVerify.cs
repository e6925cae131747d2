using System.CommandLine;
using EdgeDaemon.Inference;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon models verify</c>: may every version of a model that is here be used, and does it see what it must?</summary>
internal static class ModelsVerify
{
    public static Command Create() => ModelsPlace.Verb(
        "verify", "Check every version of a model that is here: digests, signature, age, trial, golden pictures; exit 65 when one cannot be used.", ModelsPlace.Name(), Run);

    private static int Run(ModelsPlace place, ParseResult parsed, string name)
    {
        var (versions, all) = place.Find(name);
        using var trust = place.Trust();
        var code = ExitCodes.Ok;
        foreach (var version in all)
        {
            try
            {
                var bundle = versions.Open(version.Folder, trust);
                Console.WriteLine($"{version.Folder}: version {bundle.Manifest.Version} ({bundle.Identity[..16]}), {(bundle.SignedBy is { } key ? $"signed by {key}" : "signed by nobody who is trusted")}; {place.TryOut(bundle)}");
            }
            catch (InferenceException e)
            {
                CommandLine.Fail(e.Message);
                code = ExitCodes.BadData;
            }
        }

        return code;
    }
}
