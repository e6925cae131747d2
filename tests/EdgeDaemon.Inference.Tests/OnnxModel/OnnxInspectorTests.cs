using EdgeDaemon.Inference.OnnxModel;

namespace EdgeDaemon.Inference.Tests.OnnxModel;

public class OnnxInspectorTests
{
    [Fact]
    public void Dump()
    {
        foreach (var path in RealModels.Paths())
        {
            try
            {
                var s = OnnxInspector.Inspect(File.ReadAllBytes(path), new OnnxLimits());
                Console.WriteLine($"{Path.GetFileName(path)} {s.Precision} macs {s.MultiplyAccumulates / 1e6:0.0}M params {s.ParameterCount} {s.ParameterBytes} peak {s.PeakBytes / 1048576.0:0.0} MiB | {string.Join(' ', s.Inputs.Select(i => $"{i.Name}:{i.ElementType}[{string.Join(',', i.Shape)}]"))} -> {string.Join(' ', s.Outputs.Select(i => $"{i.Name}:{i.ElementType}[{string.Join(',', i.Shape)}]"))} {string.Join(',', s.Operators.Take(3))}");
            }
            catch (ModelRefusedException e)
            {
                Console.WriteLine($"{Path.GetFileName(path)} REFUSED {e.Message}");
            }
        }
    }
}
