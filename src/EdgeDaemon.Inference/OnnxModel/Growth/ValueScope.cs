namespace EdgeDaemon.Inference.OnnxModel.Growth;

/// <summary>The values of one graph by name; inner graphs see those of outer ones.</summary>
internal sealed class ValueScope(ValueScope? outer)
{
    private readonly Dictionary<string, ValueFacts> _values = [];

    /// <summary>Adds a value.</summary>
    /// <returns>False where this graph has one of that name already.</returns>
    public bool TryAdd(string name, ValueFacts facts) => _values.TryAdd(name, facts);

    /// <summary>Adds a value, or replaces what is known of it.</summary>
    public void Set(string name, ValueFacts facts) => _values[name] = facts;

    /// <summary>A value of this graph or one around it; null where nothing has made it.</summary>
    public ValueFacts? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._values.TryGetValue(name, out var facts))
                return facts;
        }

        return null;
    }

    /// <summary>A value of this graph alone.</summary>
    public ValueFacts? FindOwn(string name) => _values.GetValueOrDefault(name);

    private ValueScope? Outer => outer;
}
