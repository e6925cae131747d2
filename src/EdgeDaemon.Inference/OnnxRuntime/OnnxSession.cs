using System.Collections.Immutable;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>
/// A model loaded into ONNX Runtime. Inputs, and outputs of a known shape, are read and written in place; an output with an
/// open dimension is made by ONNX Runtime and copied. Used by one thread.
/// </summary>
public sealed class OnnxSession : IInferenceSession
{
    private readonly string _modelName;
    private readonly OrtSession _session;
    private readonly TensorBindings _inputs;
    private readonly TensorBindings _outputs;
    private readonly RunDeadline _deadline;
    private bool _disposed;

    private OnnxSession(string modelName, OrtRuntime runtime, OrtSession session, OnnxSessionOptions options, IReadOnlyDictionary<string, long[]> found)
    {
        _modelName = modelName;
        _session = session;
        var (inputs, outputs) = (session.DescribeInputs(), session.DescribeOutputs());
        var image = options.Image is null ? -1 : IndexOfImage(inputs, options.ImageInputName);
        ImmutableArray<TensorSpec> made =
            [.. inputs.Select((info, i) => TensorSpecs.Input(modelName, info, i == image ? options.Image : null))];
        var settled = TensorSpecs.Settled(inputs, made);
        _inputs = new TensorBindings(runtime, made);
        try
        {
            _outputs = new TensorBindings(runtime, [.. outputs.Select(info => TensorSpecs.Output(modelName, info, settled, found.GetValueOrDefault(info.Name, [])))]);
        }
        catch
        {
            _inputs.Dispose();
            throw;
        }

        _deadline = new RunDeadline(runtime, options.RunTimeout);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<Tensor> Inputs => _inputs.Tensors;

    /// <inheritdoc/>
    public ReadOnlySpan<Tensor> Outputs => _outputs.Tensors;

    /// <summary>Loads a model.</summary>
    /// <param name="modelName">For messages.</param>
    /// <param name="model">The bytes of an ONNX file; not kept. They are untrusted input: <see cref="OnnxGuard"/> reads them first.</param>
    /// <param name="options">Threads, and what the image input must be.</param>
    /// <exception cref="InferenceException">
    /// We or ONNX Runtime refuse the model, or loading takes more time or memory than it may, or ONNX Runtime is missing, or an input or output is of a type or shape that we do not support or
    /// that is not what <paramref name="options"/> expects.
    /// </exception>
    public static OnnxSession Load(string modelName, ReadOnlySpan<byte> model, OnnxSessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.IntraOpThreads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.IntraOpThreads, OnnxSessionOptions.MaxIntraOpThreads);
        if (model.IsEmpty)
            throw new InferenceException($"Model '{modelName}' cannot be loaded: the file is empty.");

        // Our own copy is what is checked and what is loaded: nobody can change it in between, and it outlives a caller that gave up.
        var bytes = model.ToArray();
        var found = CheckBytes(modelName, bytes, options);

        var runtime = OrtRuntime.Shared;
        OrtSession? session = null;
        try
        {
            session = new SessionCreation(runtime, bytes, options).Run(modelName);
            return new OnnxSession(modelName, runtime, session, options, found);
        }
        catch (OrtException e)
        {
            session?.Dispose();
            throw new InferenceException($"Model '{modelName}' cannot be loaded: {e.Message}", e);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Run()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _inputs.RequireInPlace();
        _outputs.RequireInPlace();
        try
        {
            _deadline.Start();
            _session.Run(_deadline.Options, _inputs.Names, _inputs.Values, _outputs.Names, _outputs.Values);
            if (_outputs.AnyOpen)
                _outputs.CopyOpenValues(_session);
        }
        catch (OrtException e) when (_deadline.HasPassed)
        {
            throw new InferenceException($"Model '{_modelName}' was stopped: a run on {Describe(_inputs)} took longer than {_deadline.Timeout}.", e);
        }
        catch (OrtException e)
        {
            throw new InferenceException($"Model '{_modelName}' failed to run on {Describe(_inputs)}: {e.Message}", e);
        }
        catch (TensorTooLargeException e)
        {
            throw new InferenceException($"Model '{_modelName}': {e.Message}", e);
        }
        finally
        {
            _deadline.Stop();
            _outputs.ReleaseOpenValues(_session);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _deadline.Dispose();
        _inputs.Dispose();
        _outputs.Dispose();
        _session.Dispose();
    }

    /// <summary>Dimensions of the outputs by name, as the guard's walk found them; -1 where they hang on more than the input's size.</summary>
    private static Dictionary<string, long[]> CheckBytes(string modelName, ReadOnlySpan<byte> model, OnnxSessionOptions options)
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

    private int IndexOfImage(ImmutableArray<OrtValueInfo> inputs, string? name)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (name is null || inputs[i].Name == name)
                return i;
        }

        throw new InferenceException(
            $"Model '{_modelName}' has no input '{name ?? "(any)"}'; its inputs are {string.Join(", ", inputs.Select(i => $"'{i.Name}'"))}.");
    }

    private static string Describe(TensorBindings bindings) => string.Join(", ", bindings.Specs);
}
