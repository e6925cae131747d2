using System.Runtime.InteropServices;
using EdgeDaemon.Linux;
using Microsoft.ML.OnnxRuntime;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>
/// ONNX Runtime as this process uses it: quiet, without telemetry, on the CPU. Thread-safe. Lives until the process ends, because
/// it must not be torn down while a session lives.
/// </summary>
internal static class OnnxEnvironment
{
    private static readonly Lazy<(string Version, QuantizedSums Sums)> Started = new(Start);

    /// <summary>E.g. <c>1.32.0</c>. The first use starts ONNX Runtime.</summary>
    /// <exception cref="InferenceException">The library is missing or cannot work here.</exception>
    public static string Version => Started.Value.Version;

    /// <summary>How quantized models are to be run on this processor.</summary>
    /// <exception cref="InferenceException">The library is missing or cannot work here.</exception>
    public static QuantizedSums Sums => Started.Value.Sums;

    /// <summary>
    /// Options for a small device: all graph optimisations (others cost 1.5 to 5 times the speed) unless the graph is to be run
    /// as it is written, arena on, operators in sequence, and no spinning, which burns ten times the CPU between camera frames
    /// for half a millisecond.
    /// </summary>
    /// <param name="intraOpThreads">Threads of an operator.</param>
    /// <param name="sums">How products of 8-bit numbers are summed.</param>
    public static SessionOptions CreateOptions(int intraOpThreads, QuantizedSums sums)
    {
        _ = Started.Value;
        var options = new SessionOptions
        {
            GraphOptimizationLevel = sums == QuantizedSums.AsWritten ? GraphOptimizationLevel.ORT_DISABLE_ALL : GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = intraOpThreads,
            InterOpNumThreads = 1,
            EnableCpuMemArena = true,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (sums == QuantizedSums.Widened)
            options.AddSessionConfigEntry("session.x64quantprecision", "1");
        else if (sums != QuantizedSums.Native)
            options.AddSessionConfigEntry("session.disable_quant_qdq", "1");
        return options;
    }

    private static (string Version, QuantizedSums Sums) Start()
    {
        ForbidTelemetry();
        var sums = ProcessorSums.Here;
        try
        {
            // The library lies where .NET itself looks; the package's own search would look at the current folder, too.
            OrtEnv.DisableDllImportResolver = true;
            // ONNX Runtime logs to standard error. Every failure also comes back as an exception, so only what ends the process is let through.
            var options = new EnvironmentCreationOptions { logId = "edgedaemon", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            var environment = OrtEnv.CreateInstanceWithOptions(ref options);
            environment.DisableTelemetryEvents();
            return (environment.GetVersionString(), sums);
        }
        catch (Exception e) when (e.GetBaseException() is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            // The rest of the message is a list of every place that was looked at.
            var reason = e.GetBaseException().Message.Split(". ", 2)[0].TrimEnd('.');
            throw new InferenceException($"ONNX Runtime cannot be loaded: {reason}. It belongs beside the program, as libonnxruntime.so; build or install EdgeDaemon again.", e);
        }
    }

    /// <summary>
    /// The package's library reports each process, session and model to its maker, unless this variable is set before the
    /// library starts. It asks the C library, which does not see what <see cref="Environment.SetEnvironmentVariable(string, string?)"/> sets.
    /// </summary>
    private static void ForbidTelemetry()
    {
        if (Libc.setenv("ORT_DISABLE_TELEMETRY", "1", overwrite: 1) != 0)
            throw new InferenceException($"ONNX Runtime's telemetry cannot be switched off (setenv: {Marshal.GetLastPInvokeErrorMessage()}); it is not started.");
    }
}
