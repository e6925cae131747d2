namespace EdgeDaemon.Scenes.World;

/// <summary>
/// How a thing crosses the scene: from outside one edge to outside the other at an even speed, out of sight for a while,
/// then back the other way.
/// </summary>
/// <param name="Span">From turning point to turning point, in frame heights; wider than the frame.</param>
/// <param name="Margin">How far the turning points lie outside the frame.</param>
/// <param name="Speed">Frame heights per second.</param>
/// <param name="PauseSeconds">Out of sight at each turning point.</param>
/// <param name="PhaseSeconds">Where in its round it is at time 0.</param>
internal readonly record struct Traverse(float Span, float Margin, float Speed, float PauseSeconds, float PhaseSeconds)
{
    /// <summary>The way it has gone (for legs and wheels), its place, and whether it faces right. Not visible: null place.</summary>
    internal (float X, float Way, bool FacesRight)? At(double seconds)
    {
        var leg = (Span / Speed) + PauseSeconds;
        var passed = seconds + PhaseSeconds;
        var round = Math.Floor(passed / leg);
        var way = (float)(passed - (round * leg)) * Speed;
        if (way >= Span)
            return null;
        var facesRight = (long)round % 2 == 0;
        return ((facesRight ? way : Span - way) - Margin, way, facesRight);
    }
}
