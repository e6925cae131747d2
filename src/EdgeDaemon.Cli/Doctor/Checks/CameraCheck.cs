using System.Diagnostics;
using System.Globalization;
using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Capture.Iot.Video;
using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Gpio;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Cli.Doctor.Checks;

/// <summary>
/// Does each camera open, agree on what is asked of it, deliver at its rate, and see? While the service has the cameras, what it
/// says of them is told instead. The privacy switch and the light are obeyed here, too.
/// </summary>
internal static class CameraCheck
{
    private const double Dark = 20;
    private const double Bright = 235;
    private const double EnoughOfTheRate = 0.8;

    private static readonly TimeSpan Opening = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Measuring = TimeSpan.FromSeconds(3);

    public static IEnumerable<Finding> Run(DaemonConfig config)
    {
        if (ServiceUnit.Show(ServiceUnit.Vision) is { IsActive: true } unit)
            return [FromService(unit)];
        return IsPrivate(config, out var why) ? [Finding.Warn("cameras", why)] : config.Cameras.SelectMany(camera => LookAt(camera, config));
    }

    private static Finding FromService(ServiceUnit unit) =>
        unit.StatusText.StartsWith("Watching", StringComparison.Ordinal)
            ? Finding.Pass("cameras", $"the service has them: {unit.StatusText}")
            : Finding.Warn("cameras", $"the service has them: {unit.StatusText}", $"'journalctl -u {ServiceUnit.Vision}' tells more; stop the service and ask again to try each camera.");

    private static bool IsPrivate(DaemonConfig config, out string why)
    {
        why = "not opened: the privacy switch is on";
        if (config.Gpio.PrivacySwitch is not { } input)
            return false;
        try
        {
            using var line = GpioSetup.Open(config.Gpio.Chip, input)();
            return line.Value;
        }
        catch (GpioException e)
        {
            why = $"not opened: the privacy switch cannot be read: {e.Message}";
            return true;
        }
    }

    private static IEnumerable<Finding> LookAt(CameraConfig camera, DaemonConfig config)
    {
        var seen = Look(camera, config);
        yield return seen;
        // Why one cannot be opened was said already.
        if (seen.Level != FindingLevel.Fail && camera.Source is V4l2SourceConfig { Device: var device } && Controls(camera.Name, VideoFacts.OfCamera(device)) is { } controls)
            yield return controls;
    }

    /// <summary>Controls that somebody has moved: a picture that is wrong is often wrong there. Null when the camera has none that are known.</summary>
    internal static Finding? Controls(string camera, VideoFacts facts)
    {
        var area = $"controls {camera}";
        if (facts.Failure is { } failure)
            return Finding.Warn(area, failure);
        if (facts.Controls.Count == 0)
            return null;
        var moved = facts.Controls.Where(c => c.Current is { } value && value != c.Default).Select(ControlText.Of).ToList();
        return Finding.Pass(area, moved.Count == 0 ? $"all {facts.Controls.Count} are at the driver's defaults" : $"not at the driver's defaults: {string.Join(", ", moved)}");
    }

    private static Finding Look(CameraConfig camera, DaemonConfig config)
    {
        var area = $"camera {camera.Name}";
        using var light = new ActivityLight(config.Gpio.ActivityLight is { } output ? GpioSetup.Open(config.Gpio.Chip, output) : null);
        // Unmasked: brightness and focus are the lens's, and no figure leaves the terminal.
        using var source = new FrameReader(FrameSources.Create(camera.Name, camera.Source, [], new FramePool(), TimeProvider.System), new PrivacyMask([]));
        try
        {
            source.Open();
            light.CameraOpened();
            try
            {
                return Judge(area, source, FrameSources.RateOf(camera.Source));
            }
            finally
            {
                source.Dispose();
                light.CameraClosed();
            }
        }
        catch (Exception e) when (e is FrameSourceException or GpioException or OperationCanceledException or DllNotFoundException)
        {
            return Finding.Fail(area, e is OperationCanceledException ? "it delivers nothing" : e.Message, "'edgedaemon cameras' lists what there is, and the section for each.");
        }
    }

    private static Finding Judge(string area, FrameReader source, double? asked)
    {
        var figures = default(FrameFigures);
        var frames = 0;
        using (var patience = new CancellationTokenSource(Opening))
            source.Read(patience.Token)?.Dispose();
        var start = Stopwatch.GetTimestamp();
        using var end = new CancellationTokenSource(Measuring);
        try
        {
            // The last frame is the one whose exposure has settled.
            while (Stopwatch.GetElapsedTime(start) < Measuring && source.Read(end.Token) is { } frame)
            {
                using (frame)
                    figures = FrameFigures.Of(frame);
                frames++;
            }
        }
        catch (OperationCanceledException) when (frames > 0)
        {
            // The time was up while it waited.
        }

        var rate = frames / Stopwatch.GetElapsedTime(start).TotalSeconds;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{source.Description}; {rate:F1} frames/s, brightness {figures.Mean:F0} of 255, {figures.Clipped:P0} clipped, focus {figures.Focus:F0}");
        if (asked is { } wanted && rate < wanted * EnoughOfTheRate)
            return Finding.Warn(area, text, string.Create(CultureInfo.InvariantCulture, $"{wanted:0.##} frames/s are asked for: lower 'fps' or the size, or give it more light (long exposures slow a camera)."));
        return figures.Mean switch
        {
            < Dark => Finding.Warn(area, text, "The picture is dark: is the lens covered, or is it night?"),
            > Bright => Finding.Warn(area, text, "The picture is too bright: point it away from the light."),
            _ => Finding.Pass(area, text),
        };
    }
}
