using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>
/// Creates a session on a thread of its own while the caller watches clock and memory. What <see cref="OnnxModel.OnnxGuard"/>
/// estimates should never come to this; it is the second line.
/// </summary>
/// <remarks>
/// ONNX Runtime has no way to interrupt the creation of a session, and a thread cannot be ended from outside. Past a budget
/// the caller gets an error at once; the attempt goes on in the background, keeps its copy of the bytes, and disposes of
/// what it makes. The memory that is watched is the whole process's, so other work at the same time counts too; the
/// bound is therefore wide: weights, the file's own copy of them and their packed form are three times the estimate at most.
/// </remarks>
internal sealed class SessionCreation(OrtRuntime runtime, byte[] model, OnnxSessionOptions options)
{
    private const int MemoryFactor = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private OrtSession? _session;
    private ExceptionDispatchInfo? _error;
    private bool _abandoned;

    /// <summary>Creates the session.</summary>
    /// <exception cref="OrtException">ONNX Runtime refuses the model.</exception>
    /// <exception cref="InferenceException">It takes more time or memory than it may.</exception>
    public OrtSession Run(string modelName)
    {
        var (started, before) = (Stopwatch.GetTimestamp(), Environment.WorkingSet);
        var most = options.Limits.MemoryBudgetBytes > long.MaxValue / MemoryFactor ? long.MaxValue : options.Limits.MemoryBudgetBytes * MemoryFactor;
        var thread = new Thread(Create) { IsBackground = true, Name = "model loading" };
        thread.Start();
        while (!thread.Join(Interval))
        {
            if (Stopwatch.GetElapsedTime(started) > options.LoadTimeout)
                GiveUp($"Model '{modelName}' cannot be loaded: it took longer than {options.LoadTimeout}; ONNX Runtime goes on in the background until it is done.");
            else if (Environment.WorkingSet - before > most)
                GiveUp(string.Create(CultureInfo.InvariantCulture, $"Model '{modelName}' cannot be loaded: the process grew by more than {most >> 20} MiB meanwhile; ONNX Runtime goes on in the background until it is done."));
        }

        _error?.Throw();
        return _session ?? throw new InvalidOperationException("the session was taken already");
    }

    /// <summary>Throws, unless the session was finished in this very moment.</summary>
    private void GiveUp(string message)
    {
        lock (_gate)
        {
            if (_session is not null || _error is not null)
                return;
            _abandoned = true;
        }

        throw new InferenceException(message);
    }

    private void Create()
    {
        OrtSession? session = null;
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
    /// ONNX Runtime 1.30 fails to prepare for exact products where operators share the zero point of their weights, as in models
    /// that come from TFLite ("Attempt to replace the existing tensor"); such a model is loaded the other way. What is wrong for
    /// another reason fails twice, with the same message.
    /// </summary>
    private OrtSession CreateSession()
    {
        if (options.AsWritten)
            return CreateSession(QuantizedProducts.AsWritten);
        try
        {
            return CreateSession(QuantizedProducts.Exact);
        }
        catch (OrtException)
        {
            return CreateSession(QuantizedProducts.Unfused);
        }
    }

    private OrtSession CreateSession(QuantizedProducts products)
    {
        using var settings = runtime.CreateSessionOptions(options.IntraOpThreads, products);
        return runtime.CreateSession(model, settings);
    }
}
