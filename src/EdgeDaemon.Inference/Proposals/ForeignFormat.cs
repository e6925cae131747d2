using System.Buffers.Binary;
using System.Text;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>Recognises models that are no ONNX by their first bytes, and knows what makes an ONNX of them.</summary>
internal static class ForeignFormat
{
    private const int MostBytes = 64 << 10;

    /// <summary>What it is and what to do, as one sentence without a full stop; null of what is not recognised.</summary>
    /// <param name="path">The file, for the command.</param>
    /// <param name="file">Its bytes, or the first of them.</param>
    public static string? Describe(string path, ReadOnlySpan<byte> file)
    {
        var onnx = Path.ChangeExtension(Path.GetFileName(path), ".onnx");
        var name = Path.GetFileName(path);
        var start = file[..Math.Min(file.Length, MostBytes)];
        var text = Encoding.Latin1.GetString(start);
        if (start.Length >= 8 && start[4..8].SequenceEqual("TFL3"u8))
            return $"a TensorFlow Lite model; convert it: python -m tf2onnx.convert --tflite {name} --output {onnx}";
        if (start.StartsWith("PK\u0003\u0004"u8))
        {
            return Holds("config.json") && !Holds("data.pkl")
                ? $"a Keras model; convert it: python -c \"import keras; keras.saving.load_model('{name}').export('{onnx}', format='onnx')\""
                : Torch("a PyTorch model");
        }

        if (text.StartsWith("\u0089HDF\r\n\u001a\n", StringComparison.Ordinal))
            return $"a Keras model (HDF5); convert it: python -m tf2onnx.convert --keras {name} --output {onnx}";
        if (start.Length > 2 && start[0] == 0x80 && start[1] is >= 2 and <= 5)
            return Torch("a PyTorch checkpoint (pickle)");
        if (start.StartsWith("ftrt"u8) || (start.Length > 8 && start[4] == '{' && Holds("ftrt")))
            return $"a TensorRT engine, which runs on the graphics processor it was built for only; use the ONNX file that it was built from, or export one: yolo export model={Path.ChangeExtension(name, ".pt")} format=onnx";
        if (start.StartsWith("RKNN"u8))
            return $"an RKNN model for Rockchip's accelerator; use the ONNX file that it was converted from, or export one: yolo export model={Path.ChangeExtension(name, ".pt")} format=onnx";
        if (start.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(start) == 0x01484546)
            return $"a HEF model for Hailo's accelerator; use the ONNX file that it was compiled from, or export one: yolo export model={Path.ChangeExtension(name, ".pt")} format=onnx";
        if (text.TrimStart(' ', '\t', '\r', '\n').StartsWith('{'))
        {
            return Holds("modelTopology") || Holds("weightsManifest")
                ? $"a TensorFlow.js model; convert it: python -m tf2onnx.convert --tfjs {name} --output {onnx}"
                : null;
        }

        if (!Holds("Placeholder") && !Holds("saved_model") && !Holds("serving_default"))
            return null;
        return start[0] == 0x0a
            ? $"a frozen TensorFlow graph; convert it: python -m tf2onnx.convert --graphdef {name} --output {onnx} --inputs INPUT:0 --outputs OUTPUT:0"
            : $"a TensorFlow SavedModel; convert its folder: python -m tf2onnx.convert --saved-model {(Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".")} --output model.onnx";

        string Torch(string what) =>
            $"{what}; export it: yolo export model={name} format=onnx (Ultralytics), or torch.onnx.export(model, torch.zeros(1, 3, HEIGHT, WIDTH), '{onnx}', external_data=False)";

        bool Holds(string word) => text.Contains(word, StringComparison.Ordinal);
    }
}
