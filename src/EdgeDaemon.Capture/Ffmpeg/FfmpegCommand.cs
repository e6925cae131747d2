using System.Globalization;

namespace EdgeDaemon.Capture.Ffmpeg;

/// <summary>
/// The command line of <c>ffmpeg</c>, a fixed template: numbers, a path behind <c>file:</c>, and nothing else from a configuration. The
/// address of a camera goes in by standard input, because a command line can be read by everybody on the machine.
/// </summary>
internal static class FfmpegCommand
{
    // Containers that hold a video. Left out are lists and scripts that name further files or addresses (hls, dash, concat, sdp) and
    // devices.
    private const string FileFormats =
        "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,h264,hevc,mjpeg,mpjpeg,flv,ogg,asf,yuv4mpegpipe,gif";

    // A camera may also speak RTSP. "concat" is the list that we write ourselves; what a camera sends cannot leave these protocols.
    private const string NetworkFormats = "concat,rtsp,rtp,sdp,mpegts,mjpeg,mpjpeg,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,flv,h264,hevc,jpeg_pipe,image2pipe";
    private const string NetworkProtocols = "pipe,tcp,udp,rtp,srtp,tls,http,https,httpproxy,crypto";

    private const int TimeoutMicroseconds = 10_000_000;

    /// <summary>The arguments.</summary>
    internal static IReadOnlyList<string> Arguments(FfmpegOptions options)
    {
        var arguments = new List<string> { "-nostdin", "-hide_banner", "-nostats", "-loglevel", "error", "-threads", "2" };
        switch (options.Input)
        {
            case VideoFile file:
                arguments.AddRange("-protocol_whitelist", "file,pipe", "-format_whitelist", FileFormats);
                if (file.Loop)
                    arguments.AddRange("-stream_loop", "-1");
                // Behind "file:" a name is a name, whatever it begins with.
                arguments.AddRange("-i", "file:" + Path.GetFullPath(file.Path));
                break;
            case NetworkCamera:
                arguments.AddRange("-protocol_whitelist", NetworkProtocols, "-format_whitelist", NetworkFormats, "-f", "concat", "-safe", "0", "-i", "pipe:0");
                break;
            default:
                throw new ArgumentException($"No arguments are known for {options.Input.GetType().Name}.", nameof(options));
        }

        arguments.AddRange("-map", "0:v:0", "-an", "-sn", "-dn", "-vf", Filter(options));
        // With a rate the filter makes even steps; without, each frame is passed on once.
        arguments.AddRange("-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1");
        return arguments;
    }

    /// <summary>What goes in by standard input.</summary>
    internal static string Input(FfmpegOptions options)
    {
        if (options.Input is not NetworkCamera camera)
            return "";
        var list = new List<string> { "ffconcat version 1.0", $"file '{camera.Address.Secret}'" };
        if (camera.Address.Scheme.StartsWith("rtsp", StringComparison.Ordinal))
            list.AddRange("option rtsp_transport tcp", Invariant($"option timeout {TimeoutMicroseconds}"));
        else
            list.Add(Invariant($"option rw_timeout {TimeoutMicroseconds}"));
        if (camera.Address.Scheme is "https" or "rtsps")
        {
            list.Add("option tls_verify 1");
            if (camera.CaFile is { } authorities)
                list.Add($"option ca_file {Quote(authorities)}");
        }

        // Cameras say at once what they send; ffmpeg would listen for five seconds.
        list.AddRange("option probesize 500000", "option analyzeduration 1000000");
        return string.Join('\n', list) + "\n";
    }

    private static string Filter(FfmpegOptions options)
    {
        var rate = options is { Input: VideoFile, FramesPerSecond: { } fps } ? Invariant($"fps={fps:0.######},") : "";
        var (w, h) = (options.Width, options.Height);
        return rate +
            Invariant($"scale=w={w}:h={h}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=area:out_range=full:out_color_matrix=bt601,") +
            Invariant($"pad=w={w}:h={h}:x=-1:y=-1:color=black,format=yuv420p");
    }

    /// <summary>As ffmpeg reads it: in single quotes nothing has a meaning but the quote.</summary>
    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);


}
