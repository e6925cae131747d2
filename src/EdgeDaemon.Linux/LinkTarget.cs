namespace EdgeDaemon.Linux;

/// <summary>What a link leads to.</summary>
public static class LinkTarget
{
    /// <summary>The path at the end of all links; the path itself where it is none, or leads nowhere.</summary>
    public static string Of(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }
}
