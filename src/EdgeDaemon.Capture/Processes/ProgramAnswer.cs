using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace EdgeDaemon.Capture.Processes;

/// <summary>What a program said that was asked something and ended: both of its outputs, one after the other, up to a limit.</summary>
/// <param name="Text">Standard output, then standard error.</param>
/// <param name="Code">Its exit code.</param>
internal sealed record ProgramAnswer(string Text, int Code)
{
    private const int MostCharacters = 64 * 1024;
    private const int MostShown = 200;

    /// <summary>Runs a program to its end. Both outputs are read all the time, so that it never blocks, however much it says.</summary>
    /// <exception cref="FrameSourceException">It cannot be started, or does not end in time; then it is ended.</exception>
    internal static ProgramAnswer Of(string program, IEnumerable<string> arguments, TimeSpan patience)
    {
        try
        {
            using var process = Process.Start(ChildProgram.StartInfo(program, arguments))!;
            process.StandardInput.Close();
            var output = Task.Run(() => ReadAll(process.StandardOutput));
            var error = Task.Run(() => ReadAll(process.StandardError));
            if (!process.WaitForExit(patience))
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit(patience);
                throw new FrameSourceException($"'{Path.GetFileName(program)}' has not answered for {patience.TotalSeconds:0.#} s; it was ended.");
            }

            // A child of the program may hold its outputs open; what came until then is the answer.
            Task.WaitAll([output, error], patience);
            return new ProgramAnswer(
                (output.IsCompletedSuccessfully ? output.Result : "") + "\n" + (error.IsCompletedSuccessfully ? error.Result : ""), process.ExitCode);
        }
        catch (Win32Exception e)
        {
            throw new FrameSourceException($"'{program}' cannot be started: {e.Message}.", e);
        }
    }

    /// <summary>Its beginning and its exit code, on one line.</summary>
    internal string Describe()
    {
        var words = string.Join(' ', Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length == 0 ? $"nothing, and exit code {Code}" : $"'{(words.Length > MostShown ? words[..MostShown] + "…" : words)}', and exit code {Code}";
    }

    private static string ReadAll(StreamReader reader)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        try
        {
            while (reader.Read(buffer) is > 0 and var count)
                text.Append(buffer, 0, Math.Min(count, MostCharacters - text.Length));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It was ended in the middle of a line.
        }

        return text.ToString();
    }
}
