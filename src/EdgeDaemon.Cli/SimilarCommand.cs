using System.CommandLine;
using System.Globalization;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Pipeline.Teaching;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon similar EVENT|PICTURE</c>: which past events looked like this one, nearest first.</summary>
internal static class SimilarCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var what = new Argument<string>("EVENT|PICTURE") { Description = "The id of an event that is over, or a picture file that shows nothing but the thing." };
        var camera = new Option<string?>("--camera") { Description = "Only events of this camera; for a picture, the camera whose model looks at it. The only one may be left out.", HelpName = "NAME" };
        var most = new Option<int>("--most") { Description = "How many are shown at most.", DefaultValueFactory = _ => 10, HelpName = "N" };
        var command = new Command("similar", "Find events that looked like another one, or like a picture; nearest first. Needs 'privacy: {look_alikes: …}'.") { config, what, camera, most };
        command.SetAction(parsed =>
        {
            if (ConfigFile.LoadOrExplain(parsed.GetRequiredValue(config)) is not { } read)
                return ExitCodes.Config;
            if (read.LookAlikes is null)
                throw new FormatException("No feature vectors are kept: the configuration does not set 'privacy.look_alikes'.");
            return Run(read, parsed.GetRequiredValue(what), parsed.GetValue(camera), parsed.GetValue(most));
        });
        return command;
    }

    private static int Run(DaemonConfig config, string what, string? camera, int most)
    {
        var kept = SeenVectors.Read(config.Journal.Directory);
        var asked = CommandNames.ParseEvent(what) is null ? OfPicture(config, what, camera)
            : kept.FindLast(seen => seen.Event == what) ?? throw new FormatException($"No feature vector of event '{what}' is kept. It must be over, of an object that an embedding model looks at, and not too old.");
        var found = kept.Where(seen => seen.Event != what && (camera is null || seen.Camera == camera)).ToLookup(seen => seen.Model == asked.Model);
        foreach (var (cosine, seen) in found[true].Select(seen => (Cosine: LookAlike.Cosine(asked.Vector, seen.Vector), seen)).OrderByDescending(pair => pair.Cosine).Take(most))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{cosine:F3}  {seen.Event}  {PayloadTime.Format(seen.EndedMs)}  {seen.Camera}  {seen.Label}{(seen.SubLabel is { } sub ? $" ({sub})" : "")}"));
        }

        if (found[false].Count() is var foreign and > 0)
            CommandLine.Fail($"{foreign} events were seen by another model or another version of it, and are not compared.");
        return ExitCodes.Ok;
    }

    private static SeenVector OfPicture(DaemonConfig config, string picture, string? name)
    {
        var catalog = new ModelCatalog(config);
        var looks = config.Cameras.Where(camera => name is null || camera.Name == name).SelectMany(camera => camera.Then).Select(second => second.Model).Distinct()
            .Select(catalog.Open).Where(bundle => bundle.Manifest.Task == ModelTask.Embedding).ToList();
        if (looks is not [var model])
            throw new FormatException(looks.Count == 0 ? "No camera has an embedding model in 'then', such as 'features'." : "Cameras have different embedding models; say --camera.");
        using var predictor = new Predictor(TriedModels.ForTools(config), new Predictor.Options(model, config.InferenceThreads, Scaled: false, WithVectors: true));
        return new SeenVector("", "", "", null, 0, model.Identity, predictor.Predict(picture).Embedding!.Vector!);
    }
}
