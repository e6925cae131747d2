namespace EdgeDaemon.Inference.Tests.OnnxModel.Hostile;

/// <summary>Bytes that are almost a model: wire format tricks, and real models that were cut or had a structural byte flipped.</summary>
internal static class DamagedModels
{
    private static readonly byte[] Endless = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];

    /// <summary>Tricks of the wire format at a random place of a sound beginning.</summary>
    public static IEnumerable<HostileModel> Tricks(Random random, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            var start = new byte[] { 0x08, (byte)random.Next(1, 10) };
            yield return new("a number that does not end", [.. start, 0x08, .. Endless]);
            yield return new("a length that does not end", [.. start, 0x3a, .. Endless]);
            yield return new("a number that is cut off", [.. start, 0x08, .. Endless.AsSpan(0, random.Next(1, 10))]);
            yield return new("a length beyond the file", [.. start, 0x3a, (byte)random.Next(1, 128)]);
            yield return new("a length of 63 bits", [.. start, 0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
            yield return new("a field without a number", [.. start, (byte)random.Next(0, 8), 0]);
            yield return new("a group", [.. start, (byte)((random.Next(1, 16) << 3) | 3)]);
            yield return new("an end of a group", [.. start, (byte)((random.Next(1, 16) << 3) | 4)]);
            yield return new("a graph that is a number", [.. start, 0x38, 0x01]);
            yield return new("no graph", start);
        }
    }

    /// <summary>A real model, cut inside its graph.</summary>
    public static IEnumerable<HostileModel> Cuts(Random random, byte[] model, int count)
    {
        var graph = WireMap.Of(model).Single(f => f is { Path: "7" });
        for (var i = 0; i < count; i++)
            yield return new("a real model cut off", model[..random.Next(0, graph.End)]);
    }

    /// <summary>A real model with one structural byte exchanged, so that it surely is no sound model any more.</summary>
    public static IEnumerable<HostileModel> Flips(Random random, byte[] model, int count)
    {
        // The model's own fields, those of its graph, nodes, attributes and constants, and declarations.
        var fields = WireMap.Of(model).ToArray();
        var names = fields.Where(f => f is { Path: "7.1.1", Length: > 0 }).ToArray();
        var operators = fields.Where(f => f is { Path: "7.1.4", Length: > 0 }).ToArray();
        var types = fields.Where(f => f is { Path: "7.5.2" }).ToArray();
        for (var i = 0; i < count; i++)
        {
            var flipped = model.ToArray();
            switch (i % 5)
            {
                case 0:
                    // Wire types that do not exist: 3, 4, 6 and 7.
                    ref var tag = ref flipped[fields[random.Next(fields.Length)].Start];
                    tag = (byte)((tag & 0xf8) | ((ReadOnlySpan<int>)[3, 4, 6, 7])[random.Next(4)]);
                    yield return new("a kind of field exchanged", flipped);
                    break;
                case 1:
                    var operation = operators[random.Next(operators.Length)];
                    flipped[operation.Content] ^= 0x20;
                    yield return new("an operator's name exchanged", flipped);
                    break;
                case 2:
                    flipped[names[random.Next(names.Length)].Content] = 0x01;
                    yield return new("an input's name exchanged", flipped);
                    break;
                case 3:
                    flipped[types[random.Next(types.Length)].Content] = (byte)random.Next(30, 127);
                    yield return new("an element type exchanged", flipped);
                    break;
                default:
                    var last = fields.Where(f => f is { Length: > 0, ContentIsMessageEnd: true } && flipped[f.Content - 1] < 0x7f).ToArray();
                    flipped[last[random.Next(last.Length)].Content - 1]++;
                    yield return new("a length exchanged", flipped);
                    break;
            }
        }
    }
}
