using EdgeDaemon.Scenes.Drawing;

namespace EdgeDaemon.Scenes.World;

/// <summary>Something that moves through a scene and can be drawn at any place of its way.</summary>
internal interface IFigure
{
    /// <summary>Draws it; the canvas's bounds are its outline afterwards, its shadow left out.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="x">Its middle, in frame heights from the left edge; may lie outside the frame.</param>
    /// <param name="way">How far it has gone, in frame heights: legs and wheels go by it.</param>
    /// <param name="facesRight">Which way it looks.</param>
    void DrawAt(ref Canvas canvas, float x, float way, bool facesRight);
}
