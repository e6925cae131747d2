using System.CommandLine;
using EdgeDaemon.Inference.Models;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon models sign</c>: signs a bundle, for devices that trust the key. Done where models are made, not on the device.</summary>
internal static class ModelsSign
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "Folder of the model bundle." };
        var key = new Option<string>("--key") { Description = "PEM file with the private key (ECDSA, curve P-256).", HelpName = "FILE", Required = true };
        var command = new Command("sign", "Sign a model bundle: its SHA256SUMS, and so all that it lists. Devices name the public key in models.trusted_keys.") { folder, key };
        command.SetAction(parsed =>
        {
            var (bundle, signer) = ModelTrust.Sign(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(key));
            Console.WriteLine($"{Path.Combine(bundle.Directory, ModelTrust.SignatureFileName)}: '{bundle.Manifest.Name}' version {bundle.Manifest.Version} ({bundle.Identity[..16]}), signed by {signer}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
