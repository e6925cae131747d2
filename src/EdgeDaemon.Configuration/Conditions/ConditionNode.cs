using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Configuration.Conditions;

/// <summary>A part of a <see cref="Condition"/>.</summary>
internal abstract class ConditionNode
{
    public abstract bool Holds(in ConditionFacts facts);
}

internal sealed class NotNode(ConditionNode part) : ConditionNode
{
    public override bool Holds(in ConditionFacts facts) => !part.Holds(facts);
}

internal sealed class PairNode(ConditionNode left, ConditionNode right, bool isAnd) : ConditionNode
{
    public override bool Holds(in ConditionFacts facts) => isAnd ? left.Holds(facts) && right.Holds(facts) : left.Holds(facts) || right.Holds(facts);
}

internal sealed class DarknessNode(bool isDark) : ConditionNode
{
    public override bool Holds(in ConditionFacts facts) => facts.IsDark == isDark;
}

internal sealed class HealthNode(CameraHealth health) : ConditionNode
{
    public override bool Holds(in ConditionFacts facts) => facts.Health == health;
}

internal sealed class CountNode(int label, string comparison, int number) : ConditionNode
{
    public override bool Holds(in ConditionFacts facts)
    {
        var count = facts.Counts[label];
        return comparison switch
        {
            "<" => count < number,
            "<=" => count <= number,
            ">" => count > number,
            ">=" => count >= number,
            "==" => count == number,
            _ => count != number,
        };
    }
}
