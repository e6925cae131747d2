using EdgeDaemon.Inference.OnnxRuntime;

namespace EdgeDaemon.Inference.Tests.OnnxRuntime;

public class OnnxFailureTests
{
    [Theory]
    [InlineData("[ErrorCode:InvalidGraph] This is an invalid model. Error: Node (n)\n has input size 2.", "This is an invalid model. Error: Node (n) has input size 2. (InvalidGraph)")]
    [InlineData(
        "[ErrorCode:RuntimeException] Status Message: /onnxruntime_src/onnxruntime/core/framework/op_kernel.cc:83 virtual OrtValue* onnxruntime::OpKernelContext::OutputMLValue(int, const onnxruntime::TensorShape&) status.IsOK() was false. Too large\n",
        "Status Message: status.IsOK() was false. Too large (RuntimeException)")]
    [InlineData("[ErrorCode:Fail] /a/b/c.h:7 T onnxruntime::narrow(U) [with T = long int; U = int] bad", "bad (Fail)")]
    [InlineData("something else\r\nentirely", "something else entirely (InvalidOperationException)")]
    public void Describe_Message_IsOneLineWithItsCode(string message, string expected) =>
        Assert.Equal(expected, OnnxFailure.Describe(new InvalidOperationException(message)));

    [Fact]
    public void Describe_TextThatAModelBlewUp_IsCut() =>
        Assert.InRange(OnnxFailure.Describe(new InvalidOperationException(new string('(', 1_000_000))).Length, 1, 700);
}
