using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Inference.Models;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>Do the models of a camera fit what its configuration asks of them? Looks at manifests and labels only.</summary>
internal static class ModelFit
{
    /// <summary>Checks the model of a camera and its second models.</summary>
    /// <param name="camera">The camera's configuration.</param>
    /// <param name="model">Its model.</param>
    /// <param name="then">One bundle per entry of <see cref="CameraConfig.Then"/>.</param>
    /// <exception cref="ModelMisfitException">They do not fit; the message says which, why, and what would.</exception>
    public static void Check(CameraConfig camera, ModelBundle model, ImmutableArray<ModelBundle> then)
    {
        RequireLabelTask(camera, model);
        RequireThresholdOfItsTask(camera, model);
        RequireKnown(camera, LabelSelection.Unknown(camera, model.Labels.Slugs), "asks for", model);
        if (camera.Zones.Length > 0 && model.Manifest.Task != ModelTask.Detection)
        {
            throw Misfit(camera,
                $"'zones' are for objects, and '{model.Manifest.Name}' is for {WordOf(model)}. Name a model that detects, or remove 'zones'.");
        }

        if (then.IsEmpty)
            return;
        if (model.Manifest.Task != ModelTask.Detection)
        {
            throw Misfit(camera,
                $"'then' looks at what the camera's model detects, and '{model.Manifest.Name}' is for {WordOf(model)}. Name a model that detects, or remove 'then'.");
        }

        for (var i = 0; i < then.Length; i++)
        {
            RequireLookTask(camera, then[i]);
            RequireKnown(camera, (camera.Then[i].When?.Labels ?? []).Except(model.Labels.Slugs), $"lets '{then[i].Manifest.Name}' look by", model);
            RequireTeachable(camera, camera.Then[i].Teach, model, then[i], then);
            RequireKnown(camera, camera.Then[i].Labels.Except(model.Labels.Slugs), $"lets '{then[i].Manifest.Name}' look at", model);
            for (var j = 0; j < i; j++)
                RequireNoRival(camera, model, (camera.Then[j], then[j]), (camera.Then[i], then[i]));
        }
    }

    private static void RequireLabelTask(CameraConfig camera, ModelBundle model)
    {
        if (model.Manifest.Task == ModelTask.Embedding)
        {
            throw Misfit(camera,
                $"model '{model.Manifest.Name}' makes feature vectors, which have no labels to report. A camera's model classifies, detects or "
                + "segments; this one can stand in 'then', and 'edgedaemon predict' runs it.");
        }
    }

    private static void RequireThresholdOfItsTask(CameraConfig camera, ModelBundle model)
    {
        var isSegmentation = model.Manifest.Task == ModelTask.Segmentation;
        if (isSegmentation && camera.ScoreThreshold is not null)
            throw Misfit(camera, $"'score_threshold' has no effect on '{model.Manifest.Name}', which is for segmentation. Use 'area_threshold'.");
        if (!isSegmentation && camera.AreaThreshold is not null)
            throw Misfit(camera, $"'area_threshold' has no effect on '{model.Manifest.Name}', which is for {WordOf(model)}. Use 'score_threshold'.");
    }

    private static void RequireKnown(CameraConfig camera, IEnumerable<string> unknown, string asks, ModelBundle model)
    {
        string[] labels = [.. unknown];
        if (labels.Length == 0)
            return;
        throw new ModelMisfitException(
            $"Camera '{camera.Name}' {asks} {string.Join(", ", labels.Select(label => $"'{label}'"))}, which model '{model.Manifest.Name}' does not know. "
            + $"{NearestName.Suggest(labels[0], model.Labels.Slugs)} Its labels are in '{Path.Combine(model.Directory, LabelFile.FileName)}'.", labels[0]);
    }

    private static void RequireLookTask(CameraConfig camera, ModelBundle second)
    {
        if (second.Manifest.Task is not (ModelTask.Classification or ModelTask.Embedding))
        {
            throw Misfit(camera,
                $"model '{second.Manifest.Name}' is for {WordOf(second)}; a model in 'then' must classify or make feature vectors.");
        }
    }

    /// <summary>Only vectors can be taught, and a name must mean one thing.</summary>
    private static void RequireTeachable(CameraConfig camera, ImmutableArray<string> names, ModelBundle model, ModelBundle second, ImmutableArray<ModelBundle> then)
    {
        if (names.Length > 0 && second.Manifest.Task != ModelTask.Embedding)
            throw Misfit(camera, $"'{second.Manifest.Name}' is for {WordOf(second)}; only a model that makes feature vectors can be taught. Move 'teach' to one, such as 'features'.");
        foreach (var name in names)
        {
            if (then.Prepend(model).FirstOrDefault(bundle => bundle.Labels.Slugs.Contains(name)) is { } taken)
                throw Misfit(camera, $"'{name}' in 'teach' is a label of model '{taken.Manifest.Name}' already, so that nobody could tell which is meant. Choose another name.");
        }
    }

    /// <summary>An object has one sub-label and one vector: two models that give it the same would take turns.</summary>
    private static void RequireNoRival(
        CameraConfig camera, ModelBundle model, (SecondModelConfig Config, ModelBundle Bundle) one, (SecondModelConfig Config, ModelBundle Bundle) other)
    {
        var isTaught = one.Config.Teach.Length + other.Config.Teach.Length > 0;
        if (one.Bundle.Manifest.Task != other.Bundle.Manifest.Task && !isTaught)
            return;
        if (isTaught && one.Bundle.Manifest.Task == ModelTask.Embedding && other.Bundle.Manifest.Task == ModelTask.Embedding)
        {
            throw Misfit(camera,
                $"'{one.Bundle.Manifest.Name}' and '{other.Bundle.Manifest.Name}' both make feature vectors, and those of two models cannot be compared. Where one is taught, keep only that one.");
        }

        var shared = model.Labels.Slugs.FirstOrDefault(
            label => SecondModel.AppliesTo(one.Config, label) && SecondModel.AppliesTo(other.Config, label));
        if (shared is not null)
        {
            throw Misfit(camera,
                $"'{one.Bundle.Manifest.Name}' and '{other.Bundle.Manifest.Name}' {(isTaught ? "both give sub-labels" : $"are both for {WordOf(one.Bundle)}")} and both look at '{shared}'. "
                + "Give each its own 'labels'.");
        }
    }

    private static string WordOf(ModelBundle model) => model.Manifest.Task.ToString().ToLowerInvariant();

    private static ModelMisfitException Misfit(CameraConfig camera, string what) => new($"Camera '{camera.Name}': {what}", camera.Model ?? camera.Name);
}
