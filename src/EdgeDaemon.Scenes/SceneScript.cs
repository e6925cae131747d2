using System.Collections.Immutable;

namespace EdgeDaemon.Scenes;

/// <summary>Which condition the camera is in at each frame.</summary>
internal sealed class SceneScript
{
    private readonly ImmutableArray<SceneScriptStep> _steps;
    private readonly bool _loop;
    private readonly long _length;

    internal SceneScript(ImmutableArray<SceneScriptStep> steps, bool loop)
    {
        (_steps, _loop) = (steps, loop);
        foreach (var step in steps)
            _length += step.Frames;
    }

    /// <summary>The condition at a frame, counted from 0; null behind the end.</summary>
    internal SceneCondition? At(long frame)
    {
        if (_steps.IsEmpty)
            return SceneCondition.Ok;
        if (!_loop && frame >= _length)
            return null;
        var rest = frame % _length;
        foreach (var step in _steps)
        {
            if (rest < step.Frames)
                return step.Condition;
            rest -= step.Frames;
        }

        return null;
    }
}
