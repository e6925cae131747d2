using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>
/// Creates a session on a thread of its own while the caller watches clock and memory. What <see cref="OnnxModel.OnnxGuard"/>
/// estimates should never come to this; it is the second line.
/// </summary>
/// <remarks>
/// Past a budget ONNX Runtime is asked to stop, which it does before its next step: an operator on constants, a kernel, a pass over
/// the graph. A step that does not end in time goes on in the background, keeps its copy of the bytes, and disposes of what it makes. The
/// memory that is watched is the whole process's, so other work at the same time counts too; the bound is therefore wide: weights,
/// the file's own copy of them and their packed form are three times the estimate at most.
/// </remarks>
internal sealed class SessionCreation(byte[] model, InferenceSessionOptions options, QuantizedSums sums)
{
    private const int MemoryFactor = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private SessionOptions? _settings;
    private InferenceSession? _session;
    private ExceptionDispatchInfo? _error;
    private bool _abandoned;

    /// <summary>Creates the session.</summary>
    /// <returns>The session, and how it sums products of 8-bit numbers.</returns>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses the model.</exception>
    /// <exception cref="InferenceException">It takes more time or memory than it may.</exception>
    public (InferenceSession Session, QuantizedSums Sums) Run(string modelName)
    {
        var (started, before) = (Stopwatch.GetTimestamp(), Environment.WorkingSet);
        var most = options.Limits.MemoryBudgetBytes > long.MaxValue / MemoryFactor ? long.MaxValue : options.Limits.MemoryBudgetBytes * MemoryFactor;
        var thread = new Thread(Create) { IsBackground = true, Name = "model loading" };
        thread.Start();
        while (!thread.Join(Interval))
        {
            var problem = Stopwatch.GetElapsedTime(started) > options.LoadTimeout ? $"it took longer than {options.LoadTimeout}"
                : Environment.WorkingSet - before > most ? string.Create(CultureInfo.InvariantCulture, $"the process grew by more than {most >> 20} MiB meanwhile")
                : null;
            if (problem is not null && GiveUp())
                throw new InferenceException($"Model '{modelName}' cannot be loaded: {problem}; {(thread.Join(TimeToStop) ? "it was stopped" : "ONNX Runtime goes on in the background until it is done")}.");
        }

        _error?.Throw();
        return (_session ?? throw new InvalidOperationException("the session was taken already"), sums);
    }

    /// <summary>Asks ONNX Runtime to stop, unless the session was finished in this very moment.</summary>
    private bool GiveUp()
    {
        lock (_gate)
        {
            if (_session is not null || _error is not null)
                return false;
            _abandoned = true;
            _settings?.SetLoadCancellationFlag(true);
            return true;
        }
    }

    private void Create()
    {
        InferenceSession? session = null;
        ExceptionDispatchInfo? error = null;
        try
        {
            session = CreateSession();
        }
        catch (Exception e)
        {
            error = ExceptionDispatchInfo.Capture(e);
        }

        lock (_gate)
        {
            (_session, _error) = (session, error);
            if (_abandoned)
                session?.Dispose();
        }
    }

    /// <summary>
    /// ONNX Runtime 1.32 fails to prepare for widened sums where operators share the zero point of their weights, as in models
    /// that come from TFLite ("Attempt to replace the existing tensor"); such a model is loaded the other way. What is wrong for
    /// another reason, or was stopped, fails twice, with the same message.
    /// </summary>
    private InferenceSession CreateSession()
    {
        try
        {
            return CreateSession(sums);
        }
        catch (OnnxRuntimeException) when (sums == QuantizedSums.Widened)
        {
            return CreateSession(sums = QuantizedSums.Unfused);
        }
    }

    private InferenceSession CreateSession(QuantizedSums way)
    {
        using var settings = OnnxEnvironment.CreateOptions(options.IntraOpThreads, way);
        lock (_gate)
        {
            if (_abandoned)
                settings.SetLoadCancellationFlag(true);
            _settings = settings;
        }

        try
        {
            return new InferenceSession(model, settings);
        }
        finally
        {
            lock (_gate)
                _settings = null;
        }
    }
}
