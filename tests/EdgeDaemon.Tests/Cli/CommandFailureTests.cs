using EdgeDaemon.Capture;
using EdgeDaemon.Cli;
using EdgeDaemon.Inference;

namespace EdgeDaemon.Tests.Cli;

/// <summary>Which exit code a failure gives; the table is that of the README.</summary>
public sealed class CommandFailureTests
{
    public static TheoryData<Exception, int> Failures => new()
    {
        { new InferenceException("The model is damaged."), 65 },
        { new InferenceException("It is none.", new FormatException("no ONNX")), 65 },
        { new InferenceException("ONNX Runtime cannot be loaded.", new TypeInitializationException("NativeMethods", new DllNotFoundException("no such file"))), 69 },
        { new InferenceException("ONNX Runtime cannot be loaded.", new BadImageFormatException("of another processor")), 69 },
        { new FrameDecodeException("The picture is damaged."), 65 },
        { new FrameSourceException("There is no such camera."), 66 },
        { new FrameSourceException("JPEG pictures need libturbojpeg.so.0.", new DllNotFoundException("no such file")), 69 },
        { new FrameSourceException("PNG pictures need libpng16.so.16.", new EntryPointNotFoundException("png_image_begin_read_from_memory")), 69 },
        { new DllNotFoundException("libc.so.6"), 69 },
        { new TypeInitializationException("Somebody's", new DllNotFoundException("no such file")), 70 },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void Describe_Failure_GivesTheCodeOfItsKindAndItsOwnWords(Exception failure, int expected)
    {
        var (code, text) = CommandFailure.Describe(failure);

        Assert.Equal(expected, code);
        Assert.Contains(failure.Message, text, StringComparison.Ordinal);
    }
}
