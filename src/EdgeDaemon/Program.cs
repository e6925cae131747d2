using EdgeDaemon.Cli;

return CommandLine.Run(args);
