using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Ffmpeg;
using EdgeDaemon.Capture.Ingest;
using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Zones;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Workers;

/// <summary>
/// The process that reads one network camera: a capture thread that keeps <c>ffmpeg</c> running, and the calling thread, which hands
/// the newest frame to the vision process. It holds no model, no journal and no network code of its own.
/// </summary>
internal sealed partial class IngestDaemon : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly string _name;
    private readonly string _socketPath;
    private readonly FrameServer _server;
    private readonly FrameExchange _exchange;
    private readonly CaptureThread _capture;
    private readonly ILogger _logger;
    private bool _hadClient;

    private IngestDaemon(string name, string socketPath, FrameServer server, FrameExchange exchange, CaptureThread capture, ILogger logger) =>
        (_name, _socketPath, _server, _exchange, _capture, _logger) = (name, socketPath, server, exchange, capture, logger);

    /// <summary>Reads the address and opens the socket; the camera is opened by <see cref="Run"/>.</summary>
    /// <exception cref="FrameSourceException">The address cannot be read, or the socket not be opened.</exception>
    public static IngestDaemon Create(string name, NetworkSourceConfig config, ILogger logger, TimeProvider time)
    {
        var address = CameraAddress.Read(config, text => LogWarning(logger, name, text));
        var options = new FfmpegOptions { Input = new NetworkCamera(address, config.CaFile), Width = config.Width, Height = config.Height };
        var source = new FfmpegSource(options, new FramePool(), time);
        var server = FrameServer.Listen(config.Socket);
        var exchange = new FrameExchange([false]);
        // What a mask covers is painted over by the vision process, which knows the masks.
        var frames = new FrameReader(source, new PrivacyMask([]), new FrameCadence(config.Fps), (count, reason) => CaptureThread.LogUndecodable(logger, name, count, reason));
        var capture = new CaptureThread(name, frames, exchange.PlaceOf(0), CameraAccess.Free(), FrameSources.LongestRetry(config), logger);
        return new IngestDaemon(name, config.Socket, server, exchange, capture, logger);
    }

    /// <summary>Hands frames over until <paramref name="stop"/> fires.</summary>
    public void Run(CancellationToken stop)
    {
        LogListening(_logger, _name, _socketPath);
        _capture.Start();
        using var wake = stop.Register(_exchange.Close);
        while (!stop.IsCancellationRequested)
        {
            if (!_exchange.TryTake(LongestWait, out var item) || item.Frame is not { } frame)
                continue;
            using (frame)
                _server.Send(frame);
            if (_server.HasClient == _hadClient)
                continue;
            _hadClient = _server.HasClient;
            if (_hadClient)
                LogConnected(_logger, _name);
            else
                LogDisconnected(_logger, _name);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _exchange.Close();
        _capture.Dispose();
        _server.Dispose();
    }

    [LoggerMessage(1301, LogLevel.Information, "Camera '{camera}': frames are handed over at '{socket}'.")]
    private static partial void LogListening(ILogger logger, string camera, string socket);

    [LoggerMessage(1302, LogLevel.Information, "Camera '{camera}': the vision process takes the frames.")]
    private static partial void LogConnected(ILogger logger, string camera);

    [LoggerMessage(1303, LogLevel.Warning, "Camera '{camera}': nobody takes the frames any more.")]
    private static partial void LogDisconnected(ILogger logger, string camera);

    [LoggerMessage(1304, LogLevel.Warning, "Camera '{camera}': {text}")]
    private static partial void LogWarning(ILogger logger, string camera, string text);
}
