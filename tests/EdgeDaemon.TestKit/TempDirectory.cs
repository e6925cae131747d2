namespace EdgeDaemon.TestKit;

/// <summary>A fresh folder that goes away with the test.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>Full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("edgedaemon-test-").FullName;

    /// <summary>Full path of something in it.</summary>
    public string this[params string[] relativePath] => System.IO.Path.Combine([Path, .. relativePath]);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The test removed it itself.
        }
    }
}
