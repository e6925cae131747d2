using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Cli.Doctor;
using EdgeDaemon.Configuration;
using EdgeDaemon.Linux;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.Pipeline.Following;
using EdgeDaemon.Pipeline.Gpio;
using EdgeDaemon.Vision.Frames;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeDaemon.Cli.Quantizing;

/// <summary>
/// Takes frames of a camera over some minutes, evenly spread, and keeps them encoded in memory and nowhere else. What the daemon obeys holds here,
/// too: privacy mask, privacy switch, pause, and the light that shows that a camera is open.
/// </summary>
internal static class CameraPictures
{
    // A camera that takes long to start gets its minutes none the less.
    private static readonly TimeSpan Starting = TimeSpan.FromSeconds(30);

    /// <summary>Takes up to <see cref="PictureSet.Most"/> frames.</summary>
    /// <param name="config">Of the device.</param>
    /// <param name="camera">Which one.</param>
    /// <param name="duration">Over which time; a source that is not bound to time gives them at once.</param>
    /// <exception cref="FrameSourceException">It cannot be read, or may not be.</exception>
    public static List<byte[]> Take(DaemonConfig config, CameraConfig camera, TimeSpan duration)
    {
        RequireNotPaused(config, camera);
        var pool = new FramePool();
        var rate = FrameSources.IsLossless(camera.Source) ? null : new FrameCadence(PictureSet.Most / duration.TotalSeconds);
        using var source = new FrameReader(
            FrameSources.Create(camera.Name, camera.Source, [], pool, TimeProvider.System), TrackRules.PrivacyMaskOf(camera), rate, (_, reason) => CommandLine.Fail($"frame left out: {reason}"));
        using var lines = new DeviceLines(config with { Cameras = [] }, NullLogger.Instance, TimeProvider.System);
        using var access = new CameraAccess(lines.Light, lines.Privacy, new AccessSwitch());
        using var signal = new StopSignal();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(signal.Token);
        using var progress = new ProgressLine(ProgressLine.Terminal, "frames", PictureSet.Most);
        var pictures = new List<byte[]>();
        lines.Start();
        end.CancelAfter(duration + Starting);
        try
        {
            while (!Capture(end.Token))
            {
            }
        }
        catch (OperationCanceledException) when (!signal.Token.IsCancellationRequested)
        {
            // The time is over; whether these are enough, the caller tells.
        }
        catch (Exception failure) when (failure is FrameSourceException or GpioException)
        {
            throw new FrameSourceException(Explain(failure.Message, ServiceUnit.Show(ServiceUnit.Vision) is { IsActive: true }), failure);
        }

        return pictures.Count > 0 ? pictures
            : throw new FrameSourceException($"Camera '{camera.Name}' gave no frame{(access.Privacy.IsOpen ? "" : ": the privacy switch is on, or cannot be read")}.");

        // False: it was closed on purpose, and is opened again when it may be.
        bool Capture(CancellationToken stop)
        {
            access.Privacy.WaitUntilOpen(stop);
            try
            {
                return access.While(Read, stop);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                return false;
            }
        }

        bool Read(CancellationToken allowed)
        {
            source.Open();
            access.Light.CameraOpened();
            try
            {
                while (pictures.Count < PictureSet.Most && source.Read(allowed) is { } frame)
                {
                    using (frame)
                    using (var picture = RgbPicture.From(frame, pool))
                        pictures.Add(JpegEncoder.Encode(picture));
                    progress.Report(pictures.Count);
                }

                return true;
            }
            finally
            {
                source.Dispose();
                access.Light.CameraClosed();
            }
        }
    }

    /// <summary>Why a camera cannot be read, and what to do where it is the daemon that has it.</summary>
    internal static string Explain(string failure, bool isServiceRunning) => isServiceRunning
        ? $"{failure.TrimEnd('.')}. {ServiceUnit.Vision} is running and has the cameras: stop it for these minutes ('sudo systemctl stop {ServiceUnit.Vision}'), and start it afterwards."
        : failure;

    private static void RequireNotPaused(DaemonConfig config, CameraConfig camera)
    {
        var (now, faults) = (TimeProvider.System.GetElapsedTime(0), new List<string>());
        var decisions = new DecisionFile(config.Journal.Directory, [camera.Name], SystemClock.ReadBootId(), now, faults.Add);
        if (decisions.Of(0).At(now).Pause is { } pause)
            throw new FrameSourceException(faults.FirstOrDefault() ?? $"Camera '{camera.Name}' is paused ({Contracts.Topics.TopicValues.Word(pause.By)}): nothing is read from it. 'edgedaemon command resume --camera {camera.Name}' lets it look again.");
    }
}
