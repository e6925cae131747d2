using System.Runtime;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Scenes.Stage;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Cli.Benchmarking;

/// <summary>
/// Compares the processor time of the way from frame to journal on a still scene, with the motion gate and with every frame inferred, in
/// turns in the same run: that of all threads, user and kernel, and whatever the runtime does beside. The scene is drawn beforehand, with other sensor noise in each frame; time passes as at the set rate.
/// </summary>
internal static class GateBench
{
    private const int Width = 640;
    private const int Height = 480;
    private const double FramesPerSecond = 10;
    private const int DrawnFrames = 24;
    private const int WarmUpFrames = 40;
    private const int Round = 50;

    // The runtime compiles code that is run often once more, with care, when it finds the time: a daemon that runs for months has that
    // behind it, and here it is waited for.
    private const int QuietRounds = 5;
    private const int MostWarmUpRounds = 100;
    private static readonly TimeSpan WarmUpPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Measures.</summary>
    /// <param name="sessions">Loads the model.</param>
    /// <param name="modelDirectory">Folder of the model bundle.</param>
    /// <param name="threads">Threads per model run.</param>
    /// <param name="count">Frames for each of the two.</param>
    public static GateBenchOutput Run(IInferenceSessionFactory sessions, string modelDirectory, int threads, int count)
    {
        var bundle = ModelBundle.Open(modelDirectory);
        var pictures = Draw(new FramePool());
        using var all = new Lane(sessions, bundle, threads, isGated: false);
        using var gated = new Lane(sessions, bundle, threads, isGated: true);
        WarmUp(all, gated, pictures);
        var (cpuOfAll, cpuOfGated, inferredBefore) = (TimeSpan.Zero, TimeSpan.Zero, gated.Inferred);
        for (var done = 0; done < count; done += Round)
        {
            cpuOfAll += all.Run(pictures, Math.Min(Round, count - done));
            cpuOfGated += gated.Run(pictures, Math.Min(Round, count - done));
        }

        return new GateBenchOutput(
            bundle.Manifest.Name, count, gated.Inferred - inferredBefore, Math.Round(cpuOfAll.TotalSeconds, 3), Math.Round(cpuOfGated.TotalSeconds, 3),
            Math.Round(cpuOfGated / cpuOfAll, 4));
    }

    /// <summary>Runs both until no more code is being compiled.</summary>
    private static void WarmUp(Lane all, Lane gated, Frame[] pictures)
    {
        all.Run(pictures, WarmUpFrames);
        var compiled = 0L;
        for (var (round, quiet) = (0, 0); round < MostWarmUpRounds && quiet < QuietRounds; round++)
        {
            gated.Run(pictures, Round);
            all.Run(pictures, count: 1);
            Thread.Sleep(WarmUpPause);
            var now = JitInfo.GetCompiledMethodCount();
            (quiet, compiled) = (now == compiled ? quiet + 1 : 0, now);
        }
    }

    private static Frame[] Draw(FramePool pool)
    {
        var renderer = new StageRenderer(new StagePlay { Name = "still", Frames = DrawnFrames, Width = Width, Height = Height, FramesPerSecond = FramesPerSecond });
        var pictures = new Frame[DrawnFrames];
        for (var i = 0; i < pictures.Length; i++)
            renderer.Render(i, (pictures[i] = pool.Rent(PixelFormat.Rgb24, Width, Height)).Bytes);
        return pictures;
    }

    /// <summary>One of the two ways: a pipeline and a journal of its own.</summary>
    private sealed class Lane(IInferenceSessionFactory sessions, ModelBundle bundle, int threads, bool isGated) : IDisposable
    {
        private readonly BenchRig _rig = new(sessions, bundle, threads, new SceneSourceConfig { Fps = FramesPerSecond }, isGated);
        private int _frames;

        public long Inferred => _rig.Pipeline.Gate.FramesInferred;

        /// <summary>Decides frames; returns the processor time of this process meanwhile.</summary>
        public TimeSpan Run(Frame[] pictures, int count)
        {
            var before = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < count; i++, _frames++)
            {
                var frame = pictures[_frames % pictures.Length];
                frame.Timestamp = TimeSpan.FromSeconds(_frames / FramesPerSecond);
                _rig.Pipeline.Process(frame);
            }

            return Environment.CpuUsage.TotalTime - before;
        }

        public void Dispose() => _rig.Dispose();
    }
}
