using System.Globalization;

namespace EdgeDaemon.Tests.Accuracy;

/// <summary>Rows of the table that <c>tests/models-table.sh</c> prints: a Markdown file per model in a folder that it names.</summary>
internal static class ModelsTable
{
    private const string FolderVariable = "EDGEDAEMON_MODELS_TABLE";

    /// <summary>Writes a model's row, where a folder is named.</summary>
    /// <returns>The row.</returns>
    public static string Write(KnownModel model, Figure[] figures, ReferenceCount reference)
    {
        var isWithin = figures.All(figure => figure.IsWithinLimit) && reference.IsWithinLimit;
        string[] cells =
        [
            $"`{model.Name}`",
            model.Describe() is { Length: > 0 } flags ? $"`{flags}`" : "–",
            string.Join(" / ", figures.Select(figure => figure.Name).Distinct()),
            Join(figures, figure => figure.Ours),
            Join(figures, figure => figure.Recorded),
            Join(figures, figure => figure.Difference, "+0;−0;0"),
            reference.ToString(),
            isWithin ? "yes" : "**no**",
        ];
        var row = $"| {string.Join(" | ", cells)} |";
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, model.Name + ".md"), row + "\n");
        return row;
    }

    private static string Join(Figure[] figures, Func<Figure, double> value, string format = "0") => string.Join(
        " / ", figures.Select(figure => Math.Round(value(figure), figure.Digits).ToString(WithDigits(format, figure.Digits), CultureInfo.InvariantCulture)));

    /// <summary><c>0</c> with 2 digits is <c>0.00</c>, in each section of a format.</summary>
    private static string WithDigits(string format, int digits) => digits == 0 ? format : format.Replace("0", "0." + new string('0', digits), StringComparison.Ordinal);
}
