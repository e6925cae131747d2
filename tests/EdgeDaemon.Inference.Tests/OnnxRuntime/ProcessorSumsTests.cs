using System.Runtime.InteropServices;
using EdgeDaemon.Inference.OnnxRuntime;

namespace EdgeDaemon.Inference.Tests.OnnxRuntime;

public class ProcessorSumsTests
{
    [Theory]
    [InlineData("fpu sse2 avx2 avx512f avx512dq avx512bw avx512vl avx512_vnni", nameof(QuantizedSums.Native))]
    [InlineData("fpu sse2 avx2 avx_vnni", nameof(QuantizedSums.Native))]
    [InlineData("fpu sse2 avx2 avx512f avx512dq avx512bw avx512vl", nameof(QuantizedSums.Widened))]
    [InlineData("fpu sse2 avx2 avx512_vnni", nameof(QuantizedSums.Widened))]
    [InlineData("fpu sse2 avx2", nameof(QuantizedSums.Widened))]
    [InlineData("fpu sse2 avx2 avx_vnni_int8", nameof(QuantizedSums.Widened))]
    [InlineData("", nameof(QuantizedSums.Widened))]
    public void For_X64_WidensWithoutVnni(string flags, string expected) => Assert.Equal(
        Enum.Parse<QuantizedSums>(expected),
        ProcessorSums.For(Architecture.X64, ["processor\t: 0", "model name\t: a processor with avx_vnni in its name", $"flags\t\t: {flags}", "processor\t: 1"]));

    [Fact]
    public void For_X64ThatSaysNothing_Widens() => Assert.Equal(QuantizedSums.Widened, ProcessorSums.For(Architecture.X64, []));

    [Fact]
    public void For_Arm64_IsNative() => Assert.Equal(
        QuantizedSums.Native, ProcessorSums.For(Architecture.Arm64, ["processor\t: 0", "Features\t: fp asimd evtstrm crc32 cpuid"]));

    [Theory]
    [InlineData(nameof(QuantizedSums.Native), Architecture.X64, "exact 8-bit sums (VNNI)")]
    [InlineData(nameof(QuantizedSums.Native), Architecture.Arm64, "exact 8-bit sums (Arm64)")]
    [InlineData(nameof(QuantizedSums.Widened), Architecture.X64, "exact 8-bit sums, widened (no VNNI)")]
    public void Describe_EachAnswer_SaysWhy(string sums, Architecture architecture, string expected) =>
        Assert.Equal(expected, ProcessorSums.Describe(Enum.Parse<QuantizedSums>(sums), architecture));

    [Theory]
    [InlineData(nameof(QuantizedSums.Native), "exact 8-bit sums (")]
    [InlineData(nameof(QuantizedSums.Widened), "exact 8-bit sums, widened")]
    public void Load_EitherWay_IsSaidByTheSession(string sums, string expected)
    {
        using var session = new OnnxSessionFactory(Enum.Parse<QuantizedSums>(sums)).Load("m", Model(), new InferenceSessionOptions());
        Assert.StartsWith("ONNX Runtime 1.", session.Engine, StringComparison.Ordinal);
        Assert.Contains(expected, session.Engine, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadProcessors_FileHidden_NamesTheUnitSetting()
    {
        var error = Assert.Throws<InferenceException>(() => ProcessorSums.ReadProcessors("/nowhere/cpuinfo"));
        Assert.Contains("ProcSubset=pid", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Model() => TestKit.Onnx.OnnxModelBuilder.Identity(TestKit.Onnx.OnnxType.Float, 1, 4);
}
