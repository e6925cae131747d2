using EdgeDaemon.Inference.Tests.Contract;

namespace EdgeDaemon.Inference.Tests.OnnxRuntime;

public class OnnxSessionContractTests : InferenceSessionContract
{
    protected override IInferenceSessionFactory Sessions => Engine.Sessions;
}
