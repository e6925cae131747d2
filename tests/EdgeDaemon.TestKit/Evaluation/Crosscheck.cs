using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeDaemon.TestKit.Evaluation;

/// <summary>How far a second implementation agreed with the assets' reference, and so how far a third may disagree.</summary>
public static partial class Crosscheck
{
    /// <summary>Detections that it missed, and those that it had more; none where the file does not say.</summary>
    public static (int Missing, int Extra) OfDetections(string file) =>
        Numbers(file, Detections()) is [var matched, var recorded, var extra] ? (recorded - matched, extra) : (0, 0);

    /// <summary>Pictures whose best class was another; none where the file does not say.</summary>
    public static int OfBestClasses(string file) => Numbers(file, BestClasses()) is [var same, var all] ? all - same : 0;

    private static int[] Numbers(string file, Regex pattern)
    {
        var line = File.ReadLines(Assets.Require("reference", "crosscheck_opencv_ort121.txt"))
            .FirstOrDefault(l => l.StartsWith(file + " ", StringComparison.Ordinal)) ?? "";
        return [.. pattern.Match(line).Groups.Values.Skip(1).Where(g => g.Success).Select(g => int.Parse(g.Value, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"matched (\d+)/(\d+) extra (\d+)")]
    private static partial Regex Detections();

    [GeneratedRegex(@"top1 same (\d+)/(\d+)")]
    private static partial Regex BestClasses();
}
