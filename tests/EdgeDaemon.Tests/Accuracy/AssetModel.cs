using System.Security.Cryptography;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Tests.Accuracy;

/// <summary>A classification model of the assets, with the manifest that we write for it.</summary>
/// <param name="Name">File name without ending.</param>
/// <param name="LabelFile">Its labels.</param>
/// <param name="Accuracy">Top-1 on the 200 photographs by the independent implementation, per cent.</param>
/// <param name="ImageNetOffset">ImageNet class = label index − this.</param>
/// <param name="Manifest">The parts of the manifest that differ.</param>
public sealed record AssetModel(string Name, string LabelFile, double Accuracy, int ImageNetOffset, string Manifest)
{
    /// <summary>The five models, and what their makers say of their input.</summary>
    public static readonly AssetModel[] All =
    [
        new("mobilenet_v2_torchvision_qdq", "imagenet1000.txt", 83.5, 0, """
            input:
              width: 224
              height: 224
              mean: [123.675, 116.28, 103.53]
              std: [58.395, 57.12, 57.375]
              resize: center_crop
            decoder:
              type: classification
              logits: true
            """),
        new("mobilenet_v2_1.0_224_tf_qdq_u8", "imagenet1001_tf.txt", 92.5, 1, """
            input:
              width: 224
              height: 224
              layout: nhwc
              dtype: uint8
              resize: center_crop
            decoder:
              type: classification
            """),
        new("squeezenet1.1_qdq", "imagenet1000.txt", 63.5, 0, """
            input:
              width: 224
              height: 224
              color: bgr
              mean: [104, 117, 123]
              resize: center_crop
            decoder:
              type: classification
            """),
        new("squeezenet1.1_fp16", "imagenet1000.txt", 64.5, 0, """
            input:
              width: 224
              height: 224
              dtype: float16
              color: bgr
              mean: [104, 117, 123]
              resize: center_crop
            decoder:
              type: classification
            """),
        new("mobilenet_v1_0.25_128_qdq_u8", "imagenet1001_tf.txt", 50.0, 1, """
            input:
              width: 128
              height: 128
              layout: nhwc
              dtype: uint8
              resize: center_crop
            decoder:
              type: classification
            """),
    ];

    /// <summary>Makes a bundle of it below <paramref name="folder"/>.</summary>
    public string WriteBundle(TempDirectory folder)
    {
        var bundle = folder["bundle"];
        Directory.CreateDirectory(bundle);
        File.Copy(Assets.Require("models", Name + ".onnx"), Path.Combine(bundle, "model.onnx"));
        File.Copy(Assets.Require("labels", LabelFile), Path.Combine(bundle, "labels.txt"));
        File.WriteAllText(Path.Combine(bundle, "manifest.yaml"), $"""
            name: {Name.Replace('.', '_')}
            version: "1"
            task: classification
            licence: see the assets' manifest
            {Manifest}

            """);
        string[] listed = ["model.onnx", "labels.txt", "manifest.yaml"];
        File.WriteAllLines(
            Path.Combine(bundle, "SHA256SUMS"),
            listed.Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(bundle, file))))}  {file}"));
        return bundle;
    }

    public override string ToString() => Name;
}
