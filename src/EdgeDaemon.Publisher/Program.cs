using EdgeDaemon.Publisher.Commands;

UnforeseenFailure.EndsTheProcess("edgedaemon-publish");
return CommandLine.Run(args, Console.Out, Console.Error);
