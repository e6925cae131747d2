using System.Collections.Immutable;
using EdgeDaemon.Cli;
using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Linux;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Viewing;
using EdgeDaemon.Verbs;
using EdgeDaemon.Workers;

UnforeseenFailure.EndsTheProcess("edgedaemon");
return CommandLine.Run(args, RunCommand.Create(), VisionCommand.Create(ComposeVision), IngestCommand.Create(), TryModelCommand.Create());

// The process that sees the cameras and has no network, part by part.
static VisionLoop ComposeVision(VisionStart start)
{
    // Configuration: as it was at the start, and as it is after each reload.
    var config = start.Config;
    var live = new LiveConfig(config);
    var reload = new ConfigReloader(live, start);

    // Models, and the names that their labels and the configuration give.
    var chosen = start.Models();
    var loader = start.ModelLoader(chosen);
    var models = config.Cameras.Select(start.LoadWith(loader)).ToImmutableArray();
    var names = NameTableBuilder.Build(config, loader.SlugsOf);

    // Journal, and what is remembered beside it.
    var clock = new SystemClock(start.Time);
    var journal = start.OpenJournal(names.Hash, clock);
    var dismissals = start.Dismissals(names.Cameras, journal.BootEpoch);

    // Lines, and whatever else the cameras share.
    var device = new Device(live, journal, dismissals, start.Logger, start.Time)
    {
        Decisions = start.Decisions(),
        Teacher = start.Teacher(journal.BootEpoch),
        Seen = start.Seen(names.Cameras, journal.BootEpoch),
    };
    start.NoteLight(journal);

    // Cameras: each a chain of stages. Commands steer them, and people at the device may look.
    var cameras = models.Select((loaded, i) => CameraRig.Build(i, config.Cameras[i], loaded, device)).ToImmutableArray();
    var commands = CameraCommands.Start(cameras, names.Cameras, device, start.Logger);
    var views = ViewListener.TryStart(config, [.. cameras.Select(camera => camera.View)], device.Frames.Wake, start.Time, start.Logger);
    var swaps = start.Swaps(live, chosen, models, journal);

    // Run.
    return new VisionLoop(device, cameras, commands, views, reload, chosen, swaps, clock, start.Service);
}
