using System.Globalization;
using System.Runtime.InteropServices;
using EdgeDaemon.Inference.OnnxRuntime.Interop;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>The ONNX Runtime library of this process: found, loaded once and never unloaded.</summary>
internal sealed unsafe class OrtLibrary
{
    /// <summary>Names the library file to use instead of all others.</summary>
    public const string OverrideVariable = "EDGEDAEMON_ONNXRUNTIME";

    private const uint ApiVersion = 21;
    private const string BundledName = "libonnxruntime.so.1";

    private OrtLibrary(string fileName, string version, OrtFunctions functions) =>
        (FileName, Version, Functions) = (fileName, version, functions);

    /// <summary>The candidate that was loaded: a path, or a name that the system's loader resolved.</summary>
    public string FileName { get; }

    /// <summary>E.g. <c>1.30.0</c>.</summary>
    public string Version { get; }

    /// <summary>The function table.</summary>
    public OrtFunctions Functions { get; }

    /// <summary>
    /// Where to look, in order. A file that the user named is the only candidate: to use another one silently would hide
    /// the mistake.
    /// </summary>
    /// <param name="named">Value of <see cref="OverrideVariable"/>; null or empty when not set.</param>
    /// <param name="applicationFolder">Folder of the program.</param>
    public static IReadOnlyList<string> Candidates(string? named, string applicationFolder) =>
        string.IsNullOrEmpty(named)
            ? [Path.Combine(applicationFolder, BundledName), BundledName, "libonnxruntime.so.1.21", "libonnxruntime.so"]
            : [Path.GetFullPath(named)];

    /// <summary>Loads the first candidate that can be loaded.</summary>
    /// <exception cref="InferenceException">None can, or the one found is too old; the message says what was tried.</exception>
    public static OrtLibrary Load(IReadOnlyList<string> candidates)
    {
        RequireProcessorInformation("/proc/cpuinfo");
        var tried = new List<string>();
        foreach (var candidate in candidates)
        {
            if (TryOpen(candidate, tried) is var library && library != 0)
                return Bind(candidate, library);
        }

        throw new InferenceException(
            $"ONNX Runtime was not found; tried {string.Join(", ", tried)}. Run deploy/setup.sh, or name the library file in {OverrideVariable}.");
    }

    /// <summary>ONNX Runtime aborts the process where it cannot read this file (seen with systemd's <c>ProcSubset=pid</c>).</summary>
    internal static void RequireProcessorInformation(string path)
    {
        if (!File.Exists(path))
            throw new InferenceException($"ONNX Runtime needs {path}, which is not visible here; in a systemd unit remove ProcSubset=pid.");
    }

    private static nint TryOpen(string candidate, List<string> tried)
    {
        if (Path.IsPathRooted(candidate) && !File.Exists(candidate))
        {
            tried.Add($"'{candidate}' (no such file)");
            return 0;
        }

        try
        {
            return NativeLibrary.Load(candidate);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            tried.Add(Path.IsPathRooted(candidate) ? $"'{candidate}' ({FirstLine(e.Message)})" : $"'{candidate}'");
            return 0;
        }
    }

    private static OrtLibrary Bind(string fileName, nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var entry))
            throw new InferenceException($"'{fileName}' is not ONNX Runtime: it has no function OrtGetApiBase. Run deploy/setup.sh.");

        // struct OrtApiBase { const OrtApi* (*GetApi)(uint32_t); const char* (*GetVersionString)(void); }
        var apiBase = (nint*)((delegate* unmanaged[Cdecl]<nint>)entry)();
        var version = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<byte*>)apiBase[1])()) ?? "";

        // GetApi prints to standard error when asked for too much, so look at the version first.
        var table = Supports(version) ? ((delegate* unmanaged[Cdecl]<uint, nint*>)apiBase[0])(ApiVersion) : null;
        if (table is null)
            throw new InferenceException($"ONNX Runtime '{fileName}' is version {version}; 1.{ApiVersion} or later is needed. Run deploy/setup.sh.");
        return new OrtLibrary(fileName, version, new OrtFunctions(table));
    }

    /// <summary>Does a release such as <c>1.30.0</c> know our API version? The API version is the minor version.</summary>
    internal static bool Supports(string version)
    {
        var parts = version.Split('.');
        return parts.Length >= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            && (major > 1 || (major == 1 && minor >= ApiVersion));
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
