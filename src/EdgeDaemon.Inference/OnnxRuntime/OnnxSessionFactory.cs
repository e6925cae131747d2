using EdgeDaemon.Inference.OnnxModel;
using Microsoft.ML.OnnxRuntime;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>Loads models into ONNX Runtime, which starts with the first of them and stays until the process ends.</summary>
public sealed class OnnxSessionFactory : IInferenceSessionFactory
{
    private readonly QuantizedSums? _sums;

    /// <summary>Sums products of 8-bit numbers as this processor needs it.</summary>
    public OnnxSessionFactory()
    {
    }

    /// <summary>Sums them in a way of one's own.</summary>
    internal OnnxSessionFactory(QuantizedSums sums) => _sums = sums;

    /// <inheritdoc/>
    public IInferenceSession Load(string modelName, ReadOnlySpan<byte> model, InferenceSessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.IntraOpThreads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.IntraOpThreads, InferenceSessionOptions.MaxIntraOpThreads);
        if (model.IsEmpty)
            throw new InferenceException($"Model '{modelName}' cannot be loaded: the file is empty.");

        // Our own copy is what is checked and what is loaded: nobody can change it in between, and it outlives a caller that gave up.
        var bytes = model.ToArray();
        var found = CheckBytes(modelName, bytes, options);
        InferenceSession? session = null;
        try
        {
            (session, var sums) = new SessionCreation(bytes, options, options.AsWritten ? QuantizedSums.AsWritten : _sums ?? OnnxEnvironment.Sums).Run(modelName);
            return new OnnxSession(modelName, session, sums, options, found);
        }
        catch (OnnxRuntimeException e)
        {
            session?.Dispose();
            throw new InferenceException($"Model '{modelName}' cannot be loaded: {OnnxFailure.Describe(e)}", e);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Dimensions of the outputs by name, as the guard's walk found them; -1 where they hang on more than the input's size.</summary>
    private static Dictionary<string, long[]> CheckBytes(string modelName, ReadOnlySpan<byte> model, InferenceSessionOptions options)
    {
        try
        {
            var (info, report) = OnnxGuard.Analyse(model, options.Limits, options.Image, options.ImageInputName);
            var found = new Dictionary<string, long[]>();
            foreach (var (output, facts) in info.Graph.Outputs.Zip(report.Outputs))
                found[output.Name] = [.. (facts.Dims ?? []).Select(d => d.IsExact ? (long)d.High : -1)];
            return found;
        }
        catch (ModelRefusedException e)
        {
            throw new InferenceException($"Model '{modelName}' is refused: {e.Message}.", e);
        }
    }
}
