using System.Globalization;
using System.Text;

namespace EdgeDaemon.Contracts.Naming;

/// <summary>
/// Latin letters for letters with marks, Greek and Cyrillic: German, French and the other languages of Europe as they are commonly
/// written without their letters, Greek by ISO 843 without accents, Russian and Ukrainian as in passports (ICAO 9303).
/// </summary>
internal static class Transliteration
{
    /// <summary>Groups: what is written, a colon, and the letters that it is written for, in lower case.</summary>
    private const string Groups =
        "ae:äæǽ oe:öøœ ue:ü ss:ß th:þθ a:àáâãåāăąǎạảấầẩẫậắằẳẵặαά b:бβ c:çćĉċčц d:ďđðдδ e:èéêëēĕėęěẹẻẽếềểễệεέеэє f:фφƒ g:ĝğġģǧгґγ h:ĥħ i:ìíîïĩīĭįıǐỉịιίϊΐηήиіїй "
        + "j:ĵ k:ķĸкκ l:ĺļľŀłлλ m:мμ n:ñńņňŋнν o:òóôõōŏőǒơọỏốồổỗộớờởỡợοόωώо p:пπ r:ŕŗřрρ s:śŝşšșсσς t:ţťŧțтτ u:ùúûũūŭůűųǔưụủứừửữựу v:в w:ŵẁẃẅ x:ξ y:ýÿŷỳỵỷỹыυύϋΰ z:źżžзζ "
        + "yo:ё zh:ж kh:х ch:чχ sh:ш shch:щ yu:ю ya:я ie:ъ ps:ψ :ь";

    private static readonly Dictionary<char, string> Table = Groups.Split(' ')
        .Select(group => group.Split(':')).SelectMany(group => group[1].Select(letter => (letter, Latin: group[0]))).ToDictionary(pair => pair.letter, pair => pair.Latin);

    /// <summary>The text in lower case, with Latin letters where the table knows how; every other character is as it was.</summary>
    public static string ToLatin(string text)
    {
        var latin = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var lower = char.ToLowerInvariant(c);
            // Letters are composed or followed by their marks: ä is one character or two.
            if (CharUnicodeInfo.GetUnicodeCategory(lower) == UnicodeCategory.NonSpacingMark)
                continue;
            latin.Append(Table.TryGetValue(lower, out var letters) ? letters : lower);
        }

        return latin.ToString();
    }
}
