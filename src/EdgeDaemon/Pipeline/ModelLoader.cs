using System.Collections.Immutable;
using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Pipeline;

/// <summary>The models of one camera, ready to run.</summary>
/// <param name="Presence">What is there; null when the camera has no model.</param>
/// <param name="Health">Whether it can see; null when that is not watched.</param>
internal sealed record CameraModels(ModelRunner? Presence, ModelRunner? Health)
{
    /// <summary>Inputs of both.</summary>
    public ImmutableArray<InputSpec> Inputs =>
        [.. new[] { Presence, Health }.OfType<ModelRunner>().Select(model => model.Bundle.Manifest.Input)];
}

/// <summary>
/// Loads what the cameras ask for and checks that it fits. A bundle is opened once; each camera has its own session, because
/// tensors and geometry tables belong to one size of frame.
/// </summary>
internal sealed class ModelLoader(ModelCatalog catalog, int threads, TimeProvider time)
{
    private readonly Dictionary<string, ModelBundle> _bundles = [];

    /// <summary>Loads the models of a camera.</summary>
    /// <exception cref="ModelBundleException">A bundle is missing, damaged or wrong.</exception>
    /// <exception cref="InferenceException">A model cannot be loaded, or a label that the configuration names is none of its.</exception>
    public CameraModels LoadFor(CameraConfig camera)
    {
        var presence = camera.Model is { } model ? Load(model) : null;
        if (presence is not null)
        {
            RequireLabelTask(camera, presence.Bundle);
            RequireKnownLabels(camera, presence.Bundle);
        }

        return new CameraModels(presence, camera.Health is { } health ? Load(health.Model) : null);
    }

    /// <summary>Labels of a model as slugs.</summary>
    public ImmutableArray<string> SlugsOf(string model) => Bundle(model).Labels.Slugs;

    private static void RequireLabelTask(CameraConfig camera, ModelBundle bundle)
    {
        if (bundle.Manifest.Task is not (ModelTask.Classification or ModelTask.Detection))
        {
            throw new InferenceException(
                $"Camera '{camera.Name}': model '{bundle.Manifest.Name}' is for {bundle.Manifest.Task.ToString().ToLowerInvariant()}; a camera's " +
                "model must classify or detect. 'edgedaemon predict' runs the others.");
        }
    }

    private static void RequireKnownLabels(CameraConfig camera, ModelBundle bundle)
    {
        var unknown = LabelSelection.Unknown(camera, bundle.Labels.Slugs).ToList();
        if (unknown.Count > 0)
        {
            throw new InferenceException(
                $"Camera '{camera.Name}' asks for {string.Join(", ", unknown.Select(label => $"'{label}'"))}, which model '{bundle.Manifest.Name}' " +
                $"does not know. Its labels are in '{Path.Combine(bundle.Directory, "labels.txt")}'.");
        }
    }

    private ModelRunner Load(string name) => ModelRunner.Load(Bundle(name), threads, time);

    private ModelBundle Bundle(string name) =>
        _bundles.TryGetValue(name, out var bundle) ? bundle : _bundles[name] = catalog.Open(name);
}
