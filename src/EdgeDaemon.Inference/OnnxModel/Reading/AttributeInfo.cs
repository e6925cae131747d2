using EdgeDaemon.Inference.OnnxModel.Growth;

namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>An attribute of a node, as far as sizes may depend on it.</summary>
internal sealed class AttributeInfo
{
    /// <summary>No size has more parts than this; longer lists are data, of which only the start is kept.</summary>
    public const int MaxParts = 1024;

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Inside a function: the attribute of the call that it stands for.</summary>
    public string Reference { get; set; } = "";

    /// <summary>A short text.</summary>
    public string? Text { get; set; }

    /// <summary>An integer.</summary>
    public long? Integer { get; set; }

    /// <summary>A number.</summary>
    public float? Number { get; set; }

    /// <summary>The first integers of a list.</summary>
    public List<long> Integers { get; } = [];

    /// <summary>The first numbers of a list.</summary>
    public List<float> Numbers { get; } = [];

    /// <summary>How long the list of integers or numbers is.</summary>
    public int Count { get; set; }

    /// <summary>A constant.</summary>
    public ValueFacts? Tensor { get; set; }

    /// <summary>Graphs inside.</summary>
    public List<GraphInfo> Graphs { get; } = [];
}
