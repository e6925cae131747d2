namespace EdgeDaemon.Contracts.Payloads;

/// <summary>How many items a list in a payload has, for its schema. (The framework's own attribute is not safe for trimming.)</summary>
/// <param name="least">Least.</param>
/// <param name="most">Most.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemCountAttribute(int least, int most) : Attribute
{
    /// <summary>Least.</summary>
    public int Least => least;

    /// <summary>Most.</summary>
    public int Most => most;
}
