namespace EdgeDaemon.Vision.Tensors;

/// <summary>Type of one tensor element. The models we meet use these; anything else is refused when a model is loaded.</summary>
public enum TensorElementType
{
    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary16 (<see cref="Half"/>).</summary>
    Float16,

    /// <summary>Unsigned byte.</summary>
    UInt8,

    /// <summary>Signed byte.</summary>
    Int8,

    /// <summary>64-bit integer (class maps and indices; outputs only).</summary>
    Int64,

    /// <summary>32-bit integer (outputs only).</summary>
    Int32,
}
