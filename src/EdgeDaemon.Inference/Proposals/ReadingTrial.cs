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
    /// <param name="reading">How.</param>
    /// <param name="labels">Number of labels.</param>
    /// <exception cref="DecoderMismatchException">The decoder refuses the outputs, or the labels.</exception>
    /// <exception cref="ModelBundleException">What the user said makes a manifest that is wrong.</exception>
    /// <exception cref="InferenceException">The runtime failed.</exception>
    public Impression Read(ManifestReading reading, int labels)
    {
        var manifest = reading.Parse();
        var spec = manifest.Decoder with { MaxDetections = BoxesPerPicture };

        // A map of cells is cut at its threshold, so that one is kept.
        if (reading.Decoder.Task == DecoderTask.Detection)
            spec = spec with { ScoreThreshold = LeastScore };
        var decoder = ModelDecoder.Create(spec, _outputs.AsSpan(), manifest.Input.Width, manifest.Input.Height, labels);
        var packer = new TensorPacker(manifest.Input);
        var result = new ModelResult(BoxesPerPicture, Math.Max(spec.TopK, 1));
        var impression = new Impression(reading.Decoder.Task, spec.Logits, reading.Model.Outputs[0].MadeBy);
        foreach (var picture in _pictures)
        {
            var transform = packer.Pack(picture, _session.Inputs[0]);
            _session.Run();
            decoder.Decode(_session.Outputs, transform, result);
            impression.Add(result, NumbersOf(reading));
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

    private ReadOnlySpan<float> NumbersOf(ManifestReading reading)
    {
        if (reading.Model.Outputs.Length != 1 || (reading.Decoder.Task == DecoderTask.Segmentation && reading.Decoder.CountClasses(reading.Model) != 1))
            return [];
        foreach (var output in _session.Outputs)
        {
            if (output.Spec.Name != reading.Model.Outputs[0].Name)
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
