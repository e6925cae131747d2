using System.Runtime.InteropServices;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>
/// How ONNX Runtime sums products of unsigned activations and signed weights. The instruction that x64 processors without VNNI
/// have for that clips sums at 16 bits, and ONNX Runtime uses it unless it is told otherwise: quantized detectors lost 7 to 9
/// points of average precision.
/// </summary>
internal enum QuantizedSums
{
    /// <summary>As ONNX Runtime does by itself; exact where nothing clips (VNNI, Arm).</summary>
    Native,

    /// <summary>Exact where the native ones clip, for about a third more time. With VNNI it would double the time and change nothing.</summary>
    Widened,

    /// <summary>As floats, where the model states quantisation in nodes of its own (QDQ). Up to twice the time of clipped sums.</summary>
    Unfused,

    /// <summary>As floats, one operator after the other as the graph has them, which any other implementation can do to the last digit. Slow.</summary>
    AsWritten,
}

/// <summary>Which sums a processor needs.</summary>
internal static class ProcessorSums
{
    /// <summary>Flags of x86 processors in <c>/proc/cpuinfo</c> under which ONNX Runtime takes its VNNI kernels; those of 512 bits come together.</summary>
    private static readonly string[][] Vnni = [["avx_vnni"], ["avx512_vnni", "avx512f", "avx512bw", "avx512dq", "avx512vl"]];

    /// <summary>That of this machine. Linux lists a flag only when it also keeps the registers that go with it.</summary>
    /// <exception cref="InferenceException"><c>/proc/cpuinfo</c> cannot be read.</exception>
    public static QuantizedSums Here => For(RuntimeInformation.ProcessArchitecture, ReadProcessors("/proc/cpuinfo"));

    /// <summary>What a processor needs.</summary>
    /// <param name="architecture">Of the process.</param>
    /// <param name="processors">Lines of <c>/proc/cpuinfo</c>.</param>
    public static QuantizedSums For(Architecture architecture, IEnumerable<string> processors)
    {
        if (architecture != Architecture.X64)
            return QuantizedSums.Native;
        var flags = processors.FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(' ', '\t') ?? [];
        return Vnni.Any(needed => needed.All(flags.Contains)) ? QuantizedSums.Native : QuantizedSums.Widened;
    }

    /// <summary>In words.</summary>
    /// <param name="sums">How a model's sums are made.</param>
    /// <param name="architecture">Of the process.</param>
    public static string Describe(QuantizedSums sums, Architecture architecture) => sums switch
    {
        QuantizedSums.Native => $"exact 8-bit sums ({(architecture == Architecture.X64 ? "VNNI" : architecture)})",
        QuantizedSums.Widened => "exact 8-bit sums, widened (no VNNI)",
        QuantizedSums.Unfused => "8-bit sums as floats (no VNNI, and this model cannot be widened)",
        _ => "operator by operator, as written",
    };

    /// <summary>ONNX Runtime aborts the process where it cannot read this file (seen with systemd's <c>ProcSubset=pid</c>).</summary>
    internal static IEnumerable<string> ReadProcessors(string path) => File.Exists(path)
        ? File.ReadLines(path)
        : throw new InferenceException($"ONNX Runtime needs {path}, which is not visible here; in a systemd unit remove ProcSubset=pid.");
}
