namespace EdgeDaemon.Hosting;

/// <summary>
/// The network side is another executable. Where the command line needs the broker, it runs that one: this process holds no
/// network code.
/// </summary>
public static class PublisherExecutable
{
    private const string Name = "edgedaemon-publish";

    /// <summary>Full path of the publisher, or of another program of ours, beside this one.</summary>
    /// <exception cref="PublisherMissingException">It is not there.</exception>
    public static string Require(string name = Name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, name);
        return File.Exists(path)
            ? path
            : throw new PublisherMissingException($"'{path}' is not there: install the programs side by side (deploy/build.sh does).");
    }
}

/// <summary>The other executable is not installed beside this one.</summary>
public sealed class PublisherMissingException(string message) : Exception(message);
