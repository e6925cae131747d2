using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference;

/// <summary>
/// A loaded model: write <see cref="Inputs"/>, call <see cref="Run"/>, read <see cref="Outputs"/>. Used by one thread.
/// Steady state allocates nothing; an output with an open dimension costs a few hundred bytes a run.
/// </summary>
public interface IInferenceSession : IDisposable
{
    /// <summary>What runs the model and how it sums products of 8-bit numbers; one line for people, such as <c>ONNX Runtime 1.32.0, exact 8-bit sums (VNNI)</c>.</summary>
    string Engine { get; }

    /// <summary>Input tensors in the model's order; their memory stays in place.</summary>
    ReadOnlySpan<Tensor> Inputs { get; }

    /// <summary>Output tensors in the model's order; overwritten by each run.</summary>
    ReadOnlySpan<Tensor> Outputs { get; }

    /// <summary>Runs the model once.</summary>
    /// <exception cref="InferenceException">The engine failed or took too long; the message names model and reason.</exception>
    void Run();
}

/// <summary>Loads models. May be used by several threads at once.</summary>
public interface IInferenceSessionFactory
{
    /// <summary>Loads a model.</summary>
    /// <param name="modelName">For messages.</param>
    /// <param name="model">The bytes of an ONNX file; not kept. They are untrusted input, and checked before the engine sees them.</param>
    /// <param name="options">Threads, limits, and what the image input must be.</param>
    /// <returns>To be disposed of by the caller.</returns>
    /// <exception cref="InferenceException">
    /// The model is refused, or failed its trial, or the engine is missing, or an input or output is of a
    /// type or shape that is not supported or not what <paramref name="options"/> expects.
    /// </exception>
    IInferenceSession Load(string modelName, ReadOnlySpan<byte> model, InferenceSessionOptions options);
}

/// <summary>A model cannot be loaded or run. One line: which model, what was expected, what was found, what helps.</summary>
public class InferenceException(string message, Exception? inner = null) : Exception(message, inner);
