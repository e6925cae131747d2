using System.Collections.Immutable;
using System.Runtime.InteropServices;
using EdgeDaemon.Vision.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>
/// A model loaded into ONNX Runtime. Inputs, and outputs of a known shape, are read and written in place; an output with an
/// open dimension is made by ONNX Runtime and copied. Used by one thread.
/// </summary>
internal sealed class OnnxSession : IInferenceSession
{
    private readonly string _modelName;
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly TensorBindings _inputs;
    private readonly Tensor[] _shown;
    private TensorBindings _outputs;
    private readonly RunDeadline _deadline;
    private bool _anyOpen;
    private bool _disposed;

    /// <summary>Binds the tensors of a session, which it owns from then on.</summary>
    /// <param name="modelName">For messages.</param>
    /// <param name="session">The session; still the caller's when this throws.</param>
    /// <param name="sums">How it was made.</param>
    /// <param name="options">What the image input must be, and how long a run may take.</param>
    /// <exception cref="InferenceException">An input or output is not what we support or <paramref name="options"/> expects.</exception>
    public OnnxSession(string modelName, InferenceSession session, QuantizedSums sums, InferenceSessionOptions options)
    {
        _modelName = modelName;
        _session = session;
        Engine = $"ONNX Runtime {OnnxEnvironment.Version}, {ProcessorSums.Describe(sums, RuntimeInformation.ProcessArchitecture)}";
        var inputs = OnnxValueInfo.Of(session.InputNames, session.InputMetadata);
        var outputs = OnnxValueInfo.Of(session.OutputNames, session.OutputMetadata);
        var image = options.Image is null ? -1 : IndexOfImage(inputs, options.ImageInputName);
        ImmutableArray<TensorSpec> made = [.. inputs.Select((info, i) => TensorSpecs.Input(modelName, info, i == image ? options.Image : null, IsSize(i)))];
        var settled = TensorSpecs.Settled(inputs, made);
        ImmutableArray<TensorSpec> given = [.. outputs.Select(info => TensorSpecs.Output(modelName, info, settled))];
        _binding = session.CreateIoBinding();
        _inputs = new TensorBindings(made);
        _outputs = new TensorBindings(given);
        _inputs.BindInputsTo(_binding);
        _outputs.BindOutputsTo(_binding);
        _anyOpen = _outputs.AnyOpen;
        _deadline = new RunDeadline(options.RunTimeout);
        _shown = [.. Enumerable.Range(0, made.Length).Where(i => !IsSize(i)).Select(i => _inputs.Tensors[i])];
        if (options.Image is { } size)
            SizeInputs.Fill(_inputs.Tensors, size);

        bool IsSize(int i) => image >= 0 && i != image && SizeInputs.Has(inputs[i].Name);
    }

    /// <inheritdoc/>
    public string Engine { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<Tensor> Inputs => _shown;

    /// <inheritdoc/>
    public ReadOnlySpan<Tensor> Outputs => _outputs.Tensors;

    /// <inheritdoc/>
    public void Run()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _inputs.RequireInPlace();
        _outputs.RequireInPlace();
        try
        {
            _deadline.Start();
            _session.RunWithBinding(_deadline.Options, _binding);
            if (_anyOpen)
                _outputs.CopyOpenOutputs(_binding);
        }
        catch (OnnxRuntimeException e) when (_deadline.HasPassed)
        {
            throw new InferenceException($"Model '{_modelName}' was stopped: a run on {Describe(_inputs)} took longer than {_deadline.Timeout}.", e);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException($"Model '{_modelName}' failed to run on {Describe(_inputs)}: {OnnxFailure.Describe(e)}", e);
        }
        catch (TensorTooLargeException e)
        {
            throw new InferenceException($"Model '{_modelName}': {e.Message}", e);
        }
        finally
        {
            _deadline.Stop();
            if (_anyOpen)
                _outputs.ReleaseOpenOutputs(_binding);
        }
    }

    /// <summary>
    /// Runs once, and takes what open outputs come to for their shape from then on: that of a model in which it follows from the inputs'
    /// sizes, as the number of boxes of a detector that was exported for any size does. An output that comes out empty stays open.
    /// </summary>
    /// <exception cref="InferenceException">As <see cref="Run"/>.</exception>
    public void SettleOutputs()
    {
        if (!_anyOpen)
            return;
        Run();
        ImmutableArray<TensorSpec> found = [.. _outputs.Tensors.ToArray().Select(made => made.ElementCount > 0 ? made.Spec with { Shape = made.Shape } : made.Spec)];
        _outputs.Dispose();
        _outputs = new TensorBindings(found);
        _binding.ClearBoundOutputs();
        _outputs.BindOutputsTo(_binding);
        _anyOpen = _outputs.AnyOpen;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _deadline.Dispose();
        _binding.Dispose();
        _inputs.Dispose();
        _outputs.Dispose();
        _session.Dispose();
    }

    private int IndexOfImage(ImmutableArray<OnnxValueInfo> inputs, string? name)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (name is null ? !SizeInputs.Has(inputs[i].Name) : inputs[i].Name == name)
                return i;
        }

        throw new InferenceException(
            $"Model '{_modelName}' has no input '{name ?? "(any)"}'; its inputs are {string.Join(", ", inputs.Select(i => $"'{i.Name}'"))}.");
    }

    private static string Describe(TensorBindings bindings) => string.Join(", ", bindings.Specs);
}
