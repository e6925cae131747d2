namespace EdgeDaemon.Inference.Tests.OnnxModel.Hostile;

/// <summary>A field of a real model.</summary>
/// <param name="Path">Numbers of the fields it is in, and its own: <c>7.1.4</c> is an operator's name.</param>
/// <param name="Start">Where its tag stands.</param>
/// <param name="Content">Where its value starts.</param>
/// <param name="Length">Bytes of a length-delimited value; -1 for others.</param>
/// <param name="End">Where it ends.</param>
/// <param name="ContentIsMessageEnd">Is it the last field of its message, so that a greater length leaves the message?</param>
internal sealed record WireField(string Path, int Start, int Content, int Length, int End, bool ContentIsMessageEnd);

/// <summary>Finds the structure of a sound model: an independent, trusting reader.</summary>
internal static class WireMap
{
    private static readonly HashSet<string> Messages = ["7", "7.1", "7.1.5", "7.5", "7.11", "7.12", "8"];

    /// <summary>All fields down to those of nodes, attributes and constants.</summary>
    public static List<WireField> Of(byte[] model)
    {
        var fields = new List<WireField>();
        Read(model, 0, model.Length, "", fields);
        return fields;
    }

    private static void Read(byte[] model, int from, int to, string prefix, List<WireField> fields)
    {
        for (var at = from; at < to;)
        {
            var start = at;
            var tag = Number(model, ref at);
            var (path, length) = (prefix + (tag >> 3), -1);
            var content = at;
            switch (tag & 7)
            {
                case 0: Number(model, ref at); break;
                case 1: at += 8; break;
                case 5: at += 4; break;
                default:
                    length = (int)Number(model, ref at);
                    content = at;
                    at += length;
                    break;
            }

            fields.Add(new WireField(path, start, content, length, at, at == to));
            if (Messages.Contains(path))
                Read(model, content, at, $"{path}.", fields);
        }
    }

    private static long Number(byte[] model, ref int at)
    {
        var value = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var b = model[at++];
            value |= (long)(b & 0x7f) << shift;
            if (b < 0x80)
                return value;
        }
    }
}
