namespace EdgeDaemon.Capture.Iot.Camera;

/// <summary>A CSI camera, as Raspberry Pi's camera programs list it.</summary>
/// <param name="Number">Its number, for <see cref="Rpicam.RpicamOptions.Camera"/>.</param>
/// <param name="Name">Its sensor.</param>
/// <param name="Resolution">Largest size and sensor format, in the program's words.</param>
/// <param name="Path">Where it is plugged in.</param>
public sealed record CsiCamera(int Number, string Name, string Resolution, string Path);
