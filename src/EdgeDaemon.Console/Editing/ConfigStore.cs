using System.Security.Cryptography;
using System.Text;
using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Console.Serving;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Console.Editing;

/// <summary>
/// The configuration file as the pages read and write it: a text that has errors is never written, and one that somebody else has changed since it was
/// read is not overwritten.
/// </summary>
/// <param name="path">The file, a full path.</param>
/// <param name="tools">Checks what it names.</param>
internal sealed class ConfigStore(string path, Toolbox tools) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>The commands of <c>edgedaemon</c>.</summary>
    public Toolbox Tools => tools;

    /// <summary>The configuration.</summary>
    /// <exception cref="ConsoleException">It has errors.</exception>
    public DaemonConfig Required() => ConfigLoader.Load(path) is var loaded && loaded.Config is { } config ? config
        : throw new ConsoleException($"{loaded.Errors[0]} 'edgedaemon check' says all that is wrong.");

    /// <summary>The file as it is.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public (string Text, string Version) Read()
    {
        var bytes = RegularFile.Read(path, YamlDocument.MaxBytes);
        return (Encoding.UTF8.GetString(bytes), VersionOf(bytes));
    }

    /// <summary>What is wrong with a text, and what it would change.</summary>
    public ConfigCheckOutput Check(string text)
    {
        var (now, then) = (ConfigLoader.Load(path).Config, ConfigLoader.Parse(text, path));
        var change = now is not null && then.Config is { } config ? ConfigChange.Between(now, config) : ConfigChange.None;
        return new ConfigCheckOutput(
            [.. then.Errors.Select(FaultAtLine.Of)], [.. then.Warnings.Select(FaultAtLine.Of)],
            [.. change.Live.Select(d => d.ToString())], [.. change.Restart.Select(d => d.ToString())]);
    }

    /// <summary>Writes a text, unless it has errors or the file is another one than was read.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public async Task<SaveOutput> SaveAsync(string text, string version, CancellationToken stop)
    {
        await _writing.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (Read() is var now && now.Version != version)
                return new SaveOutput("conflict", now.Version, "Somebody has changed the file meanwhile. What you have written is still here; take over what they did, and save again.", now.Text, null);
            var check = Check(text);
            if (check.Errors.Count > 0)
                return new SaveOutput("errors", version, "The file would have errors; nothing was written.", null, check);
            // A link stays one.
            var file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            var mode = File.GetUnixFileMode(file);
            var draft = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, $".{System.IO.Path.GetFileName(file)}.console");
            try
            {
                AtomicFile.Write(draft, text, mode);
                if (await tools.RunAsync(stop, "check", "--config", draft).ConfigureAwait(false) is { ExitCode: not ExitCodes.Ok } refused)
                {
                    var errors = refused.Errors.Replace(draft, path, StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                    return new SaveOutput("errors", version, "'edgedaemon check' refuses it; nothing was written.", null,
                        check with { Errors = [.. errors.Where(line => !line.StartsWith("warning", StringComparison.Ordinal)).Select(line => FaultAtLine.Parse(line, path))] });
                }
            }
            finally
            {
                File.Delete(draft);
            }

            AtomicFile.Write(file, text, mode);
            return new SaveOutput("saved", VersionOf(Encoding.UTF8.GetBytes(text)), "", null, check);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        tools.Dispose();
        _writing.Dispose();
    }

    private static string VersionOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>Something that is wrong, and where.</summary>
/// <param name="Line">Line, from 1; 0: about the file as a whole.</param>
/// <param name="Text">What, and what to do.</param>
internal sealed record FaultAtLine(int Line, string Text)
{
    /// <summary>Of a reader.</summary>
    public static FaultAtLine Of(YamlError error) => new(error.Line, $"{(error.Path.Length > 0 ? $"{error.Path}: " : "")}{error.Problem}. {error.Remedy}");

    /// <summary>Of a line that a command has printed, <c>FILE:LINE: TEXT</c>.</summary>
    public static FaultAtLine Parse(string text, string file)
    {
        var rest = text.StartsWith($"{file}:", StringComparison.Ordinal) ? text[(file.Length + 1)..] : text;
        return rest.Split(':', 2) is [var number, var what] && int.TryParse(number, out var line) ? new FaultAtLine(line, what.Trim()) : new FaultAtLine(0, rest.Trim());
    }
}
