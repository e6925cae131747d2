using System.CommandLine;
using System.Globalization;
using EdgeDaemon.Cli.Quantizing;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.Quantization;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Inferring;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon models quantize</c>: makes an int8 model of a float one, and installs it if it is as good and faster.</summary>
internal static class ModelsQuantize
{
    // 1 of 20 is 5 %, whatever a difference of two doubles makes of it.
    private const int Digits = 9;

    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "A float model among the models." };
        var pictures = new Option<string?>("--pictures") { Description = "Calibrate with the JPEG and PNG files of a folder.", HelpName = "FOLDER" };
        var camera = new Option<string?>("--camera") { Description = "Calibrate with frames of a camera of the configuration; they stay in memory.", HelpName = "CAMERA" };
        var minutes = new Option<double>("--minutes") { Description = "Over which time the frames of a camera are spread.", HelpName = "N", DefaultValueFactory = _ => 10 };
        var newName = new Option<string?>("--as") { Description = "Name of the new model; default: NAME-int8.", HelpName = "NEWNAME" };
        var way = new Option<string?>("--range") { Description = "How ranges of values are chosen; default: whichever agrees better with the float model.", HelpName = "WAY" };
        var limit = new Option<double>("--limit") { Description = "In how many per cent of what they see on held-out pictures the two may differ.", HelpName = "PERCENT", DefaultValueFactory = _ => 10 };
        var evenIfSlower = new Option<bool>("--even-if-slower") { Description = "Install it also where it is not faster on this machine." };
        var (models, threads, replace) = (new ModelsFolder(), CommonOptions.Threads(), CommonOptions.Replace());
        way.AcceptOnlyFromAmong([.. QuantizeJob.Ways.Select(w => w.Name)]);
        Check(minutes, value => value is > 0 and <= 1440, "--minutes takes a number above 0, up to 1440.");
        Check(limit, value => value is >= 0 and <= 100, "--limit takes a number from 0 to 100.");
        var command = new Command("quantize", "Make an int8 model of a float one, compare both on held-out pictures, and install it if it is as good and faster.")
        {
            name, pictures, camera, minutes, newName, way, limit, evenIfSlower, threads, replace,
        };
        models.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(pictures) is null == result.GetValue(camera) is null)
                result.AddError("quantize takes either --pictures FOLDER or --camera CAMERA.");
        });
        command.SetAction(parsed =>
        {
            if (models.Find(parsed) is not { } directory)
                return ExitCodes.Config;
            var (store, source) = (new BundleStore(directory), parsed.GetRequiredValue(name));
            var target = parsed.GetValue(newName) ?? source + "-int8";
            if (!Slug.IsValid(target))
                throw new FormatException($"--as takes {YamlTypes.Slug.Allowed}, such as '{Slug.From(target)}', not '{target}'.");
            ModelsAdd.RequireRoom(store, target, parsed.GetValue(replace), newName.Name);
            var bundle = new ModelCatalog(directory).Open(source);
            using var job = new QuantizeJob(TriedModels.ForTools(), bundle, parsed.GetValue(threads));
            var set = parsed.GetValue(pictures) is { } folder
                ? PictureSet.OfFolder(folder, bundle.Manifest.Input)
                : Watch(parsed.GetRequiredValue(models.Config), parsed.GetValue(camera)!, TimeSpan.FromMinutes(parsed.GetValue(minutes)), bundle);
            if (set is null)
                return ExitCodes.Config;
            var allowed = parsed.GetValue(limit);
            // Half of what is allowed: other pictures will show more.
            var candidate = job.Make(set, target, parsed.GetValue(way), allowed / 2 / 100);
            var comparison = job.Judge(candidate.Content, set);
            Report(job, bundle, candidate, comparison, set);
            if (Faults(comparison, job.FailedGolden(candidate.Content), allowed, parsed.GetValue(evenIfSlower)).ToList() is { Count: > 0 } faults)
            {
                CommandLine.Fail($"'{target}' is not installed: {string.Join("; ", faults)}.");
                return ExitCodes.NotInOrder;
            }

            var replaced = store.Put(target, candidate.Content, parsed.GetValue(replace));
            Print($"{store.PathOf(target)}: {(replaced ? $"replaced; before is kept in {store.PreviousPathOf(target)}" : "added")}");
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Null, after saying why, when there is an error in the configuration.</summary>
    private static PictureSet? Watch(string path, string name, TimeSpan duration, ModelBundle bundle)
    {
        if (ConfigFile.LoadOrExplain(path) is not { } config)
            return null;
        return PictureSet.InMemory(CameraPictures.Take(config, ConfigFile.RequireCamera(config, path, name), duration), $"camera '{name}'", bundle.Manifest.Input);
    }

    /// <summary>Why a model is not installed.</summary>
    internal static IEnumerable<string> Faults(ModelComparison found, IReadOnlyList<string> golden, double limit, bool evenIfSlower)
    {
        if (found.Seen == 0)
            yield return "neither model sees anything on the held-out pictures, so that nothing can be compared; give it pictures of what it is made for";
        var differing = Math.Round(100 * (1 - found.Agreement), Digits);
        if (differing > limit)
            yield return Text($"it differs from the float model in {differing:F1} % of what they see, and {limit:0.#} % are allowed (--limit); more pictures, and more like the camera's, may help");
        if (golden.Count > 0)
            yield return $"it fails the model's golden pictures {string.Join(", ", golden)}";
        if (found.OtherTime >= found.Time && !evenIfSlower)
            yield return "it is not faster than the float model on this machine; processors with VNNI or of Arm may differ, and --even-if-slower installs it all the same";
    }

    private static void Report(QuantizeJob job, ModelBundle source, QuantizedCandidate made, ModelComparison found, PictureSet set)
    {
        Print($"{source.Manifest.Name}: {made.Layers} of {job.Quantizer.Layers + job.Quantizer.LayersLeft} layers in 8 bits, ranges by {made.Way} of {set.Calibrating} pictures; {job.Engine}");
        Print($"  float     {source.Model.Length,10:N0} bytes  {found.Time.TotalMilliseconds,8:F2} ms  1.00");
        Print($"  int8      {made.Content.Model.Length,10:N0} bytes  {found.OtherTime.TotalMilliseconds,8:F2} ms  {found.OtherTime / found.Time:F2}");
        Print($"  the same  {100 * found.Agreement:F1} % of {found.Seen} seen on {set.HeldOut} other pictures");
    }

    private static void Check(Option<double> option, Func<double, bool> isAllowed, string message) => option.Validators.Add(result =>
    {
        if (!isAllowed(result.GetValueOrDefault<double>()))
            result.AddError(message);
    });

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Print(FormattableString text) => Console.WriteLine(Text(text));
}
