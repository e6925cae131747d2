using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>From which score, or share of the picture, each label of a camera's model counts.</summary>
internal static class LabelSelection
{
    /// <summary>The thresholds for a model: shares of the picture where it divides the picture up, scores otherwise.</summary>
    public static float[] Thresholds(CameraConfig camera, ModelBundle model) => Thresholds(
        camera, model.Labels.Slugs,
        model.Manifest.Task == ModelTask.Segmentation
            ? (float)(camera.AreaThreshold ?? CameraConfig.DefaultAreaThreshold)
            : model.Manifest.Decoder.ScoreThreshold);

    /// <summary>One threshold per label: the label's own, else the camera's, else the model's; labels that are not listed never count.</summary>
    /// <param name="camera">The camera's configuration.</param>
    /// <param name="labels">Labels of its model as slugs.</param>
    /// <param name="modelThreshold">What holds where the camera says nothing, 0..1.</param>
    public static float[] Thresholds(CameraConfig camera, ImmutableArray<string> labels, float modelThreshold)
    {
        var thresholds = new float[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var reported = camera.Labels.IsEmpty || camera.Labels.Contains(labels[i]);
            thresholds[i] = !reported ? LabelSummary.Never
                : camera.LabelThresholds.TryGetValue(labels[i], out var own) ? (float)own
                : (float?)camera.ScoreThreshold ?? modelThreshold;
        }

        return thresholds;
    }

    /// <summary>Labels that the configuration names and the model does not have, for a message; empty when all is well.</summary>
    public static IEnumerable<string> Unknown(CameraConfig camera, ImmutableArray<string> labels) =>
        camera.Labels
            .Concat(camera.LabelThresholds.Keys)
            .Concat(camera.Tracking.Sizes.Keys)
            .Concat(camera.Zones.SelectMany(zone => zone.Labels))
            .Concat(camera.Schedule.SelectMany(entry => entry.LabelThresholds.Keys))
            .Distinct()
            .Except(labels);
}
