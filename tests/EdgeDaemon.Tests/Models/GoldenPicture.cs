using System.Globalization;
using System.Text.RegularExpressions;
using EdgeDaemon.Scenes;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Models;

/// <summary>A picture of a bundle's golden set. Its name says how our generator draws it: <c>seed7-frame40-dark.png</c>.</summary>
internal sealed partial record GoldenPicture(int Seed, int Frame, SceneCondition Condition)
{
    public const int Width = 160;
    public const int Height = 120;
    private const double FramesPerSecond = 10;

    public static GoldenPicture FromName(string fileName)
    {
        var match = Name().Match(fileName);
        Assert.True(match.Success, $"'{fileName}' does not say how it is drawn (seedN-frameN-CONDITION.png).");
        return new GoldenPicture(
            int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
            int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture),
            Enum.Parse<SceneCondition>(match.Groups[3].Value, ignoreCase: true));
    }

    public Frame Draw(FramePool pool)
    {
        var frame = pool.Rent(PixelFormat.Rgb24, Width, Height);
        new SceneRenderer(Seed, Width, Height).Render(Frame, Frame / FramesPerSecond, Condition, frame.Bytes);
        return frame;
    }

    [GeneratedRegex("^seed([0-9]+)-frame([0-9]+)-([a-z]+)\\.png$")]
    private static partial Regex Name();
}
