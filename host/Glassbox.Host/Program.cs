return await Glassbox.Host.Commands.CommandLine.RunAsync(args);
