using EdgeDaemon.Capture.Iot.Camera;
using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.Configuration;

namespace EdgeDaemon.Cli.Setup;

/// <summary>A camera of this machine that can be chosen.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Paths">Every path and name that leads to it.</param>
/// <param name="Source">Its source, as <c>{type: …}</c>.</param>
internal sealed record FoundCamera(string Title, IReadOnlyList<string> Paths, string Source)
{
    /// <summary>Every camera that is plugged in and gives frames that are read, CSI cameras first.</summary>
    public static IReadOnlyList<FoundCamera> List() =>
    [
        .. CsiCameras.List().Cameras.Select(csi => new FoundCamera($"CSI camera {csi.Number}: {csi.Name}", [csi.Path], ConfigSchema.Format(new RpicamSourceConfig { Camera = csi.Number }))),
        .. CameraCatalog.List().Cameras.Where(camera => camera.Proposal is not null).Select(camera => new FoundCamera(
            $"{camera.Path}: {camera.Card}", [camera.Path, camera.Bus, .. camera.Links], CamerasCommand.SourceOf(camera)!)),
    ];
}
