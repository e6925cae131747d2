using EdgeDaemon.Inference.Tests.Contract;

namespace EdgeDaemon.Inference.Tests.OnnxRuntime;

public class OnnxSessionContractTests : InferenceSessionContract
{
    protected override IInferenceSession Load(string modelName, byte[] model) => Engine.Load(modelName, model);
}
