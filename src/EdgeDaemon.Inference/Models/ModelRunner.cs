using System.Collections.Immutable;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.Models;

/// <summary>
/// A model ready to look at frames: packer, session and decoder as its bundle asks for them. Used by one thread; in steady
/// state it allocates nothing.
/// </summary>
public sealed class ModelRunner : IDisposable
{
    private readonly IInferenceSession _session;
    private readonly TensorPacker _packer;
    private readonly IModelDecoder _decoder;
    private readonly ModelResult _result;
    private readonly TimeProvider _time;

    private ModelRunner(ModelBundle bundle, IInferenceSession session, TimeProvider time, float scoreFactor)
    {
        Bundle = bundle.WithoutModel();
        _session = session;
        _time = time;
        var input = bundle.Manifest.Input;
        var decoder = bundle.Manifest.Decoder with { ScoreThreshold = bundle.Manifest.Decoder.ScoreThreshold * scoreFactor };
        _packer = new TensorPacker(input);
        _decoder = ModelDecoder.Create(decoder, SpecsOf(session.Outputs).AsSpan(), input.Width, input.Height, bundle.Labels.Names.Length);
        _result = new ModelResult(decoder.MaxDetections, decoder.TopK);
    }

    /// <summary>What it was made from, without the bytes of the model: they are as large as the session, and nobody needs them any more.</summary>
    public ModelBundle Bundle { get; }

    /// <summary>Durations of the last <see cref="Process(Frame)"/>.</summary>
    public ModelTimings Timings { get; private set; }

    /// <summary>What runs it, as <see cref="IInferenceSession.Engine"/> says.</summary>
    public string Engine => _session.Engine;

    /// <summary>Loads a bundle and runs it once on an empty picture, so that whatever fails fails now.</summary>
    /// <param name="sessions">Loads the model.</param>
    /// <param name="bundle">Its digests have been checked.</param>
    /// <param name="intraOpThreads">Threads of the model, 1 to <see cref="InferenceSessionOptions.MaxIntraOpThreads"/>.</param>
    /// <param name="time">Measures durations; null for the system's clock.</param>
    /// <param name="scoreFactor">Results are given down to this part of the manifest's score threshold, above 0..1.</param>
    /// <param name="asWritten">Run the graph operator by operator, as <see cref="InferenceSessionOptions.AsWritten"/> says.</param>
    /// <exception cref="InferenceException">The model cannot be loaded, or does not fit its manifest or its labels; one line.</exception>
    public static ModelRunner Load(
        IInferenceSessionFactory sessions, ModelBundle bundle, int intraOpThreads, TimeProvider? time = null, float scoreFactor = 1, bool asWritten = false)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(bundle);
        var manifest = bundle.Manifest;
        var options = new InferenceSessionOptions
        {
            IntraOpThreads = intraOpThreads,
            Image = manifest.Input,
            ImageInputName = manifest.InputName,
            AsWritten = asWritten,
            Digest = bundle.Digest,
        };
        var session = sessions.Load(manifest.Name, bundle.Model.Span, options);
        try
        {
            return Create(bundle, session, time ?? TimeProvider.System, scoreFactor);
        }
        catch (DecoderMismatchException e)
        {
            session.Dispose();
            throw new InferenceException($"Model '{manifest.Name}' ({bundle.Directory}): {e.Message}", e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Looks at one frame.</summary>
    /// <param name="frame">Any format and size; not retained.</param>
    /// <returns>The same instance at every call, overwritten.</returns>
    /// <exception cref="InferenceException">The runtime failed.</exception>
    public ModelResult Process(Frame frame) => Process(frame, FrameRegion.Whole(frame.Width, frame.Height));

    /// <summary>Looks at a region of a frame as if it were the whole picture; boxes in the result are those of the frame.</summary>
    /// <param name="frame">Any format and size; not retained.</param>
    /// <param name="region">Inside the frame.</param>
    /// <returns>The same instance at every call, overwritten.</returns>
    /// <exception cref="InferenceException">The runtime failed.</exception>
    public ModelResult Process(Frame frame, FrameRegion region)
    {
        var start = _time.GetTimestamp();
        var transform = _packer.Pack(frame, region, _session.Inputs[0]);
        var packed = _time.GetTimestamp();
        _session.Run();
        var inferred = _time.GetTimestamp();
        _decoder.Decode(_session.Outputs, transform, _result);
        var decoded = _time.GetTimestamp();
        Timings = new ModelTimings(
            _time.GetElapsedTime(start, packed), _time.GetElapsedTime(packed, inferred), _time.GetElapsedTime(inferred, decoded));
        return _result;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static ModelRunner Create(ModelBundle bundle, IInferenceSession session, TimeProvider time, float scoreFactor)
    {
        if (session.Inputs.Length != 1)
            throw new InferenceException($"Model '{bundle.Manifest.Name}': it has {session.Inputs.Length} inputs; a model that looks at pictures has 1.");
        var runner = new ModelRunner(bundle, session, time, scoreFactor);
        session.Run();
        return runner;
    }

    private static ImmutableArray<TensorSpec> SpecsOf(ReadOnlySpan<Tensor> tensors)
    {
        var specs = ImmutableArray.CreateBuilder<TensorSpec>(tensors.Length);
        foreach (var tensor in tensors)
            specs.Add(tensor.Spec);
        return specs.MoveToImmutable();
    }
}
