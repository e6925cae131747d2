using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>When something looks like what was seen before: the same label, about the same place and size, and, where both have one, a feature vector that points the same way.</summary>
public static class LookAlike
{
    // A thing that stands still gives boxes that overlap by far more, whatever stands beside it by far less.
    private const float LeastIou = 0.5f;
    private const float LeastCosine = 0.8f;

    /// <summary>Are two things in the same place and of the same size?</summary>
    public static bool IsSamePlace(in BoundingBox a, in BoundingBox b) => BoundingBox.IntersectionOverUnion(a, b) >= LeastIou;

    /// <summary>Do two feature vectors say the same? Where one is missing, or they are of different models, nothing speaks against it.</summary>
    public static bool IsSameLook(ReadOnlySpan<float> a, ReadOnlySpan<float> b) =>
        a.IsEmpty || b.IsEmpty || a.Length != b.Length || Cosine(a, b) >= LeastCosine;

    /// <summary>The cosine of the angle between two vectors, −1..1; 0 when one has no length.</summary>
    public static float Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (ab, aa, bb) = (0f, 0f, 0f);
        for (var i = 0; i < a.Length; i++)
            (ab, aa, bb) = (ab + (a[i] * b[i]), aa + (a[i] * a[i]), bb + (b[i] * b[i]));
        return aa > 0 && bb > 0 ? ab / MathF.Sqrt(aa * bb) : 0;
    }
}
