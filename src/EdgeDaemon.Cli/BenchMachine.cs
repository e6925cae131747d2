using System.Runtime.InteropServices;

namespace EdgeDaemon.Cli;

/// <summary>What figures were measured on: without it they say nothing.</summary>
/// <param name="Processor">Its name.</param>
/// <param name="Cores">Those that this process may use.</param>
/// <param name="Flags">Of the instructions that kernels for small models look for, those it has.</param>
/// <param name="System">Distribution and kernel.</param>
/// <param name="Runtime">.NET's version, and whether the program is native.</param>
internal sealed record BenchMachine(string Processor, int Cores, string Flags, string System, string Runtime)
{
    private static readonly string[] Telling = ["avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "asimd", "asimddp", "i8mm", "sve"];

    /// <summary>This machine.</summary>
    public static BenchMachine Describe()
    {
        var facts = File.ReadLines("/proc/cpuinfo").Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0].Trim(), pair => pair[1].Trim());
        var flags = (facts["flags"].FirstOrDefault() ?? facts["Features"].FirstOrDefault() ?? "").Split(' ');
        return new BenchMachine(
            facts["model name"].FirstOrDefault() ?? facts["Model"].FirstOrDefault() ?? RuntimeInformation.ProcessArchitecture.ToString(),
            Environment.ProcessorCount,
            string.Join(' ', Telling.Where(flags.Contains)),
            $"{RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}",
            $"{RuntimeInformation.FrameworkDescription}, {(global::System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported ? "compiled as it runs" : "native")}");
    }
}
