using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.OnnxModel.Editing;
using EdgeDaemon.Inference.Tests.OnnxRuntime;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.OnnxModel;

public sealed class EditableModelTests
{
    [Fact]
    public void ToBytes_RealModels_AreTheSameModels()
    {
        foreach (var path in RealModels.Paths())
        {
            var before = File.ReadAllBytes(path);
            var after = EditableModel.Read(before).ToBytes();

            var (one, other) = (OnnxInspector.Inspect(before, new OnnxLimits()), OnnxInspector.Inspect(after, new OnnxLimits()));
            Assert.Equal(one.Inputs.Select(Text), other.Inputs.Select(Text));
            Assert.Equal(one.Outputs.Select(Text), other.Outputs.Select(Text));
            Assert.Equal(one.Metadata, other.Metadata);
            Assert.Equal(one.Operators.Where(o => o.Op != "Constant"), other.Operators.Where(o => o.Op != "Constant"));
        }

        static string Text(OnnxValue value) => $"{value.Name} {value.ElementType} {string.Join(',', value.Shape)}";
    }

    [Fact]
    public void ToBytes_ConstantsThatAreOperatorsOrInputsToo_CalculatesTheSame()
    {
        var graph = new OnnxGraph().Input("x", OnnxType.Float, 1, 2).Input("two", OnnxType.Float, 1).Output("y", OnnxType.Float, 1, 2)
            .Initializer(OnnxTensor.Float("two", [1], 2)).Node("Constant", [], ["five"], OnnxAttribute.Tensor("value", OnnxTensor.Float("", [1], 5)))
            .Node("Mul", ["x", "two"], ["m"]).Node("Add", ["m", "five"], ["y"]);

        using var session = Engine.Load("edited", EditableModel.Read(new OnnxModelBuilder(graph).ToBytes()).ToBytes());
        session.Inputs[0].As<float>()[1] = 3;
        session.Run();

        Assert.Equal([5, 11], session.Outputs[0].As<float>().ToArray());
    }
}
