using System.CommandLine;
using EdgeDaemon.Configuration.Offers;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Inference.Models;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon models list</c>: the models that are there, or those that can be fetched.</summary>
internal static class ModelsList
{
    private const double Mebibyte = 1048576;

    public static Command Create()
    {
        var available = new Option<bool>("--available") { Description = "Those that 'models get' fetches, with licence and what was measured." };
        var catalogue = ModelsGet.CatalogueOption();
        var models = new ModelsFolder();
        var command = new Command("list", "Show the models that are there, or those that can be fetched.") { available, catalogue };
        models.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(available))
            {
                foreach (var offer in ModelOffers.Read(parsed.GetRequiredValue(catalogue)))
                    Print($"{offer.Name}: {offer.For}; {offer.Bytes / Mebibyte:F1} MiB, {offer.Licence}\n  {offer.Measured}\n  {offer.Address}{(offer.Labels.IsEmpty ? "\n  takes --labels" : "")}");
                return ExitCodes.Ok;
            }

            if (models.Find(parsed) is not { } directory)
                return ExitCodes.Config;
            foreach (var folder in Directory.EnumerateFiles(directory, ModelManifest.FileName, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }).Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal))
                Print($"{Describe(folder)}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Describe(string folder)
    {
        try
        {
            var bundle = ModelBundle.Open(folder);
            var (manifest, labels) = (bundle.Manifest, bundle.Labels.Slugs);
            return $"{Path.GetFileName(folder)}: {YamlTypes.Enum<ModelTask>().Format(manifest.Task)} by {ModelFile.NamesOf([manifest.Decoder.Kind])}, {manifest.Input.Width}×{manifest.Input.Height}, {labels.Length} labels, {manifest.Licence}";
        }
        catch (ModelBundleException e)
        {
            return $"{Path.GetFileName(folder)}: cannot be used: {e.Errors[0]}";
        }
    }

    private static void Print(FormattableString text) => Console.WriteLine(CommandLine.Printable(text.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
