using EdgeDaemon.Capture.Iot.Video;

namespace EdgeDaemon.Cli;

/// <summary>A camera's control in a few words, for people.</summary>
internal static class ControlText
{
    /// <summary><c>brightness 30 (0 to 100, default 50)</c>; where it is at its default, that is left out.</summary>
    public static string Of(VideoControl control)
    {
        var current = control.Current is { } value ? $"{value}" : "unknown";
        return $"{control.Name} {current} ({control.Minimum} to {control.Maximum}{(control.Current == control.Default ? "" : $", default {control.Default}")})";
    }
}
