using System.Collections.Immutable;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>What a model file is, as far as it can be told without running it.</summary>
public sealed record OnnxSummary
{
    /// <summary>Version of the file format.</summary>
    public required long IrVersion { get; init; }

    /// <summary>The program that wrote the file; may be empty.</summary>
    public required string Producer { get; init; }

    /// <summary>Versions of the operators by domain; the domain of the standard is empty.</summary>
    public required ImmutableArray<OnnxOpset> Opsets { get; init; }

    /// <summary>Inputs in order, without those that have a constant as a default.</summary>
    public required ImmutableArray<OnnxValue> Inputs { get; init; }

    /// <summary>Outputs in order.</summary>
    public required ImmutableArray<OnnxValue> Outputs { get; init; }

    /// <summary>Does the graph itself bring pixels of 0..255 to the range that it calculates with?</summary>
    public bool ScalesPixels { get; init; }

    /// <summary>Texts of the exporter, such as Ultralytics' <c>names</c>, <c>stride</c> and <c>task</c>. Untrusted.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Keys of texts that were left out of <see cref="Metadata"/> because they are longer than any exporter's.</summary>
    public ImmutableArray<string> SkippedMetadata { get; init; } = [];

    /// <summary>Operators by use, most used first; those of the model's own functions once.</summary>
    public required ImmutableArray<OnnxOperatorUse> Operators { get; init; }

    /// <summary>How the model calculates.</summary>
    public required OnnxPrecision Precision { get; init; }

    /// <summary>Numbers in all constants.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Bytes of all constants.</summary>
    public required long ParameterBytes { get; init; }
}

/// <summary>Version of a domain's operators.</summary>
public sealed record OnnxOpset(string Domain, long Version);

/// <summary>An input or output.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="ElementType">Such as <c>float32</c>.</param>
/// <param name="Shape">Dimensions; -1 where open.</param>
/// <param name="Symbols">A name per dimension, empty where it has none.</param>
public sealed record OnnxValue(string Name, string ElementType, ImmutableArray<long> Shape, ImmutableArray<string> Symbols)
{
    /// <summary>Dimensions of an output in the trial's run, -1 where they hang on the picture; as declared where there was none, and of an input.</summary>
    public ImmutableArray<long> RunShape { get; init; } = Shape;

    /// <summary>The operator that makes an output's numbers, past those that only move or convert them; empty where none does.</summary>
    public string MadeBy { get; init; } = "";
}

/// <summary>How often an operator is used.</summary>
public sealed record OnnxOperatorUse(string Domain, string Op, int Count);

/// <summary>How a model calculates.</summary>
public enum OnnxPrecision
{
    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>16-bit floating point.</summary>
    Float16,

    /// <summary>8-bit integers, written as float operators between <c>QuantizeLinear</c> and <c>DequantizeLinear</c>.</summary>
    Int8QuantizeDequantize,

    /// <summary>8-bit integers, written as operators on integers such as <c>QLinearConv</c>.</summary>
    Int8Operators,

    /// <summary>8-bit integers whose scale is found anew in each run.</summary>
    Int8Dynamic,

    /// <summary>Something else.</summary>
    Other,
}
