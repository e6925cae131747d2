using System.Collections.Immutable;

namespace EdgeDaemon.Configuration.Offers;

/// <summary>A model that can be fetched: where it is, which bytes it consists of, and what is known of it.</summary>
public sealed record OfferedModel
{
    /// <summary>Its name, a slug.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in a few words.</summary>
    public required string For { get; init; }

    /// <summary>What was measured.</summary>
    public required string Measured { get; init; }

    /// <summary>Licence of the weights, an SPDX identifier.</summary>
    public required string Licence { get; init; }

    /// <summary>Address of the ONNX file, https.</summary>
    public required Uri Address { get; init; }

    /// <summary>Other hosts that the one of <see cref="Address"/> may send us to.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>SHA-256 of the file, 64 lower-case hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>Size of the file.</summary>
    public required int Bytes { get; init; }

    /// <summary>Names of its classes; empty where whoever uses it has to say them.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>Options of <c>models add</c> that it takes.</summary>
    public ImmutableArray<string> Options { get; init; } = [];
}
