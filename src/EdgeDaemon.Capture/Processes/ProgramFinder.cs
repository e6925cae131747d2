namespace EdgeDaemon.Capture.Processes;

/// <summary>
/// Finds a program by a name that stands in this code, never in a configuration, in the folders of the path; neither beside this
/// program nor in the working folder, where <see cref="System.Diagnostics.Process"/> would look first.
/// </summary>
internal static class ProgramFinder
{
    /// <summary>Full path of the first of the names that there is.</summary>
    /// <param name="package">What would install it, for the message.</param>
    /// <param name="names">The names, best first.</param>
    /// <exception cref="FrameSourceException">There is none.</exception>
    internal static string Require(string package, params ReadOnlySpan<string> names) => Find(names) ?? throw new FrameSourceException(
        $"'{names[0]}' is not installed (or not on the path); this source needs it. Install the package {package}.");

    /// <summary>Full path of the first of the names that there is, or null.</summary>
    internal static string? Find(params ReadOnlySpan<string> names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin").Split(':');
        foreach (var name in names)
        {
            foreach (var folder in folders.Where(Path.IsPathRooted))
            {
                var program = Path.Combine(folder, name);
                if (IsExecutable(program))
                    return program;
            }
        }

        return null;
    }

    private static bool IsExecutable(string path)
    {
        const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & AnyExecute) != 0;
    }
}
