using System.CommandLine;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon models</c>: everything about models of one's own.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Work with models of one's own.")
    {
        ModelsInspect.Create(),
        ModelsAdd.Create(),
        ModelsInstall.Create(),
        ModelsHistory.Create(),
        ModelsRollback.Create(),
        ModelsVerify.Create(),
        ModelsSign.Create(),
        ModelsGet.Create(),
        ModelsList.Create(),
        ModelsQuantize.Create(),
        ModelsBench.Create(),
        DrawScenesCommand.Create(),
    };
}
