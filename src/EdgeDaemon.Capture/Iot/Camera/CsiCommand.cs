using System.Globalization;
using EdgeDaemon.Capture.Rpicam;
using Iot.Device.Camera.Settings;

namespace EdgeDaemon.Capture.Iot.Camera;

/// <summary>
/// Command lines for Raspberry Pi's camera programs, by the builder of Iot.Device.Camera. Only the words come from there: its process runner never
/// reads standard error (the program blocks after 64 KiB), joins arguments unquoted and ends by kill, so that the program is run by
/// <see cref="Processes.ChildProgram"/>.
/// </summary>
internal static class CsiCommand
{
    /// <summary>What would install the programs.</summary>
    internal const string Package = "rpicam-apps";

    /// <summary>The programs, best first: the package knows only the older name, that of Debian 12's first images.</summary>
    internal static readonly string[] Programs = ["rpicam-vid", ProcessSettingsFactory.CreateForLibcameravid().Filename];

    /// <summary>Unframed I420 to standard output for ever; nothing but numbers comes from a configuration.</summary>
    internal static IReadOnlyList<string> Capture(RpicamOptions options) => Words(new CommandOptionsBuilder()
        // It also asks for --flush, without which the end of a frame may wait in a buffer for the next one.
        .WithContinuousStreaming()
        .With(CommandOptionAndValue.Create(Command.Nopreview))
        .With(CommandOptionAndValue.Create(Command.Codec, "yuv420"))
        .WithCamera(options.Camera)
        .WithResolution(options.Width, options.Height)
        // The builder's own takes whole numbers only.
        .With(CommandOptionAndValue.Create(Command.Framerate, options.FramesPerSecond.ToString("0.###", CultureInfo.InvariantCulture))));

    /// <summary>Prints the cameras and ends.</summary>
    internal static IReadOnlyList<string> List() => Words(new CommandOptionsBuilder(includeOutputToStdio: false).WithListCameras());

    /// <summary>The builder glues an option and its value together; a program gets them one by one. No value here has a space.</summary>
    private static string[] Words(CommandOptionsBuilder builder) => [.. builder.GetArguments().SelectMany(argument => argument.Split(' ', 2))];
}
