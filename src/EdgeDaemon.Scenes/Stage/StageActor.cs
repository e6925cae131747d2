using System.Collections.Immutable;

namespace EdgeDaemon.Scenes.Stage;

/// <summary>Where an actor is at one time.</summary>
/// <param name="Seconds">The time.</param>
/// <param name="X">Its middle, as a fraction of the frame's width; below 0 and above 1 it is outside.</param>
public readonly record struct StageStep(double Seconds, float X);

/// <summary>Someone or something on the stage.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Depth">How near it is among its kind's ways, 0 (far) to 1 (near): nearer ones are larger and hide others.</param>
/// <param name="Steps">Its way, in order of time; between two steps it goes evenly, before the first and after the last it is not there.</param>
public sealed record StageActor(SceneObjectKind Kind, float Depth, ImmutableArray<StageStep> Steps)
{
    /// <summary>Where it is, how far it has gone, and which way it looks; null when it is not there. All in frame widths.</summary>
    internal (float X, float Way, bool FacesRight)? At(double seconds)
    {
        if (Steps.IsEmpty || seconds < Steps[0].Seconds || seconds > Steps[^1].Seconds)
            return null;
        var (way, facesRight) = (0f, true);
        for (var i = 1; i < Steps.Length; i++)
        {
            var (from, to) = (Steps[i - 1], Steps[i]);
            if (to.X != from.X)
                facesRight = to.X > from.X;
            if (seconds <= to.Seconds)
            {
                var x = from.X + ((to.X - from.X) * (float)((seconds - from.Seconds) / Math.Max(to.Seconds - from.Seconds, 1e-9)));
                return (x, way + MathF.Abs(x - from.X), facesRight);
            }

            way += MathF.Abs(to.X - from.X);
        }

        return (Steps[^1].X, way, facesRight);
    }
}
