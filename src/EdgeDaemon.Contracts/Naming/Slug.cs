using System.Text;

namespace EdgeDaemon.Contracts.Naming;

/// <summary>Names that appear in topics: 1 to 64 characters out of <c>a-z 0-9 _ -</c>.</summary>
public static class Slug
{
    /// <summary>Longest slug, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>Can <paramref name="text"/> stand in a topic as it is?</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= MaxLength && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-');

    /// <summary>
    /// Turns a label of any model into a slug: Latin letters where they can be had (ä becomes ae), lower case, every run of other
    /// characters becomes one <c>_</c>, cut at <see cref="MaxLength"/>.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="otherwise">A slug for a text with nothing usable, and for one none of whose letters is.</param>
    public static string From(string text, string otherwise = "unnamed")
    {
        var slug = new StringBuilder(text.Length);
        foreach (var c in Transliteration.ToLatin(text))
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
                slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '_')
                slug.Append('_');
        }

        var trimmed = slug.ToString().Trim('_');
        if (trimmed.Length > MaxLength)
            trimmed = trimmed[..MaxLength].TrimEnd('_');
        return trimmed.Length == 0 || (text.Any(char.IsLetter) && !trimmed.Any(char.IsAsciiLetter)) ? otherwise : trimmed;
    }
}
