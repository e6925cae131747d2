using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeDaemon.Capture.Iot.Camera;
using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.Configuration;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon cameras</c>: the cameras of this machine, and what the configuration for each would be.</summary>
internal static class CamerasCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("cameras", "List this machine's cameras with their formats, sizes, rates and controls, and the configuration for each.") { json };
        command.SetAction(parsed => Run(parsed.GetValue(json)));
        return command;
    }

    private static int Run(bool json)
    {
        var (cameras, unusable) = CameraCatalog.List();
        var (csi, failure) = CsiCameras.List();
        var output = new CamerasOutput([.. cameras.Select(Describe)], [.. csi.Select(Describe)], failure is null ? unusable : [.. unusable, failure]);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(output, CliJson.Default.CamerasOutput));
        else
            Print(output);
        return ExitCodes.Ok;
    }

    private static CameraOutput Describe(CameraInfo camera) => new()
    {
        Path = camera.Path,
        Links = camera.Links,
        Card = camera.Card,
        Driver = camera.Driver,
        Bus = camera.Bus,
        Formats = camera.Formats,
        Controls = camera.Controls,
        Failure = camera.Failure,
        Source = SourceOf(camera),
    };

    /// <summary>The camera's <c>source</c>, as YAML on one line; null when nothing that it offers is read.</summary>
    public static string? SourceOf(CameraInfo camera) => camera.Proposal is not { } options ? null : ConfigSchema.Format(new V4l2SourceConfig
    {
        Device = options.Device,
        Width = options.Width,
        Height = options.Height,
        Format = options.Format.ToString().ToLowerInvariant(),
    });

    private static CsiCameraOutput Describe(CsiCamera camera) => new(
        camera.Number, camera.Name, camera.Resolution, camera.Path, ConfigSchema.Format(new RpicamSourceConfig { Camera = camera.Number }));

    private static void Print(CamerasOutput output)
    {
        if (output.Cameras.Count == 0 && output.CsiCameras.Count == 0)
            Console.WriteLine("No V4L2 camera is plugged in. A CSI camera takes 'source: {type: rpicam}' and the package rpicam-apps.");
        foreach (var camera in output.CsiCameras)
            Console.WriteLine($"CSI camera {camera.Number}: {camera.Name} [{camera.Resolution}], at {camera.Path}\n  source: {camera.Source}");
        foreach (var camera in output.Cameras)
            Print(camera);
        foreach (var reason in output.Unusable)
            Console.WriteLine($"Not used: {reason}");
    }

    private static void Print(CameraOutput camera)
    {
        Console.WriteLine($"{camera.Path}: {camera.Card}, driver {camera.Driver}, at {camera.Bus}");
        foreach (var link in camera.Links)
            Console.WriteLine($"  also {link}");
        foreach (var format in camera.Formats.Where(f => f.Name is not null))
            Console.WriteLine($"  {format.Name,-5} {(format.Sizes.Count == 0 ? "sizes are not told" : string.Join(", ", format.Sizes.Select(Text)))}");
        var others = camera.Formats.Where(f => f.Name is null).Select(f => f.Fourcc).Distinct().ToList();
        if (others.Count > 0)
            Console.WriteLine($"  not read: {string.Join(", ", others)}");
        if (camera.Controls.Count > 0)
            Console.WriteLine($"  controls: {string.Join(", ", camera.Controls.Select(ControlText.Of))}");
        if (camera.Failure is { } failure)
            Console.WriteLine($"  controls are not told: {failure}");
        Console.WriteLine(camera.Source is { } source
            ? $"  source: {source}"
            : "  offers no format that is read; a CSI camera takes 'source: {type: rpicam}'");
    }

    private static string Text(CameraSizeInfo size)
    {
        var range = size.MinWidth == size.Width && size.MinHeight == size.Height ? "" : $"{size.MinWidth}×{size.MinHeight} to ";
        var rates = size.Fps.Count == 0 ? "" : $" ({string.Join(", ", size.Fps.Select(f => f.ToString("0.##", CultureInfo.InvariantCulture)))} fps)";
        return $"{range}{size.Width}×{size.Height}{rates}";
    }
}
