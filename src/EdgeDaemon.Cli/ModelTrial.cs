using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Scenes;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Cli;

/// <summary>Loads a model the way the daemon does and shows it one drawn frame, so that whatever fails fails before it counts.</summary>
internal static class ModelTrial
{
    /// <summary>Tries a bundle.</summary>
    /// <returns>How long the frame took.</returns>
    /// <exception cref="InferenceException">It cannot be loaded or run, or does not fit its manifest or its labels.</exception>
    public static ModelTimings Run(IInferenceSessionFactory sessions, ModelBundle bundle)
    {
        using var runner = ModelRunner.Load(sessions, bundle, intraOpThreads: 1);
        using var scene = new SceneSource(new SceneOptions { FramesPerSecond = null }, new FramePool(), TimeProvider.System);
        scene.Open();
        using var frame = scene.Read(CancellationToken.None)!;
        runner.Process(frame);
        return runner.Timings;
    }
}
