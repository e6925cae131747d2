using EdgeDaemon.Publisher.Commands;

return CommandLine.Run(args, Console.Out, Console.Error);
