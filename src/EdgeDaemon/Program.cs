using EdgeDaemon.Cli;
using EdgeDaemon.Verbs;

UnforeseenFailure.EndsTheProcess("edgedaemon");
return CommandLine.Run(args, RunCommand.Create(), VisionCommand.Create(), IngestCommand.Create(), TryModelCommand.Create());
