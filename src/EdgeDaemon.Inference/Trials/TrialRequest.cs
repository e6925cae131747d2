using System.Security.Cryptography;
using System.Text;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.Trials;

/// <summary>What the process that tries a model gets to know on its standard input; the bytes of the model follow.</summary>
/// <param name="Image">What the image input will be; null where the model says it all. Only what its shape and type hang on.</param>
/// <param name="ImageInputName">Name of the image input; null for the first one.</param>
/// <param name="AsWritten">As <see cref="InferenceSessionOptions.AsWritten"/>.</param>
/// <param name="AllowControlFlow">As <see cref="OnnxModel.OnnxLimits.AllowControlFlow"/>.</param>
/// <param name="Limits">What it may use.</param>
internal sealed record TrialRequest(
    InputSpec? Image, string? ImageInputName, bool AsWritten, bool AllowControlFlow, TrialLimits Limits)
{
    /// <summary>Raised when a trial finds out something else than before, so that kept results are no answer any more.</summary>
    private const int Version = 1;

    /// <summary>What a session with these options does, as far as a trial can tell.</summary>
    public static TrialRequest For(InferenceSessionOptions options, TrialLimits limits) =>
        new(options.Image, options.ImageInputName, options.AsWritten, options.Limits.AllowControlFlow, limits);

    /// <summary>Options of the session that is tried; one thread does all.</summary>
    public InferenceSessionOptions ToOptions() => new()
    {
        Image = Image,
        ImageInputName = ImageInputName,
        AsWritten = AsWritten,
        Limits = new OnnxModel.OnnxLimits { AllowControlFlow = AllowControlFlow },
        RunTimeout = Limits.Deadline,
    };

    /// <summary>
    /// Names the trial of a model among those that are kept: the same model, asked the same, by the same ONNX Runtime on the same kind of
    /// processor. 64 hexadecimal digits.
    /// </summary>
    /// <param name="digest">SHA-256 of the model's bytes, in hexadecimal.</param>
    public string KeyOf(string digest)
    {
        using var text = new MemoryStream();
        using (var writer = new BinaryWriter(text, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            writer.Write(digest);
            writer.Write($"{OnnxEnvironment.Version} {OnnxEnvironment.Sums}");
            Write(writer);
        }

        return Convert.ToHexStringLower(SHA256.HashData(text.ToArray()));
    }

    /// <summary>Writes it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Image is not null);
        if (Image is { } image)
        {
            writer.Write(image.Width);
            writer.Write(image.Height);
            writer.Write((int)image.Layout);
            writer.Write((int)image.ElementType);
            writer.Write(image.Channels);
        }

        writer.Write(ImageInputName ?? "");
        writer.Write(AsWritten);
        writer.Write(AllowControlFlow);
        writer.Write(Limits.MemoryBytes);
        writer.Write(Limits.ProcessorTime.Ticks);
        writer.Write(Limits.Deadline.Ticks);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    public static TrialRequest Read(BinaryReader reader) => new(
        reader.ReadBoolean() ? ReadImage(reader) : null, reader.ReadString() is { Length: > 0 } name ? name : null, reader.ReadBoolean(), reader.ReadBoolean(), new TrialLimits
        {
            MemoryBytes = reader.ReadInt64(),
            ProcessorTime = new TimeSpan(reader.ReadInt64()),
            Deadline = new TimeSpan(reader.ReadInt64()),
        });

    private static InputSpec ReadImage(BinaryReader reader) => new()
    {
        Width = reader.ReadInt32(),
        Height = reader.ReadInt32(),
        Layout = (TensorLayout)reader.ReadInt32(),
        ElementType = (TensorElementType)reader.ReadInt32(),
        Color = reader.ReadInt32() == 1 ? ColorOrder.Gray : ColorOrder.Rgb,
    };
}
