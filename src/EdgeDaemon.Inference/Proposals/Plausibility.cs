using System.Collections.Immutable;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Inference.Trials;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>Whether what a model sees, read as its manifest says, can be what it means.</summary>
public static class Plausibility
{
    /// <summary>Why it cannot, without a full stop; empty where it can, and where that would take too long to find out.</summary>
    /// <param name="bundle">The model, which can be loaded.</param>
    /// <param name="trials">Say how long a run takes.</param>
    /// <param name="pictures">Pictures of something; there will be others of nothing and of noise.</param>
    /// <param name="patience">Most time for all runs.</param>
    /// <exception cref="InferenceException">The model cannot be loaded or run.</exception>
    public static string ObjectionTo(ModelBundle bundle, ModelTrials trials, ImmutableArray<Frame> pictures, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(trials);
        var (manifest, bytes) = (bundle.Manifest, bundle.Model.ToArray());
        var options = new InferenceSessionOptions { Image = manifest.Input, ImageInputName = manifest.InputName, Digest = bundle.Digest };
        if (trials.Require(manifest.Name, bytes, options).Run * (pictures.Length + ReadingTrial.OwnPictures) > patience)
            return "";
        var makers = OnnxInspector.Inspect(bytes, new OnnxLimits()).Outputs.ToDictionary(output => output.Name, output => output.MadeBy);
        var session = new OnnxSessionFactory(trials).Load(manifest.Name, bytes, options);
        using var trial = new ReadingTrial(session, pictures);
        ImmutableArray<OutputShape> outputs =
        [
            .. from tensor in session.Outputs.ToArray()
               where manifest.Decoder.Output is "" || manifest.Decoder.Output == tensor.Spec.Name
               select new OutputShape(tensor.Spec.Name, tensor.Spec.ElementType.ToString().ToLowerInvariant(), [.. tensor.Spec.Shape.Select(d => (long)d)], makers.GetValueOrDefault(tensor.Spec.Name, "")),
        ];
        var labels = bundle.Labels.Names.Length;
        return trial.Read(Decoders.Of(manifest.Decoder.Kind), new ModelShape(manifest.Input.Width, manifest.Input.Height, outputs) { Labels = labels }, manifest, labels, labels).Objection;
    }
}
