using System.Collections.Immutable;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>Reads a loaded model in one way after the other, with pictures of nothing, of noise, and what else is given.</summary>
internal sealed class ReadingTrial : IDisposable
{
    /// <summary>Pictures that are always among those shown: of nothing, and of noise.</summary>
    public const int OwnPictures = 2;

    private const int Width = 320;
    private const int Height = 240;
    private const int BoxesPerPicture = 20;
    private const float LeastScore = 0.005f;

    private readonly IInferenceSession _session;
    private readonly ImmutableArray<TensorSpec> _outputs;
    private readonly ImmutableArray<Frame> _own;
    private readonly ImmutableArray<Frame> _pictures;

    /// <param name="session">The model; disposed of with this.</param>
    /// <param name="pictures">The caller's.</param>
    public ReadingTrial(IInferenceSession session, ImmutableArray<Frame> pictures)
    {
        _session = session;
        _outputs = [.. session.Outputs.ToArray().Select(tensor => tensor.Spec)];
        var pool = new FramePool();
        _own = [pool.Rent(PixelFormat.Rgb24, Width, Height), pool.Rent(PixelFormat.Rgb24, Width, Height)];
        _own[0].Bytes.Fill(128);
        new Random(1).NextBytes(_own[1].Bytes);
        _pictures = [.. _own, .. pictures];
    }

    /// <summary>Reads the model in this way.</summary>
    /// <param name="decoder">The family.</param>
    /// <param name="model">The outputs that it reads.</param>
    /// <param name="manifest">How.</param>
    /// <param name="labels">Number of labels.</param>
    /// <param name="known">How many of them are known; 0 where nobody knows.</param>
    /// <exception cref="DecoderMismatchException">The decoder refuses the outputs, or the labels.</exception>
    /// <exception cref="InferenceException">The runtime failed.</exception>
    public Impression Read(DecoderDescription decoder, ModelShape model, ModelManifest manifest, int labels, int known)
    {
        var spec = manifest.Decoder with { MaxDetections = BoxesPerPicture };

        // A map of cells is cut at its threshold, so that one is kept.
        if (decoder.Task == DecoderTask.Detection)
            spec = spec with { ScoreThreshold = LeastScore };
        var reader = ModelDecoder.Create(spec, _outputs.AsSpan(), manifest.Input.Width, manifest.Input.Height, labels);
        var packer = new TensorPacker(manifest.Input);
        var result = new ModelResult(BoxesPerPicture, Math.Max(spec.TopK, 1));
        var impression = new Impression(decoder, model, spec, known);
        var shown = model.BoxOutputs?.Scores ?? (model.Outputs.Length == 1 ? model.Outputs[0] : null);
        foreach (var picture in _pictures)
        {
            var transform = packer.Pack(picture, _session.Inputs[0]);
            _session.Run();
            reader.Decode(_session.Outputs, transform, result);
            impression.Add(result, NumbersOf(shown), (int)(shown?.Shape[^1] ?? 0));
        }

        return impression;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        foreach (var picture in _own)
            picture.Dispose();
    }

    private ReadOnlySpan<float> NumbersOf(OutputShape? shown)
    {
        foreach (var output in _session.Outputs)
        {
            if (output.Spec.Name != shown?.Name)
                continue;
            return output.Spec.ElementType switch
            {
                TensorElementType.Float32 => output.As<float>(),
                TensorElementType.Float16 => output.As<Half>().ToArray().Select(value => (float)value).ToArray(),
                _ => [],
            };
        }

        return [];
    }
}
