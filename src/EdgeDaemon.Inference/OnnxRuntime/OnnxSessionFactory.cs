using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.OnnxModel.Reading;
using EdgeDaemon.Inference.Trials;
using Microsoft.ML.OnnxRuntime;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>Loads models into ONNX Runtime, which starts with the first of them and stays until the process ends.</summary>
public sealed class OnnxSessionFactory : IInferenceSessionFactory
{
    private readonly ModelTrials? _trials;
    private readonly QuantizedSums? _sums;

    /// <summary>Loads what has passed its trial; what had none yet gets it first.</summary>
    /// <param name="trials">Tries models.</param>
    public OnnxSessionFactory(ModelTrials trials) => _trials = trials;

    /// <summary>Loads without a trial: in the trial itself, and in tests with models of their own.</summary>
    /// <param name="sums">How products of 8-bit numbers are summed; null: as this processor needs it.</param>
    internal OnnxSessionFactory(QuantizedSums? sums = null) => _sums = sums;

    /// <inheritdoc/>
    public IInferenceSession Load(string modelName, ReadOnlySpan<byte> model, InferenceSessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.IntraOpThreads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.IntraOpThreads, InferenceSessionOptions.MaxIntraOpThreads);
        if (model.IsEmpty)
            throw new InferenceException($"Model '{modelName}' cannot be loaded: the file is empty.");

        // Our own copy is what is checked, tried and loaded: nobody can change it in between.
        var bytes = model.ToArray();
        var found = CheckBytes(modelName, bytes, options.Limits);
        _trials?.Require(modelName, bytes, options);
        return Create(modelName, bytes, options, found);
    }

    private OnnxSession Create(string modelName, byte[] model, InferenceSessionOptions options, ModelInfo found)
    {
        InferenceSession? native = null;
        OnnxSession? session = null;
        try
        {
            (native, var sums) = CreateNative(model, options);
            session = new OnnxSession(modelName, native, sums, options);
            if (!found.IsSizedByContent)
                session.SettleOutputs();
            return session;
        }
        catch (OnnxRuntimeException e)
        {
            Dispose();
            throw new InferenceException($"Model '{modelName}' cannot be loaded: {OnnxFailure.Describe(e)}", e);
        }
        catch
        {
            Dispose();
            throw;
        }

        void Dispose()
        {
            if (session is not null)
                session.Dispose();
            else
                native?.Dispose();
        }
    }

    /// <summary>
    /// ONNX Runtime 1.32 fails to prepare for widened sums where operators share the zero point of their weights, as in models
    /// that come from TFLite ("Attempt to replace the existing tensor"); such a model is loaded the other way. What is wrong for
    /// another reason fails twice, with the same message.
    /// </summary>
    private (InferenceSession Session, QuantizedSums Sums) CreateNative(byte[] model, InferenceSessionOptions options)
    {
        var sums = options.AsWritten ? QuantizedSums.AsWritten : _sums ?? OnnxEnvironment.Sums;
        try
        {
            return (CreateNative(model, options.IntraOpThreads, sums), sums);
        }
        catch (OnnxRuntimeException) when (sums == QuantizedSums.Widened)
        {
            return (CreateNative(model, options.IntraOpThreads, QuantizedSums.Unfused), QuantizedSums.Unfused);
        }
    }

    private static InferenceSession CreateNative(byte[] model, int threads, QuantizedSums sums)
    {
        using var settings = OnnxEnvironment.CreateOptions(threads, sums);
        return new InferenceSession(model, settings);
    }

    private static ModelInfo CheckBytes(string modelName, ReadOnlySpan<byte> model, OnnxLimits limits)
    {
        try
        {
            return ModelReader.Read(model, limits);
        }
        catch (ModelRefusedException e)
        {
            throw new InferenceException($"Model '{modelName}' is refused: {e.Message}.", e);
        }
    }
}
