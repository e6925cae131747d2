using System.Globalization;
using System.Text;

namespace EdgeDaemon.Tests.Fuzzing;

/// <summary>
/// Makes one input out of a corpus of sound ones: bits, bytes, numbers, words and whole pieces are changed, cut out, repeated, or taken from another. The same
/// seed makes the same input.
/// </summary>
internal static class Mutator
{
    private const int MostBytes = 1 << 16;
    private static readonly byte[] EdgeBytes = [0, 1, 0x7F, 0x80, 0xFF, (byte)'\n', (byte)'"', (byte)'{', (byte)':'];
    private static readonly string[] EdgeNumbers = ["-1", "0", "1e999", "-9223372036854775809", "18446744073709551616", "NaN", "0.0000001", "99999999999999999999", "2147483648"];
    private static readonly int[] EdgeIntegers = [0, 1, -1, int.MaxValue, int.MinValue, short.MaxValue, ushort.MaxValue, 1 << 24];

    public static byte[] Make(IReadOnlyList<byte[]> corpus, int seed)
    {
        var chance = new Random(seed);
        var bytes = corpus[chance.Next(corpus.Count)].ToList();
        for (var count = 1 + (int)(-2 * Math.Log(1 - chance.NextDouble())); count > 0; count--)
            Change(bytes, corpus, chance);
        return [.. bytes.Take(MostBytes)];
    }

    private static void Change(List<byte> bytes, IReadOnlyList<byte[]> corpus, Random chance)
    {
        var at = chance.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, chance.Next(4) == 0 ? chance.Next(bytes.Count + 1) : chance.Next(16));
        switch (chance.Next(11))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << chance.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = chance.Next(2) == 0 ? EdgeBytes[chance.Next(EdgeBytes.Length)] : (byte)chance.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(at, Enumerable.Repeat(EdgeBytes[chance.Next(EdgeBytes.Length)], chance.Next(3) == 0 ? chance.Next(5000) : chance.Next(8)));
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                var other = corpus[chance.Next(corpus.Count)];
                var from = chance.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, chance.Next(200))));
                break;
            case 7 when at + 4 <= bytes.Count:
                var number = BitConverter.GetBytes(EdgeIntegers[chance.Next(EdgeIntegers.Length)]);
                for (var i = 0; i < number.Length; i++)
                    bytes[at + i] = number[i];
                break;
            default:
                ChangeText(bytes, at, chance);
                break;
        }
    }

    /// <summary>Replaces the number or word at a place, or swaps two lines.</summary>
    private static void ChangeText(List<byte> bytes, int at, Random chance)
    {
        var (start, end) = (at, at);
        while (start > 0 && IsWord(bytes[start - 1]))
            start--;
        while (end < bytes.Count && IsWord(bytes[end]))
            end++;
        bytes.RemoveRange(start, end - start);
        var text = chance.Next(4) switch
        {
            0 => EdgeNumbers[chance.Next(EdgeNumbers.Length)],
            1 => chance.Next().ToString(CultureInfo.InvariantCulture),
            2 => "é\u202e\U0001F600",
            _ => "null",
        };
        bytes.InsertRange(start, Encoding.UTF8.GetBytes(text));
    }

    private static bool IsWord(byte value) => value is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (byte)'_' or (byte)'.' or (byte)'-';
}
