namespace EdgeDaemon.Hosting;

/// <summary>
/// The network side is another executable. Where the command line needs the broker, it runs that one: this process holds no
/// network code.
/// </summary>
public static class PublisherExecutable
{
    private const string Name = "edgedaemon-publish";

    /// <summary>Full path of the publisher beside this program.</summary>
    /// <exception cref="PublisherMissingException">It is not there.</exception>
    public static string Require()
    {
        var path = Path.Combine(AppContext.BaseDirectory, Name);
        return File.Exists(path)
            ? path
            : throw new PublisherMissingException($"'{path}' is not there: install both executables side by side (deploy/build.sh does).");
    }
}

/// <summary>The other executable is not installed beside this one.</summary>
public sealed class PublisherMissingException(string message) : Exception(message);
