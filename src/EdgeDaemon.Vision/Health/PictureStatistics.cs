using EdgeDaemon.Vision.Gating;

namespace EdgeDaemon.Vision.Health;

/// <summary>What a look at the brightness alone tells of a picture.</summary>
public enum PictureFault
{
    /// <summary>Nothing for sure.</summary>
    None,

    /// <summary>Hardly any light anywhere.</summary>
    Dark,

    /// <summary>Most of it is white.</summary>
    Overexposed,

    /// <summary>Light, but the same everywhere: something lies over the lens.</summary>
    Covered,
}

/// <summary>
/// Brightness and structure of a picture. They judge only what is beyond doubt, and cheaply; the rest is left to a model.
/// </summary>
/// <param name="Mean">Mean brightness, 0..255.</param>
/// <param name="BrightShare">Share of cells that are all but white.</param>
/// <param name="LitShare">Share of cells with any light worth the name.</param>
/// <param name="EdgeEnergy">Mean difference of neighbouring cells, in grey levels.</param>
public readonly record struct PictureStatistics(float Mean, float BrightShare, float LitShare, float EdgeEnergy)
{
    private const byte AllButWhite = 248;
    private const byte AnyLight = 32;

    private const float BlackMean = 12;
    private const float LeastLit = 0.01f;
    private const float MostlyWhite = 0.75f;

    // In the dark everything looks alike, covered or not: that is for a model to tell.
    private const float LitMean = 40;

    // Sensor noise alone gives a mean of 16 samples a spread of about one level; any scene with things in it has several.
    private const float NoEdges = 1.2f;

    /// <summary>What is beyond doubt.</summary>
    public PictureFault Fault =>
        Mean < BlackMean && LitShare < LeastLit ? PictureFault.Dark
        : BrightShare >= MostlyWhite ? PictureFault.Overexposed
        : Mean >= LitMean && EdgeEnergy < NoEdges ? PictureFault.Covered
        : PictureFault.None;

    /// <summary>Measures a picture; cells without one give zeros.</summary>
    public static PictureStatistics Of(LumaPlane plane)
    {
        var (cells, width) = (plane.Cells.Length, plane.Width);
        if (cells == 0)
            return default;
        var (sum, bright, lit, edges, pairs) = (0L, 0, 0, 0L, 0);
        for (var i = 0; i < cells; i++)
        {
            var cell = plane.Cells[i];
            sum += cell;
            bright += cell >= AllButWhite ? 1 : 0;
            lit += cell >= AnyLight ? 1 : 0;
            if (i % width != width - 1)
                (edges, pairs) = (edges + Math.Abs(cell - plane.Cells[i + 1]), pairs + 1);
            if (i + width < cells)
                (edges, pairs) = (edges + Math.Abs(cell - plane.Cells[i + width]), pairs + 1);
        }

        return new PictureStatistics((float)sum / cells, (float)bright / cells, (float)lit / cells, pairs == 0 ? 0 : (float)edges / pairs);
    }
}
