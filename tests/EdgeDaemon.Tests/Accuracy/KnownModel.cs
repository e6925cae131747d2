using EdgeDaemon.TestKit;

namespace EdgeDaemon.Tests.Accuracy;

/// <summary>A model of the test assets, and what a user has to say to add it.</summary>
/// <param name="Name">File name without ending.</param>
/// <param name="Labels">Its label file, or the one label that it has; null: none.</param>
/// <param name="Flags">What <c>models add</c> cannot know: how the input was normalised where that is not the family's habit.</param>
internal sealed record KnownModel(string Name, string? Labels, params string[] Flags)
{
    private static readonly string[] Small = ["--resize", "stretch", "--mean", "0", "--std", "1"];
    private static readonly string[] SqueezeNet = ["--color", "bgr", "--mean", "104,117,123", "--std", "1"];
    private static readonly string[] UltraFace = ["--decoder", "ultraface"];

    /// <summary>Every model there is.</summary>
    public static KnownModel[] All { get; } =
    [
        new("cifar10_resnet8_fp32", "cifar10.txt", Small),
        new("cifar10_resnet8_qdq_s8", "cifar10.txt", Small),
        new("deeplabv3_mnv2_dm05_pascal_513_fp32", "voc.txt"),
        new("deeplabv3_mnv2_dm05_pascal_513_qdq_u8", "voc.txt"),
        new("fastestdet_352_fp32", "coco80.txt"),
        new("mobilenet_v1_0.25_128_fp32", "imagenet1001_tf.txt"),
        new("mobilenet_v1_0.25_128_qdq_u8", "imagenet1001_tf.txt"),
        new("mobilenet_v1_1.0_224_embedding_qdq_u8", null),
        new("mobilenet_v2_1.0_224_tf_qdq_u8", "imagenet1001_tf.txt"),
        new("mobilenet_v2_torchvision_fp32", "imagenet1000.txt"),
        new("mobilenet_v2_torchvision_qdq", "imagenet1000.txt"),
        new("nanodet_m_416_fp32", "coco80.txt"),
        new("nanodet_m_416_qdq", "coco80.txt"),
        new("selfie_segmentation_256_fp32", "person", "--mean", "0", "--std", "255"),
        new("squeezenet1.1_fp16", "imagenet1000.txt", SqueezeNet),
        new("squeezenet1.1_qdq", "imagenet1000.txt", SqueezeNet),
        new("squeezenet1.1_qoperator", "imagenet1000.txt", SqueezeNet),
        new("ssd_mobilenet_v1_coco_300_qdq_u8", "coco91.txt"),
        new("tflm_person_detect_qdq_s8", "vww.txt", "--resize", "stretch"),
        new("ultraface_rfb_320_fp32", null, UltraFace),
        new("ultraface_rfb_320_qdq", null, UltraFace),
        new("yolov5n_640_qdq", "coco80.txt"),
        new("yolov8n_640_e2e_dynint8", "coco80.txt"),
        new("yolov8n_640_qdq", "coco80.txt"),
        new("yolox_nano_416_fp32", "coco80.txt"),
        new("yolox_nano_416_qdq", "coco80.txt"),
        new("yunet_n_320_fp32", null),
    ];

    /// <summary>The model file's name.</summary>
    public string File => Name + ".onnx";

    /// <summary>The one of this name.</summary>
    public static KnownModel Of(string name) => All.Single(model => model.Name == name);

    /// <summary>The flags as the table shows them.</summary>
    public string Describe() => string.Join(' ', (Labels is null ? [] : (string[])["--labels", IsLabelFile ? Labels : Labels + ".txt"]).Concat(Flags));

    /// <summary>Path of the label file, which is written where the assets have none; null when the model needs none.</summary>
    public string? LabelFileIn(TempDirectory folder)
    {
        if (Labels is null)
            return null;
        if (IsLabelFile)
            return Assets.Require("labels", Labels);
        var path = folder[Labels + ".txt"];
        System.IO.File.WriteAllText(path, Labels + "\n");
        return path;
    }

    private bool IsLabelFile => Labels!.EndsWith(".txt", StringComparison.Ordinal);
}
