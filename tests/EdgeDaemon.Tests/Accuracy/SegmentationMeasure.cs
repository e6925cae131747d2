using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Evaluation;
using EdgeDaemon.TestKit.Imaging;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Accuracy;

/// <summary>How well a class per pixel fits, and whether the decoder tells of it what is there.</summary>
internal static class SegmentationMeasure
{
    private const string Bird = "misc_bird_segmentation.png";
    private const double Threshold = 0.5;

    // Of all pixels; a second run of the same int8 model on another processor flips single pixels at the edges.
    private const double ShareTolerance = 0.005;

    /// <summary>Where a map holds probabilities, the reference counted those above a half; none for other models.</summary>
    public static string[] Flags(KnownModel model) => model.Name.Contains("selfie", StringComparison.Ordinal) ? ["--score-threshold", "0.5"] : [];

    /// <summary>Overlap with the mask that somebody drew; where there is none, the share of the one class in each picture.</summary>
    public static Figure[] Overlap(KnownModel model, AddedModel added)
    {
        var recorded = ReferenceFile.Read("accuracy.json").GetProperty(model.File);
        if (!recorded.TryGetProperty("bird_mask_iou", out var expected))
        {
            return [.. ReferenceFile.Read("segmentation.json").GetProperty(model.File).EnumerateObject().Select(picture => Figure.Share(
                "person's share", added.MapOfReference(picture.Name, Threshold).Average(), picture.Value.GetProperty("person_fraction_over_0_5").GetDouble()))];
        }

        using var mask = PngReader.ReadRgb(Assets.Require("images", "misc", "bird_segmentation_mask.png"), new FramePool());
        var drawn = mask.Bytes.ToArray().Where((_, i) => i % 3 == 0).ToArray();
        var (overlap, agreement) = MapOverlap.Of(added.MapOfReference(Bird, Threshold), drawn, added.Bundle.Labels.Names.IndexOf("bird"));
        return
        [
            Figure.Share("IoU", overlap, expected.GetDouble()),
            Figure.Share("pixels", agreement, recorded.GetProperty("bird_pixel_accuracy").GetDouble()),
        ];
    }

    /// <summary>Pictures in which the share of every class is what the reference recorded.</summary>
    public static ReferenceCount SameAsReference(KnownModel model, AddedModel added)
    {
        var pictures = ReferenceFile.Read("segmentation.json").GetProperty(model.File).EnumerateObject().ToArray();
        var same = pictures.Count(picture =>
        {
            var shares = SharesOf(added, picture.Name);
            AssertSharesAreThoseOfTheMap(added, picture.Name, shares);
            var recorded = picture.Value.TryGetProperty("class_fraction", out var fractions)
                ? fractions.EnumerateObject().Where(c => c.Name != "background").ToDictionary(c => c.Name, c => c.Value.GetDouble())
                : new() { [added.Bundle.Labels.Names[0]] = picture.Value.GetProperty("person_fraction_over_0_5").GetDouble() };
            return recorded.Keys.Union(shares.Keys).All(
                label => Math.Abs(recorded.GetValueOrDefault(label) - shares.GetValueOrDefault(label)) <= ShareTolerance);
        });
        return new ReferenceCount("pictures' shares", same, pictures.Length);
    }

    private static Dictionary<string, double> SharesOf(AddedModel added, string picture) =>
        added.LookAtReference(picture).Segments.ToArray().ToDictionary(s => added.Bundle.Labels.Names[s.LabelIndex], s => (double)s.Area);

    /// <summary>The decoder counts cells; a frame that is stretched shows in all of them.</summary>
    private static void AssertSharesAreThoseOfTheMap(AddedModel added, string picture, Dictionary<string, double> shares)
    {
        var map = added.MapOfReference(picture, Threshold);
        var names = added.Bundle.Labels.Names;

        // One class: 1 where it is. Several: 0 is the background.
        var counted = map.Where(label => label > 0).GroupBy(label => label)
            .ToDictionary(group => names[names.Length == 1 ? 0 : (int)group.Key], group => (double)group.Count() / map.Length);
        Assert.Equal(counted.Keys.Order(), shares.Keys.Order());
        Assert.All(counted, share => Assert.Equal(share.Value, shares[share.Key], 1e-6));
    }
}
