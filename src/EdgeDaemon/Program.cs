using EdgeDaemon.Cli;

UnforeseenFailure.EndsTheProcess("edgedaemon");
return CommandLine.Run(args);
