using EdgeDaemon.Capture.Processes;
using Iot.Device.Camera;

namespace EdgeDaemon.Capture.Iot.Camera;

/// <summary>Lists the CSI cameras of this machine: asks the camera program, and has Iot.Device.Camera read its answer.</summary>
public static class CsiCameras
{
    // With it begins what the package reads; before it libcamera talks.
    private const string Heading = "Available cameras";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Every camera, and a line that says why there may be more: the program failed, or its answer is not understood. Where the program is not installed, there is none.</summary>
    public static (IReadOnlyList<CsiCamera> Cameras, string? Failure) List() => List(ProgramFinder.Find(CsiCommand.Programs));

    internal static (IReadOnlyList<CsiCamera> Cameras, string? Failure) List(string? program)
    {
        if (program is null)
            return ([], null);
        try
        {
            var answer = ProgramAnswer.Of(program, CsiCommand.List(), Patience);
            return Read(answer.Text) is { } cameras
                ? (cameras, null)
                : ([], $"'{Path.GetFileName(program)} --list-cameras' is not understood: expected '{Heading}', got {answer.Describe()}.");
        }
        catch (FrameSourceException e)
        {
            return ([], e.Message);
        }
    }

    /// <summary>Null when it is no list.</summary>
    internal static IReadOnlyList<CsiCamera>? Read(string text)
    {
        if (text.Contains("No cameras available", StringComparison.OrdinalIgnoreCase))
            return [];
        var start = text.IndexOf(Heading, StringComparison.Ordinal);
        if (start < 0)
            return null;
        // The package's reader indexes into empty lines, which stand between two cameras.
        var list = string.Join('\n', text[start..].Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0));
        try
        {
            // It reads a string, so that its task is always complete.
            return [.. CameraInfo.From(list).GetAwaiter().GetResult().Select(c => new CsiCamera(c.Index, Clean(c.Name), Clean(c.MaxResolution), Clean(c.DevicePath)))];
        }
        catch (Exception e) when (IsNoList(e))
        {
            return null;
        }
    }

    // The package throws the base class for a text that it does not know, and what slicing throws for one that is cut.
    private static bool IsNoList(Exception e) => e.GetType() == typeof(Exception) || e is ArgumentException or IndexOutOfRangeException;

    private static string Clean(string text) => string.Concat(text.Where(c => !char.IsControl(c))).Trim();
}
