using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Configuration.Offers;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Linux;
using EdgeDaemon.Pipeline;

namespace EdgeDaemon.Cli;

/// <summary>
/// <c>edgedaemon models get</c>: adds a model of the catalogue. The publisher's program fetches it; this process holds no network code, and believes nothing
/// but the digest.
/// </summary>
internal static class ModelsGet
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "A model that 'models list --available' shows." };
        var rename = new Option<string?>("--name") { Description = "Name of the model here; default: that in the catalogue.", HelpName = "NAME" };
        var file = new Option<string?>("--file") { Description = "Do not fetch it: here it is.", HelpName = "FILE" };
        var mirror = new Option<string?>("--mirror") { Description = "Fetch NAME.onnx from this folder instead, https or http.", HelpName = "URL" };
        var labels = new Option<string?>("--labels") { Description = "Names of the classes, one per line, where the catalogue says none.", HelpName = "FILE" };
        var catalogue = CatalogueOption();
        var models = new ModelsFolder();
        var replace = CommonOptions.Replace();
        var command = new Command("get", "Fetch a model of the catalogue, check its digest, try it, and put it among the models.") { name, rename, file, mirror, labels, catalogue, replace };
        models.AddTo(command);
        command.SetAction(parsed =>
        {
            var from = parsed.GetRequiredValue(catalogue);
            var offer = ModelOffers.Require(from, parsed.GetRequiredValue(name));
            if (models.Find(parsed) is not { } directory)
                return ExitCodes.Config;
            var (store, local) = (new BundleStore(directory), parsed.GetValue(rename) ?? offer.Name);
            ModelsAdd.RequireRoom(store, local, parsed.GetValue(replace));
            var request = RequestOf(offer, local, parsed.GetValue(labels));
            if (parsed.GetValue(file) is { } given)
                return Add(offer, given);
            var path = Path.Combine(TriedModels.CacheFolder() ?? throw new FormatException("There is no folder to fetch it to: set XDG_CACHE_HOME or HOME."), $"{offer.Name}.onnx");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (Fetch(offer, from, path, parsed.GetValue(mirror)) is not ExitCodes.Ok and var failure)
                return failure;
            try
            {
                return Add(offer, path);
            }
            finally
            {
                File.Delete(path);
            }

            int Add(OfferedModel model, string bytes)
            {
                RequireDigest(model, bytes);
                return ModelsAdd.Run(bytes, request, store, parsed.GetValue(replace), dryRun: false);
            }
        });
        return command;
    }

    /// <summary>The option that says where the catalogue is.</summary>
    public static Option<string> CatalogueOption() => new("--catalogue") { Description = "The catalogue.", HelpName = "FILE", DefaultValueFactory = _ => ModelOffers.DefaultPath };

    /// <summary>What would be said to <c>models add</c>.</summary>
    private static Inference.Proposals.ProposalRequest RequestOf(OfferedModel offer, string name, string? labels)
    {
        if (offer.Labels.IsEmpty && labels is null)
            throw new FormatException($"The catalogue has no labels for '{offer.Name}' ({offer.For}). Give them with --labels FILE, one per line.");
        var (options, add) = (new ManifestOptions(), new Command("add"));
        options.AddTo(add);
        string[] said = [.. offer.Options, "--set", $"licence={offer.Licence}", .. labels is null ? (string[])[] : ["--labels", labels]];
        var request = options.Read(add.Parse(said), name);
        return labels is null ? request with { Labels = LabelFile.Parse(Encoding.UTF8.GetBytes(string.Join('\n', offer.Labels)), "the catalogue's labels") } : request;
    }

    private static int Fetch(OfferedModel offer, string catalogue, string path, string? mirror)
    {
        Console.Error.WriteLine($"fetching '{offer.Name}', {offer.Bytes >> 10} KiB, licence {offer.Licence}, from {mirror ?? offer.Address.Host}");
        using var stop = new StopSignal();
        string[] from = mirror is null ? [] : ["--mirror", mirror];
        using var publisher = Process.Start(new ProcessStartInfo(PublisherExecutable.Require(), ["fetch", offer.Name, "--catalogue", catalogue, "--to", path, .. from]))
            ?? throw new InvalidOperationException("The publisher could not be started.");
        // Ctrl-C reaches it too; what has arrived is kept either way.
        using var registration = stop.Token.Register(() => publisher.Kill());
        publisher.WaitForExit();
        return publisher.ExitCode;
    }

    private static void RequireDigest(OfferedModel offer, string path)
    {
        using var file = RegularFile.Open(path);
        if (file.Length != offer.Bytes || Convert.ToHexStringLower(SHA256.HashData(file)) != offer.Digest)
            throw new InferenceException($"{path}: it is not the file that the catalogue names, whose {offer.Bytes} bytes have the SHA-256 {offer.Digest}.");
    }
}
