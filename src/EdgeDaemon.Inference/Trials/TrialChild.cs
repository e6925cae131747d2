using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeDaemon.Inference.OnnxRuntime;

namespace EdgeDaemon.Inference.Trials;

/// <summary>The trial of one model as its parent sees it: this very program, started again to try the model, and ended when it takes too long.</summary>
internal static class TrialChild
{
    private const int MostAnswerBytes = 16 << 10;
    private const int SignalBase = 128;

    // What the loader and the runtime have a use for. Nothing of the service manager's, no diagnostics.
    private static readonly string[] Passed = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64"];

    /// <summary>Tries a model.</summary>
    /// <param name="request">What is tried.</param>
    /// <param name="model">The bytes, which are handed over as they are.</param>
    /// <exception cref="InferenceException">There was no trial: the process cannot be started.</exception>
    public static TrialResult Run(TrialRequest request, byte[] model)
    {
        using var process = Start();
        // Each on a thread of its own: the process may end, or never do anything, at any point.
        var feed = Task.Run(() => Feed(process.StandardInput.BaseStream, request, model));
        var answer = Task.Run(() => ReadStart(process.StandardOutput.BaseStream));
        var words = Task.Run(() => ReadStart(process.StandardError.BaseStream));
        var ended = process.WaitForExit(request.Limits.Deadline);
        if (!ended)
            process.Kill();
        process.WaitForExit();
        Task.WaitAll(feed, answer, words);
        if (!ended)
            return Failed(string.Create(CultureInfo.InvariantCulture, $"it was not done after {request.Limits.Deadline.TotalSeconds:0.###} s"));
        return process.ExitCode == 0 && TrialResult.Parse(answer.Result.TrimEnd('\n')) is { } result ? result : Failed(EndOf(process.ExitCode, request, words.Result));

        TrialResult Failed(string why) => TrialResult.Failed($"Model '{TrialResult.NoName}' failed its trial: {why}.");
    }

    private static Process Start()
    {
        // A native program by the name it was started by, where that is a path: under an emulator it is the script that starts the emulator.
        var name = Environment.GetCommandLineArgs()[0];
        var program = Path.IsPathRooted(name) && !name.EndsWith(".dll", StringComparison.Ordinal) ? name
            : Environment.ProcessPath ?? throw new InferenceException("A model cannot be tried: the path of this program is not known.");
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        // A program that 'dotnet' runs is named behind it.
        if (Path.GetFileName(program) == "dotnet")
            start.ArgumentList.Add(Path.GetFullPath(name));
        start.ArgumentList.Add(TrialProcess.Verb);
        foreach (var variable in start.Environment.Keys.Except(Passed).ToList())
            start.Environment.Remove(variable);
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InferenceException($"A model cannot be tried: '{program}' cannot be started again ({e.Message}).", e);
        }
    }

    private static void Feed(Stream input, TrialRequest request, byte[] model)
    {
        try
        {
            using var writer = new BinaryWriter(input, Encoding.UTF8);
            request.Write(writer);
            writer.Write(model.Length);
            writer.Write(model);
        }
        catch (IOException)
        {
            // It has ended already; how, its exit code tells.
        }
    }

    /// <summary>The start of what it writes; all of it is read, so that it never waits for us.</summary>
    private static string ReadStart(Stream stream)
    {
        var start = new byte[MostAnswerBytes];
        try
        {
            var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            stream.CopyTo(Stream.Null);
            return Encoding.UTF8.GetString(start, 0, length);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string EndOf(int code, TrialRequest request, string words)
    {
        var said = words.Split('\n').FirstOrDefault(line => line.Trim().Length > 0) is { } line ? $" ({OnnxFailure.OneLine(line).TrimEnd('.')})" : "";
        return (code - SignalBase) switch
        {
            24 => string.Create(CultureInfo.InvariantCulture, $"it used more than {request.Limits.ProcessorTime.TotalSeconds:0} s of a processor"),
            9 => "it was killed, as the kernel does when the machine or the service runs out of memory",
            4 or 6 or 7 or 8 or 11 => $"it crashed the process that tried it, with {NameOf(code - SignalBase)}{said}",
            25 => "it tried to write a file",
            _ => string.Create(CultureInfo.InvariantCulture, $"the process that tried it ended with {code} and no answer{said}"),
        };
    }

    private static string NameOf(int signal) => signal switch { 4 => "SIGILL", 6 => "SIGABRT", 7 => "SIGBUS", 8 => "SIGFPE", _ => "SIGSEGV" };
}
