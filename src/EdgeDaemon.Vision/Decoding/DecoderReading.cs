using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>One way to read the outputs of a family.</summary>
/// <param name="Rank">0: as its makers write them; the next rank is for when nothing that makes sense is seen with this one.</param>
/// <param name="Values">Values of the manifest, by key such as <c>decoder.boxes</c>, that differ from the family's defaults.</param>
public sealed record DecoderReading(int Rank, params ImmutableArray<(string Key, string Yaml)> Values)
{
    /// <summary>How pictures are prepared where that differs from the family's habits; null: as those say.</summary>
    public InputHabits? Habits { get; init; }

    /// <summary>Do the shapes say so little that something must be seen before this is believed?</summary>
    public bool IsGuess { get; init; }

    /// <summary>The same with one value more.</summary>
    public DecoderReading And(string key, string yaml) => this with { Values = Values.Add((key, yaml)) };
}

/// <summary>Ways in which several families are written.</summary>
internal static class SharedReadings
{
    private static readonly (string, string) Relative = ("decoder.boxes", "relative");
    private static readonly (string, string) Logits = ("decoder.logits", "true");

    /// <summary>Transformers see the whole picture, stretched, 0..1.</summary>
    public static readonly InputHabits Stretched = InputHabits.OfUltralytics(TensorLayout.Nchw) with { Resize = ResizeMode.Stretch };

    /// <summary>Probabilities, or logits.</summary>
    public static readonly ImmutableArray<DecoderReading> Scores = [new(0), new(1, Logits)];

    /// <summary>Boxes in pixels of the input or parts of it.</summary>
    public static readonly ImmutableArray<DecoderReading> Units = [new(0), new(1, Relative)];

    /// <summary>Boxes of a grid with their scores.</summary>
    public static readonly ImmutableArray<DecoderReading> OfBoxes = [new(0), new(1, Relative), new(2, Logits), new(3, Relative, Logits)];

    /// <summary>Boxes of queries with their scores.</summary>
    public static readonly ImmutableArray<DecoderReading> OfQueries =
    [
        new(1, Relative) { Habits = Stretched, IsGuess = true }, new(1, Relative, Logits) { Habits = Stretched, IsGuess = true },
        new(2) { IsGuess = true }, new(2, Logits) { IsGuess = true },
    ];
}
