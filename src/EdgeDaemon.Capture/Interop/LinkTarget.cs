namespace EdgeDaemon.Capture.Interop;

/// <summary>What a link leads to.</summary>
internal static class LinkTarget
{
    /// <summary>The path at the end of all links; the path itself where it is none, or leads nowhere.</summary>
    internal static string Of(string path)
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
