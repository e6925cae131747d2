using System.Diagnostics;
using System.Text;

namespace EdgeDaemon.Console.Serving;

/// <summary>What a run of <c>edgedaemon</c> said.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
internal sealed record ToolResult(int ExitCode, string Output, string Errors);

/// <summary>
/// Runs commands of <c>edgedaemon</c>, so that a page says what they say: one at a time, for a bounded time, with arguments that are fixed here or
/// checked before.
/// </summary>
/// <param name="programs">Where it lies.</param>
internal sealed class Toolbox(string programs) : IDisposable
{
    private const int MostCharacters = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Runs one; null: the program is not here.</summary>
    /// <exception cref="TimeoutException">It took longer than two minutes.</exception>
    public async Task<ToolResult?> RunAsync(CancellationToken stop, params string[] arguments)
    {
        var executable = Path.Combine(programs, "edgedaemon");
        if (!File.Exists(executable))
            return null;
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(Patience);
            using var process = Process.Start(new ProcessStartInfo(executable, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                process.StandardInput.Close();
                var (output, errors) = (ReadAsync(process.StandardOutput, patience.Token), ReadAsync(process.StandardError, patience.Token));
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
                return new ToolResult(process.ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                throw new TimeoutException($"'edgedaemon {arguments[0]}' took longer than {Patience.TotalMinutes} minutes. Run it on the device.");
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken stop)
    {
        var (text, buffer) = (new StringBuilder(), new char[4096]);
        while (await reader.ReadAsync(buffer, stop).ConfigureAwait(false) is > 0 and var count)
        {
            if (text.Length < MostCharacters)
                text.Append(buffer, 0, count);
        }

        return text.ToString();
    }
}
