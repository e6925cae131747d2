using System.CommandLine;
using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Capture.Png;
using EdgeDaemon.Configuration;
using EdgeDaemon.Linux;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Following;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Cli;

/// <summary>
/// <c>edgedaemon snapshot</c>: a camera's picture in a file, for somebody who is logged in here and adjusts the camera. Only that
/// user may read the file. No process that runs by itself can do this.
/// </summary>
internal static class SnapshotCommand
{
    /// <summary>Frames that are passed over when nothing is said.</summary>
    public const int UsualSkip = 5;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var config = CommonOptions.Config();
        var camera = new Argument<string>("CAMERA") { Description = "Name of the camera in the configuration." };
        var file = new Argument<string>("OUT") { Description = "The file: .jpg, .jpeg or .png." };
        var skip = new Option<int>("--skip")
        {
            Description = "Frames to pass over first, while the camera finds its exposure.",
            HelpName = "N",
            DefaultValueFactory = _ => UsualSkip,
        };
        skip.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 1000)
                result.AddError("--skip takes a number from 0 to 1000.");
        });
        var command = new Command("snapshot", "Write one picture of a camera to a file that only you may read; refused with 'privacy: {snapshots: never}'.")
        {
            camera,
            file,
            config,
            skip,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(config), parsed.GetRequiredValue(camera), parsed.GetRequiredValue(file), parsed.GetValue(skip)));
        return command;
    }

    /// <summary>Writes a picture of a camera; returns the exit code.</summary>
    /// <param name="configPath">The configuration.</param>
    /// <param name="name">The camera.</param>
    /// <param name="file">The file.</param>
    /// <param name="skip">Frames that are passed over first.</param>
    /// <param name="draw">Draws on the picture, which is <see cref="PixelFormat.Rgb24"/>; null: nothing is drawn.</param>
    public static int Run(string configPath, string name, string file, int skip, Action<Frame, CameraConfig>? draw = null)
    {
        var encode = EncoderFor(file);
        if (ConfigFile.LoadOrExplain(configPath) is not { } config)
            return ExitCodes.Config;
        if (!config.AllowsSnapshots)
        {
            CommandLine.Fail($"'{configPath}' says 'privacy: {{snapshots: never}}': no picture is written.");
            return ExitCodes.Forbidden;
        }

        var camera = ConfigFile.RequireCamera(config, configPath, name);
        AtomicFile.Write(file, Take(camera, skip, Encode, out var description), OwnerOnly);
        Console.WriteLine($"{file}: {description}");
        return ExitCodes.Ok;

        byte[] Encode(Frame picture)
        {
            draw?.Invoke(picture, camera);
            return encode(picture);
        }
    }

    private static Func<Frame, byte[]> EncoderFor(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".jpg" or ".jpeg" => JpegEncoder.Encode,
        ".png" => PngWriter.Encode,
        _ => throw new FormatException($"'{file}' ends neither in .jpg or .jpeg nor in .png."),
    };

    private static byte[] Take(CameraConfig camera, int skip, Func<Frame, byte[]> encode, out string description)
    {
        var pool = new FramePool();
        using var patience = new CancellationTokenSource(Patience);
        // Whoever adjusts the camera sees what the daemon sees: masked.
        using var source = new FrameReader(FrameSources.Create(camera.Name, camera.Source, [], pool, TimeProvider.System), TrackRules.PrivacyMaskOf(camera));
        source.Open();
        try
        {
            for (var i = 0; i < skip; i++)
                Next(source, patience.Token).Dispose();
            using var frame = Next(source, patience.Token);
            using var picture = RgbPicture.From(frame, pool);
            description = source.Description;
            return encode(picture);
        }
        catch (OperationCanceledException)
        {
            throw new FrameSourceException($"The {source.Description} delivered fewer than {skip + 1} frames in {Patience.TotalSeconds} s.");
        }
    }

    private static Frame Next(FrameReader source, CancellationToken cancellation) => source.Read(cancellation)
        ?? throw new FrameSourceException($"The {source.Description} came to its end; --skip passes over fewer frames.");
}
