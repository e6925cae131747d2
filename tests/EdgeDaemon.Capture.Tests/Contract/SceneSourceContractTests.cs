using EdgeDaemon.Scenes;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Contract;

public sealed class SceneSourceContractTests : EndingSourceContract
{
    protected override IFrameSource Create(FramePool pool, TimeProvider time, double? framesPerSecond, bool loop)
    {
        var script = new[] { new SceneScriptStep(SceneCondition.Blurred, 1), new SceneScriptStep(SceneCondition.Covered, Length - 1) };
        return new SceneSource(
            new SceneOptions { Width = 96, Height = 64, FramesPerSecond = framesPerSecond, Loop = loop, Script = [.. script] }, pool, time);
    }
}
