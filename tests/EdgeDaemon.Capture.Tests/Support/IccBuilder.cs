using System.Buffers.Binary;

namespace EdgeDaemon.Capture.Tests.Support;

/// <summary>Writes ICC profiles of RGB by hand: ICC.1:2010, sections 7.2, 7.3, 10.5, 10.15 and 10.27.</summary>
internal static class IccBuilder
{
    /// <summary>sRGB's colorants, relative to D50: X Y Z of red, green, blue.</summary>
    public static readonly double[][] Srgb = [[0.43604, 0.22244, 0.01390], [0.38510, 0.71693, 0.09708], [0.14307, 0.06062, 0.71393]];

    /// <summary>A curve of no sample: light as it is.</summary>
    public static byte[] Linear => Samples();

    /// <summary>A profile with one curve for all channels.</summary>
    public static byte[] Profile(double[][] colorants, byte[] curve, string colorSpace = "RGB ", string connectionSpace = "XYZ ")
    {
        (string Name, byte[] Content)[] tags =
        [
            ("rXYZ", Colorant(colorants[0])), ("gXYZ", Colorant(colorants[1])), ("bXYZ", Colorant(colorants[2])),
            ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ];
        var start = 132 + (tags.Length * 12);
        var profile = new byte[start + tags.Sum(t => t.Content.Length)];
        Text(profile, 16, colorSpace);
        Text(profile, 20, connectionSpace);
        Text(profile, 36, "acsp");
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(128), tags.Length);
        for (var (i, at) = (0, start); i < tags.Length; at += tags[i++].Content.Length)
        {
            var entry = 132 + (i * 12);
            Text(profile, entry, tags[i].Name);
            BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(entry + 4), at);
            BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(entry + 8), tags[i].Content.Length);
            tags[i].Content.CopyTo(profile, at);
        }

        BinaryPrimitives.WriteInt32BigEndian(profile, profile.Length);
        return profile;
    }

    /// <summary>A curve of samples; one is a gamma times 256.</summary>
    public static byte[] Samples(params int[] samples)
    {
        var tag = new byte[12 + (2 * samples.Length)];
        Text(tag, 0, "curv");
        BinaryPrimitives.WriteInt32BigEndian(tag.AsSpan(8), samples.Length);
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(tag.AsSpan(12 + (2 * i)), (ushort)samples[i]);
        return tag;
    }

    /// <summary>A curve that is a function with parameters.</summary>
    public static byte[] Function(int kind, params double[] parameters)
    {
        var tag = new byte[12 + (4 * parameters.Length)];
        Text(tag, 0, "para");
        BinaryPrimitives.WriteUInt16BigEndian(tag.AsSpan(8), (ushort)kind);
        for (var i = 0; i < parameters.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(tag.AsSpan(12 + (4 * i)), Fixed(parameters[i]));
        return tag;
    }

    /// <summary>Puts a profile into a JPEG, behind its first two bytes.</summary>
    public static byte[] Embed(byte[] jpeg, byte[] profile, byte part = 1, byte parts = 1)
    {
        var length = 2 + 12 + 2 + profile.Length;
        return [.. jpeg[..2], 0xFF, 0xE2, (byte)(length >> 8), (byte)length, .. "ICC_PROFILE\0"u8, part, parts, .. profile, .. jpeg[2..]];
    }

    private static byte[] Colorant(double[] xyz)
    {
        var tag = new byte[20];
        Text(tag, 0, "XYZ ");
        for (var i = 0; i < 3; i++)
            BinaryPrimitives.WriteInt32BigEndian(tag.AsSpan(8 + (4 * i)), Fixed(xyz[i]));
        return tag;
    }

    private static int Fixed(double value) => (int)Math.Round(value * 65536);

    private static void Text(byte[] destination, int at, string text) => System.Text.Encoding.ASCII.GetBytes(text, destination.AsSpan(at));
}
