using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference;

/// <summary>
/// A loaded model: write <see cref="Inputs"/>, call <see cref="Run"/>, read <see cref="Outputs"/>. Used by one thread.
/// Steady state allocates nothing.
/// </summary>
public interface IInferenceSession : IDisposable
{
    /// <summary>Input tensors in the model's order; their memory stays in place.</summary>
    ReadOnlySpan<Tensor> Inputs { get; }

    /// <summary>Output tensors in the model's order; overwritten by each run.</summary>
    ReadOnlySpan<Tensor> Outputs { get; }

    /// <summary>Runs the model once.</summary>
    /// <exception cref="InferenceException">The runtime failed; the message names model and reason.</exception>
    void Run();
}

/// <summary>A model cannot be loaded or run. One line: which model, what was expected, what was found, what helps.</summary>
public class InferenceException(string message, Exception? inner = null) : Exception(message, inner);
