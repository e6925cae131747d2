using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Inference.Tests.OnnxRuntime;

public class OrtLibraryTests
{
    [Fact]
    public void Candidates_NothingNamed_LooksBesideTheProgramAndThenInTheSystem() => Assert.Equal(
        ["/opt/edgedaemon/libonnxruntime.so.1", "libonnxruntime.so.1", "libonnxruntime.so.1.21", "libonnxruntime.so"],
        OrtLibrary.Candidates(null, "/opt/edgedaemon"));

    [Fact]
    public void Candidates_FileNamed_IsTheOnlyOne() =>
        Assert.Equal(["/usr/local/lib/mine.so"], OrtLibrary.Candidates("/usr/local/lib/mine.so", "/opt/edgedaemon"));

    [Fact]
    public void Load_NothingThere_NamesWhatWasTriedAndTheRemedy()
    {
        var error = Assert.Throws<InferenceException>(() => OrtLibrary.Load(["/nowhere/libonnxruntime.so.1", "libonnxruntime-absent.so.9"]));
        Assert.Equal(
            "ONNX Runtime was not found; tried '/nowhere/libonnxruntime.so.1' (no such file), 'libonnxruntime-absent.so.9'. " +
            "Run deploy/setup.sh, or name the library file in EDGEDAEMON_ONNXRUNTIME.",
            error.Message);
    }

    [Fact]
    public void Load_FileThatIsNoLibrary_SaysWhy()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["libonnxruntime.so.1"], "not a library");
        var error = Assert.Throws<InferenceException>(() => OrtLibrary.Load([folder["libonnxruntime.so.1"]]));
        Assert.Contains("libonnxruntime.so.1' (", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Load_AnotherLibrary_SaysThatItIsNotOnnxRuntime()
    {
        var error = Assert.Throws<InferenceException>(() => OrtLibrary.Load(["libc.so.6"]));
        Assert.Equal("'libc.so.6' is not ONNX Runtime: it has no function OrtGetApiBase. Run deploy/setup.sh.", error.Message);
    }

    [Theory]
    [InlineData("1.21.0", true)]
    [InlineData("1.30.0", true)]
    [InlineData("2.0.0", true)]
    [InlineData("1.20.1", false)]
    [InlineData("0.99", false)]
    [InlineData("", false)]
    [InlineData("x.y", false)]
    public void Supports_Version_NeedsApi21(string version, bool expected) => Assert.Equal(expected, OrtLibrary.Supports(version));

    [Fact]
    public void RequireProcessorInformation_FileHidden_NamesTheUnitSetting()
    {
        var error = Assert.Throws<InferenceException>(() => OrtLibrary.RequireProcessorInformation("/nowhere/cpuinfo"));
        Assert.Contains("ProcSubset=pid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shared_OnThisMachine_IsOneRuntimeThatKnowsItsVersion()
    {
        Engine.Require();
        Assert.Same(OrtRuntime.Shared, OrtRuntime.Shared);
        Assert.True(OrtLibrary.Supports(OrtRuntime.Shared.Library.Version));
    }
}
