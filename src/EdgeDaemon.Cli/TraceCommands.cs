using System.CommandLine;
using EdgeDaemon.Cli.Tracing;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Following;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon record-trace</c> and <c>replay-trace</c>: tune what becomes an event without keeping a picture.</summary>
internal static class TraceCommands
{
    public static Command CreateRecord()
    {
        var (config, camera) = (CommonOptions.Config(), Camera());
        var output = new Option<string>("--output", "-o") { Description = "File to write; no pictures.", HelpName = "FILE", Required = true };
        var frames = new Option<int>("--frames") { Description = "Stop after so many frames; Ctrl-C stops sooner.", HelpName = "N", DefaultValueFactory = _ => 3000 };
        var command = new Command("record-trace", "Write down what a camera's model sees, frame by frame, without pictures.") { config, camera, output, frames };
        command.SetAction(parsed => Record(
            parsed.GetRequiredValue(config), parsed.GetValue(camera), parsed.GetRequiredValue(output), parsed.GetValue(frames)));
        return command;
    }

    public static Command CreateReplay()
    {
        var (config, camera) = (CommonOptions.Config(), Camera());
        var file = new Argument<string>("FILE") { Description = "A trace." };
        var command = new Command("replay-trace", "Show which events the configuration makes of a trace.") { config, camera, file };
        command.SetAction(parsed => Replay(parsed.GetRequiredValue(config), parsed.GetValue(camera), parsed.GetRequiredValue(file)));
        return command;
    }

    private static Option<string?> Camera() => new("--camera") { Description = "The camera; the only one may be left out.", HelpName = "NAME" };

    private static int Record(string path, string? name, string output, int frames)
    {
        if (ConfigFile.LoadOrExplain(path) is not { } config)
            return ExitCodes.Config;
        var camera = Choose(config, name);
        var loader = new ModelLoader(TriedModels.ForTools(config), new ModelCatalog(config).Open, config.InferenceThreads, TimeProvider.System);
        var loaded = loader.LoadFor(camera with { Health = null });
        if (loaded is not { First: { } model, Loaded: [var first, ..] })
            throw new InferenceException($"Camera '{camera.Name}' has no model, so that there is nothing to write down.");
        using var look = new LookStage(camera, model, loaded.Then, TimeProvider.System);
        using var source = new FrameReader(
            FrameSources.Create(camera.Name, camera.Source, loaded.Inputs, new FramePool(), TimeProvider.System), TrackRules.PrivacyMaskOf(camera),
            FrameSources.IsLossless(camera.Source) ? null : new FrameCadence(camera.Fps), (_, reason) => CommandLine.Fail($"frame left out: {reason}"));
        using var text = new StreamWriter(output);
        using var stop = new StopSignal();
        var trace = new TraceWriter(text, new TraceHeader(
            first.Bundle.Manifest.Name, first.Bundle.Manifest.Decoder.ScoreThreshold, model.Labels, [.. loaded.Then.Zip(camera.Then).SelectMany(pair => pair.First.Bundle.Labels.Slugs.Concat(pair.Second.Teach))]));
        var written = 0;
        try
        {
            source.Open();
            while (written < frames && source.Read(stop.Token) is { } frame)
            {
                using (frame)
                {
                    trace.Write(frame.Timestamp, look.Process(frame).Detections);
                    written++;
                }
            }
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // Somebody has had enough.
        }

        Console.WriteLine($"{written} frames of camera '{camera.Name}' in {output}.");
        return ExitCodes.Ok;
    }

    private static int Replay(string path, string? name, string file)
    {
        if (ConfigFile.LoadOrExplain(path) is not { } config)
            return ExitCodes.Config;
        using var text = new StreamReader(file);
        try
        {
            foreach (var line in TraceReplay.Run(new TraceReader(text, file), Choose(config, name)))
                Console.WriteLine(line);
        }
        catch (InvalidDataException damage)
        {
            CommandLine.Fail(damage.Message);
            return ExitCodes.BadData;
        }

        return ExitCodes.Ok;
    }

    private static CameraConfig Choose(DaemonConfig config, string? name)
    {
        if (name is null && config.Cameras.Length == 1)
            return config.Cameras[0];
        return config.Cameras.FirstOrDefault(camera => camera.Name == name) ?? throw new FormatException(
            $"{(name is null ? "There is more than one camera" : $"There is no camera '{name}'")}: --camera takes one of {string.Join(", ", config.Cameras.Select(c => c.Name))}.");
    }
}
