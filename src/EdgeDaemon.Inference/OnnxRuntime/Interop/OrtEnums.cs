namespace EdgeDaemon.Inference.OnnxRuntime.Interop;

/// <summary><c>OrtErrorCode</c> of onnxruntime_c_api.h, names as there.</summary>
internal enum OrtErrorCode
{
    OK,
    FAIL,
    INVALID_ARGUMENT,
    NO_SUCHFILE,
    NO_MODEL,
    ENGINE_ERROR,
    RUNTIME_EXCEPTION,
    INVALID_PROTOBUF,
    MODEL_LOADED,
    NOT_IMPLEMENTED,
    INVALID_GRAPH,
    EP_FAIL,
}

/// <summary><c>ONNXTensorElementDataType</c> of onnxruntime_c_api.h (the numbers of the ONNX format itself).</summary>
internal enum OnnxElementType
{
    UNDEFINED,
    FLOAT,
    UINT8,
    INT8,
    UINT16,
    INT16,
    INT32,
    INT64,
    STRING,
    BOOL,
    FLOAT16,
    DOUBLE,
    UINT32,
    UINT64,
    COMPLEX64,
    COMPLEX128,
    BFLOAT16,
    FLOAT8E4M3FN,
    FLOAT8E4M3FNUZ,
    FLOAT8E5M2,
    FLOAT8E5M2FNUZ,
    UINT4,
    INT4,
}

/// <summary><c>OrtLoggingLevel</c>.</summary>
internal enum OrtLoggingLevel
{
    VERBOSE,
    INFO,
    WARNING,
    ERROR,
    FATAL,
}

/// <summary><c>GraphOptimizationLevel</c>.</summary>
internal enum OrtGraphOptimization
{
    DISABLE_ALL = 0,
    ENABLE_BASIC = 1,
    ENABLE_EXTENDED = 2,
    ENABLE_ALL = 99,
}

/// <summary><c>ExecutionMode</c>.</summary>
internal enum OrtExecutionMode
{
    SEQUENTIAL,
    PARALLEL,
}

/// <summary><c>OrtAllocatorType</c>.</summary>
internal enum OrtAllocatorType
{
    DEVICE = 0,
    ARENA = 1,
}

/// <summary><c>OrtMemType</c>.</summary>
internal enum OrtMemType
{
    DEFAULT = 0,
}
