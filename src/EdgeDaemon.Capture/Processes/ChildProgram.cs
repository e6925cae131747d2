using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.Processes;

/// <summary>
/// A program that writes frames to its standard output. It is started without a shell and with an environment of a few variables, asked
/// to end with SIGINT, and ended by force when it does not.
/// </summary>
internal sealed class ChildProgram : IDisposable
{
    private const int PipeBytes = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // What these programs and the loader have a use for. Left out are, among others, FFREPORT (a log file with addresses in it)
    // and http_proxy.
    private static readonly string[] Passed = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH"];
    private const string PassedPrefix = "LIBCAMERA_";

    private readonly Process _process;
    private readonly PipeStream _output;
    private readonly LastWords _words;

    private ChildProgram(Process process, Func<string, string> redact)
    {
        _process = process;
        _output = process.StandardOutput.BaseStream as PipeStream
            ?? throw new NotSupportedException($"Standard output of a process is a {process.StandardOutput.BaseStream.GetType().Name}; expected a pipe.");
        Name = Path.GetFileName(process.StartInfo.FileName);
        _words = new LastWords(process.StandardError, Name, redact);
        // A frame fits in; where the limit of the user forbids it, the usual 64 KiB do too.
        _ = Libc.fcntl(OutputDescriptor, Libc.F_SETPIPE_SZ, PipeBytes);
    }

    /// <summary>The program's name, for messages.</summary>
    internal string Name { get; }

    /// <summary>The reading end of its standard output; owned by this.</summary>
    internal int OutputDescriptor => (int)_output.SafePipeHandle.DangerousGetHandle();

    /// <summary>The last lines of its standard error.</summary>
    internal string LastLines => _words.ToString();

    /// <summary>Starts a program.</summary>
    /// <param name="program">Full path.</param>
    /// <param name="arguments">Its arguments, one by one.</param>
    /// <param name="input">What it gets on standard input, which then ends.</param>
    /// <param name="redact">Takes secrets out of the lines that it writes to standard error.</param>
    /// <exception cref="FrameSourceException">It cannot be started.</exception>
    internal static ChildProgram Start(string program, IEnumerable<string> arguments, string input, Func<string, string> redact)
    {
        try
        {
            var child = new ChildProgram(Process.Start(StartInfo(program, arguments))!, redact);
            child.Feed(input);
            return child;
        }
        catch (Win32Exception e)
        {
            throw new FrameSourceException($"'{program}' cannot be started: {e.Message}.", e);
        }
    }

    /// <summary>How a program is started: no shell, its three streams ours, few variables.</summary>
    internal static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var variable in start.Environment.Keys.Where(k => !Passed.Contains(k) && !k.StartsWith(PassedPrefix, StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);
        return start;
    }

    /// <summary>Waits for its end, which is near because its output has ended; ends it when it is not.</summary>
    /// <returns>The exit code; 128 + signal when a signal ended it.</returns>
    internal int WaitForExit()
    {
        if (!_process.WaitForExit(Patience))
            End();
        _words.Wait(Patience);
        return _process.ExitCode;
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        // First the pipe: a program that is blocked by it gets on, and may end by itself.
        if (!_process.HasExited)
            _ = Libc.kill(_process.Id, Libc.SIGINT);
        _output.Dispose();
        if (!_process.WaitForExit(Patience))
            End();
        _words.Wait(Patience);
        _process.Dispose();
    }

    private void Feed(string input)
    {
        try
        {
            _process.StandardInput.Write(input);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already; its exit code and last lines tell why.
        }
    }

    private void End()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit(Patience);
    }
}
