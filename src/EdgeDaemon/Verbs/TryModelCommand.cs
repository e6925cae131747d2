using System.CommandLine;
using EdgeDaemon.Inference.Trials;

namespace EdgeDaemon.Verbs;

/// <summary>The hidden <c>edgedaemon try-model</c>: this program as it starts itself to try a model. For programs, not for people.</summary>
internal static class TryModelCommand
{
    public static Command Create()
    {
        var command = new Command(TrialProcess.Verb, "Try the model on standard input, under limits of the kernel, and say how it went.") { Hidden = true };
        command.SetAction(_ => TrialProcess.Run());
        return command;
    }
}
