using EdgeDaemon.Publisher.Verbs;

UnforeseenFailure.EndsTheProcess("edgedaemon-publish");
return CommandLine.Run(args, Console.Out, Console.Error);
