using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>The models of one camera, ready to run.</summary>
/// <param name="First">What is there; null when the camera has no model.</param>
/// <param name="Health">Whether it can see; null when that is not watched.</param>
/// <param name="Then">Second models, in the order of the configuration.</param>
internal sealed record CameraModels(ILabelModel? First, ModelRunner? Health, ImmutableArray<ModelRunner> Then)
{
    /// <summary>
    /// Inputs that see the frame as a whole, for how far it must be decoded; none, so that it is decoded in full, when a second
    /// model looks at parts of it.
    /// </summary>
    public ImmutableArray<InputSpec> Inputs => Then.IsEmpty
        ? [.. Loaded.Select(model => model.Bundle.Manifest.Input)]
        : [];

    /// <summary>Every model that was loaded.</summary>
    public ImmutableArray<ModelRunner> Loaded { get; init; } = [];
}

/// <summary>
/// Loads what the cameras ask for and checks that it fits. A bundle is opened once; each camera has its own session, because
/// tensors and geometry tables belong to one size of frame.
/// </summary>
/// <param name="sessions">Loads models.</param>
/// <param name="open">Opens the bundle that a name stands for, as <see cref="ModelCatalog.Open(string)"/> or <see cref="ModelChoice.Open"/> does.</param>
/// <param name="threads">Threads that one model run uses.</param>
/// <param name="time">Measures durations.</param>
internal sealed class ModelLoader(IInferenceSessionFactory sessions, Func<string, ModelBundle> open, int threads, TimeProvider time)
{
    private readonly Dictionary<string, ModelBundle> _bundles = [];

    /// <summary>Loads the models of a camera.</summary>
    /// <exception cref="ModelBundleException">A bundle is missing, damaged or wrong.</exception>
    /// <exception cref="InferenceException">A model cannot be loaded, or a label that the configuration names is none of its.</exception>
    public CameraModels LoadFor(CameraConfig camera)
    {
        if (camera.Model is { } model)
            ModelFit.Check(camera, Bundle(model), [.. camera.Then.Select(second => Bundle(second.Model))]);
        var first = camera.Model is null ? null : LoadFirst(camera.Model);
        var health = camera.Health is { } watch ? Load(watch.Model) : null;
        ImmutableArray<ModelRunner> then = [.. camera.Then.Select(second => Load(second.Model))];
        return new CameraModels(first is null ? null : new LiveModel(new LoadedModel(first)), health, then)
        {
            Loaded = [.. new[] { first, health }.OfType<ModelRunner>(), .. then],
        };
    }

    /// <summary>Labels of a model as slugs.</summary>
    public ImmutableArray<string> SlugsOf(string model) => Bundle(model).Labels.Slugs;

    /// <summary>Objects that are followed already are recognised at scores below those that make an event.</summary>
    private ModelRunner LoadFirst(string name) => LoadFirst(sessions, Bundle(name), threads, time);

    /// <summary>Loads a camera's own model.</summary>
    public static ModelRunner LoadFirst(IInferenceSessionFactory sessions, ModelBundle bundle, int threads, TimeProvider time) =>
        ModelRunner.Load(sessions, bundle, threads, time, bundle.Manifest.Task == ModelTask.Detection ? LabelRule.KeepFactor : 1);

    private ModelRunner Load(string name) => ModelRunner.Load(sessions, Bundle(name), threads, time);

    private ModelBundle Bundle(string name) =>
        _bundles.TryGetValue(name, out var bundle) ? bundle : _bundles[name] = open(name);
}
