using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>Makes the decoder that a <see cref="DecoderSpec"/> asks for.</summary>
public static class ModelDecoder
{
    /// <summary>Checks the outputs against the family and makes the decoder.</summary>
    /// <param name="spec">Family and parameters.</param>
    /// <param name="outputs">Declared outputs of the model.</param>
    /// <param name="inputWidth">Width of the model input in pixels.</param>
    /// <param name="inputHeight">Height of the model input in pixels.</param>
    /// <param name="labelCount">Lines of the label file.</param>
    /// <exception cref="DecoderMismatchException">Outputs do not fit the family, or the number of labels does not fit the outputs.</exception>
    public static IModelDecoder Create(
        DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount) => spec.Kind switch
        {
            DecoderKind.Classification => new ClassificationDecoder(spec, outputs, labelCount),
            DecoderKind.Centroid => new CentroidDecoder(spec, outputs, inputWidth, inputHeight, labelCount),
            DecoderKind.Yolov5 => new Yolov5Decoder(spec, outputs, labelCount),
            DecoderKind.Yolov8 => new Yolov8Decoder(spec, outputs, labelCount),
            DecoderKind.YoloE2e => new YoloE2eDecoder(spec, outputs, labelCount),
            DecoderKind.Yolox => new YoloxDecoder(spec, outputs, inputWidth, inputHeight, labelCount),
            DecoderKind.Nanodet => new NanodetDecoder(spec, outputs, inputWidth, inputHeight, labelCount),
            DecoderKind.Fastestdet => new FastestdetDecoder(spec, outputs, inputWidth, inputHeight, labelCount),
            DecoderKind.Ssd => new SsdDecoder(spec, outputs, inputWidth, inputHeight, labelCount),
            DecoderKind.SsdRaw => new SsdRawDecoder(spec, outputs, inputWidth, inputHeight, labelCount),
            DecoderKind.Ultraface => new UltrafaceDecoder(spec, outputs, inputWidth, inputHeight, labelCount),
            DecoderKind.Yunet => new YunetDecoder(spec, outputs, inputWidth, inputHeight, labelCount),
            DecoderKind.Segmentation => new SegmentationDecoder(spec, outputs, inputWidth, inputHeight, labelCount),
            DecoderKind.Embedding => new EmbeddingDecoder(outputs),
            _ => throw new DecoderMismatchException($"Decoder {spec.Kind} is not known."),
        };
}

/// <summary>A model's outputs do not fit its decoder. The message says what was expected and what was found.</summary>
public sealed class DecoderMismatchException(string message) : Exception(message);
