using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Capture.Replay;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Cli.Quantizing;

/// <summary>
/// Pictures that a model is quantized with, decoded anew each time, so that only one is in memory. Each fourth is held out: nothing is learned from it,
/// and the result is judged by it.
/// </summary>
/// <param name="count">How many there are.</param>
/// <param name="read">Gives those whose number is wanted, in order.</param>
internal sealed class PictureSet(int count, Func<Func<int, bool>, IEnumerable<Frame>> read)
{
    /// <summary>With fewer, the ranges of values are those of a few scenes, and an agreement is chance.</summary>
    public const int Least = 20;

    /// <summary>More change the ranges no further.</summary>
    public const int Most = 120;

    private const int HeldOutOfEach = 4;

    /// <summary>Pictures to learn from.</summary>
    public int Calibrating => count - HeldOut;

    /// <summary>Pictures to judge by.</summary>
    public int HeldOut => count / HeldOutOfEach;

    /// <summary>The pictures of a folder, or evenly spread ones of many. What cannot be decoded is told and left out.</summary>
    /// <param name="folder">With <c>.jpg</c>, <c>.jpeg</c> and <c>.png</c> files.</param>
    /// <param name="input">Of the model, so that decoding goes no further than it needs.</param>
    /// <exception cref="FrameSourceException">It is not there, or holds too few pictures that can be used.</exception>
    public static PictureSet OfFolder(string folder, InputSpec input)
    {
        using var source = Open(folder, input);
        var step = Math.Max(1, (source.PictureCount + Most - 1) / Most);
        source.Wanted = (number, _) => number % step == 0;
        var usable = new List<long>();
        for (var isAtEnd = false; !isAtEnd;)
        {
            try
            {
                using var frame = source.Read(CancellationToken.None);
                isAtEnd = frame is null;
                if (frame is not null)
                    usable.Add(frame.SequenceNumber);
            }
            catch (FrameDecodeException damage)
            {
                CommandLine.Fail($"picture left out: {damage.Message}");
            }
        }

        Require(usable.Count, $"'{folder}'", "Add pictures of what the camera will see, by day and by night");
        return new PictureSet(usable.Count, wanted => Read(folder, input, [.. usable.Where((_, i) => wanted(i))]));
    }

    /// <summary>Encoded pictures that are in memory and nowhere else.</summary>
    /// <param name="pictures">JPEGs.</param>
    /// <param name="origin">Where they come from, for messages.</param>
    /// <param name="input">Of the model.</param>
    /// <exception cref="FrameSourceException">There are too few.</exception>
    public static PictureSet InMemory(IReadOnlyList<byte[]> pictures, string origin, InputSpec input)
    {
        Require(pictures.Count, origin, "Give it more --minutes");
        return new PictureSet(pictures.Count, wanted => Decode(pictures.Where((_, i) => wanted(i)), origin, input));
    }

    /// <summary>Those to learn from.</summary>
    public IEnumerable<Frame> ReadCalibrating() => read(i => !IsHeldOut(i));

    /// <summary>A third of those to learn from, to choose by among what was learned.</summary>
    public IEnumerable<Frame> ReadSome() => read(i => i % HeldOutOfEach == 0);

    /// <summary>Those to judge by.</summary>
    public IEnumerable<Frame> ReadHeldOut() => read(IsHeldOut);

    private static bool IsHeldOut(int i) => i % HeldOutOfEach == HeldOutOfEach - 1;

    private static void Require(int count, string origin, string remedy)
    {
        if (count < Least)
            throw new FrameSourceException($"{origin} gave {count} pictures, and it takes {Least} at least. {remedy}.");
    }

    private static ReplaySource Open(string folder, InputSpec input)
    {
        var source = new ReplaySource(new ReplayOptions { Path = folder, Inputs = [input] }, new FramePool(), TimeProvider.System);
        source.Open();
        return source;
    }

    private static IEnumerable<Frame> Read(string folder, InputSpec input, HashSet<long> numbers)
    {
        using var source = Open(folder, input);
        source.Wanted = (number, _) => numbers.Contains(number);
        while (source.Read(CancellationToken.None) is { } frame)
            yield return frame;
    }

    private static IEnumerable<Frame> Decode(IEnumerable<byte[]> pictures, string origin, InputSpec input)
    {
        var pool = new FramePool();
        using var decoder = new PictureDecoder();
        foreach (var picture in pictures)
            yield return decoder.Decode(picture, pool, origin, [input]);
    }
}
